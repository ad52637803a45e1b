"""Spans that meet and what ties two of them → who hangs together, without looking at every pair that meets."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence

from svclint.findings.overlaps import Span

_Heap = list[tuple[int, int]]


def groups(
    labels: Sequence[int],
    spans: Iterable[Span],
    tied: Callable[[int, int], bool],
    never: Callable[[int, int], bool],
) -> list[list[int]]:
    """Nodes (0 to len(labels) - 1) that hang together, two at least a group, in order: those that meet and are `tied`.

    A label tells nodes apart as far as `tied` does, but for their owners; `never` rules out two labels. Of the nodes
    that a node meets it is compared with one of each group that has not got it yet, as a rule, so that neither many
    that all conflict nor many that all agree cost more than n log n.
    """
    sweep = _Sweep(labels, tied, never)
    for where, first, last, node in sorted(spans, key=lambda span: (span[0], span[1], -span[2], span[3])):
        sweep.arrive(where, first, last, node)
    found: dict[int, list[int]] = {}
    for node in range(len(labels)):
        found.setdefault(sweep.root(node), []).append(node)
    return [group for group in found.values() if len(group) > 1]


class _Sweep:
    """The nodes that have not ended yet, by group and by label; a group is known by its root."""

    def __init__(
        self, labels: Sequence[int], tied: Callable[[int, int], bool], never: Callable[[int, int], bool]
    ) -> None:
        self._labels, self._tied, self._never = labels, tied, never
        self._parents = list(range(len(labels)))
        self._space: object = None
        self._groups: dict[int, dict[int, _Heap]] = {}
        self._roots: dict[int, set[int]] = {}
        self._ends: _Heap = []

    def arrive(self, space: object, first: int, last: int, node: int) -> None:
        """Take a node that begins at `first`, no earlier than those before it."""
        if space != self._space:
            self._space, self._groups, self._roots, self._ends = space, {}, {}, []
        while self._ends and self._ends[0][0] < first:
            self._end(heapq.heappop(self._ends)[1], first)
        label = self._labels[node]
        for root, other in self._candidates(node):
            current = self.root(root)
            if current != self.root(node) and any(self._tied(node, one) for _, one in self._groups[current][other]):
                self._union(current, self.root(node))
        root = self.root(node)
        heapq.heappush(self._ends, (last, node))
        heapq.heappush(self._groups.setdefault(root, {}).setdefault(label, []), (last, node))
        self._roots.setdefault(label, set()).add(root)

    def root(self, node: int) -> int:
        """The root of the group that a node is in."""
        parents = self._parents
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    def _candidates(self, node: int) -> list[tuple[int, int]]:
        """Groups, with labels in them, that the node may be tied to: by groups or by labels, whichever are fewer."""
        label, own = self._labels[node], self.root(node)
        if len(self._groups) <= len(self._roots):
            pairs = [(root, other) for root, heaps in self._groups.items() if root != own for other in heaps]
            return [(root, other) for root, other in pairs if not self._never(label, other)]
        others = [other for other in self._roots if not self._never(label, other)]
        return [(root, other) for other in others for root in self._roots[other] if root != own]

    def _end(self, node: int, first: int) -> None:
        """Leave out what has ended before `first` beside a node that has."""
        root, label = self.root(node), self._labels[node]
        heap = self._groups.get(root, {}).get(label, [])
        while heap and heap[0][0] < first:
            heapq.heappop(heap)
            if not heap:
                self._roots[label].discard(root)
                del self._groups[root][label]
        if root in self._groups and not self._groups[root]:
            del self._groups[root]
        if label in self._roots and not self._roots[label]:
            del self._roots[label]

    def _union(self, one: int, other: int) -> None:
        """Make one group of two; the one with fewer labels moves."""
        kept, gone = sorted((one, other), key=lambda root: -len(self._groups.get(root, ())))
        self._parents[gone] = kept
        for label, heap in self._groups.pop(gone, {}).items():
            self._roots[label].discard(gone)
            self._roots[label].add(kept)
            mine = self._groups.setdefault(kept, {}).setdefault(label, [])
            small, large = sorted((mine, heap), key=len)
            for item in small:
                heapq.heappush(large, item)
            self._groups[kept][label] = large
