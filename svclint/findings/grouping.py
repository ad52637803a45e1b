"""Spans that meet and what ties two of them → who hangs together, without looking at every pair that meets."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from svclint.findings.join import differ
from svclint.findings.overlaps import Span

Apart = tuple[Hashable, ...]


def groups(
    classes: Sequence[int],
    aparts: Sequence[Apart],
    spans: Iterable[Span],
    tied: Callable[[int, int], bool],
    variants: Mapping[int, str] | None = None,
) -> list[list[int]]:
    """Nodes (0 to len(classes) - 1) that hang together, two at least a group, in order: those that meet and are tied.

    Two nodes are tied if their classes are (`tied`, of two classes or of one and itself) and their `aparts` differ in
    every value. A node that arrives is compared with one class of each group, or with one group of each class, as a
    rule: neither many that all conflict nor many that all agree cost more than n log n. `variants` gives the variant of
    classes that have one: no two variants are tied.
    """
    sweep = _Sweep(classes, aparts, tied, variants or {})
    for where, first, last, node in sorted(spans, key=lambda span: (span[0], span[1], -span[2], span[3])):
        sweep.arrive(where, first, last, node)
    found: dict[int, list[int]] = {}
    for node in range(len(classes)):
        found.setdefault(sweep.root(node), []).append(node)
    return [group for group in found.values() if len(group) > 1]


class _Class:
    """The nodes of one class that have not ended yet, by group and by what has to differ.

    Both are by the first value that has to differ, then by all: those with the same first are passed over as one.
    """

    __slots__ = ("_numbers", "_roots", "by_root")

    def __init__(self) -> None:
        self.by_root: dict[int, dict[Hashable, dict[Apart, int]]] = {}
        """How many nodes of each group have which values."""
        self._roots: dict[Hashable, dict[Apart, set[int]]] = {}
        self._numbers = 0

    def add(self, root: int, apart: Apart, number: int = 1) -> None:
        counts = self.by_root.setdefault(root, {}).setdefault(apart[:1], {})
        counts[apart] = counts.get(apart, 0) + number
        roots = self._roots.setdefault(apart[:1], {})
        if apart not in roots:
            roots[apart] = set()
            self._numbers += 1
        roots[apart].add(root)

    def remove(self, root: int, apart: Apart, number: int = 1) -> None:
        groups = self.by_root[root]
        counts = groups[apart[:1]]
        counts[apart] -= number
        if counts[apart]:
            return
        del counts[apart]
        if not counts:
            del groups[apart[:1]]
            if not groups:
                del self.by_root[root]
        roots = self._roots[apart[:1]]
        roots[apart].discard(root)
        if not roots[apart]:
            del roots[apart]
            self._numbers -= 1
            if not roots:
                del self._roots[apart[:1]]

    def differing(self, apart: Apart, root: int) -> list[int]:
        """The groups, beside that of `root`, with a node that differs in all that has to."""
        others = self._numbers - (len(self._roots.get(apart[:1], ())) if apart else 0)
        if not others:
            return []
        if len(self.by_root) <= others:
            return [one for one in self.by_root if one != root and self.differs(one, apart)]
        found = {one for other in _differing(self._roots, apart) for one in self._roots[other[:1]][other]}
        return sorted(found - {root})

    def differs(self, root: int, apart: Apart) -> bool:
        """Whether a node of the group differs in all that has to."""
        return any(True for _ in _differing(self.by_root.get(root, {}), apart))


def _differing(values: Mapping[Hashable, Iterable[Apart]], apart: Apart) -> Iterator[Apart]:
    for first, several in values.items():
        if first != apart[:1] or not apart:
            yield from (other for other in several if differ(apart, other))


class _Sweep:
    """The nodes that have not ended yet, by class and group; a group is known by its root."""

    def __init__(
        self,
        classes: Sequence[int],
        aparts: Sequence[Apart],
        tied: Callable[[int, int], bool],
        variants: Mapping[int, str],
    ) -> None:
        self._of, self._aparts, self._tied, self._variants = classes, aparts, tied, variants
        self._parents = list(range(len(classes)))
        self._space: object = None
        self._classes: dict[int, _Class]
        self._groups: dict[int, set[int]]
        """The classes of each group."""
        self._sizes: dict[int, int]
        self._ends: list[tuple[int, int]]
        self._begin(None)

    def arrive(self, space: object, first: int, last: int, node: int) -> None:
        """Take a node that begins at `first`, no earlier than those before it."""
        if space != self._space:
            self._begin(space)
        while self._ends and self._ends[0][0] < first:
            self._leave(heapq.heappop(self._ends)[1])
        kind, apart = self._of[node], self._aparts[node]
        if not apart or self._firsts[apart[:1]] < len(self._ends):
            self._compare(node, kind, apart)
        root = self.root(node)
        heapq.heappush(self._ends, (last, node))
        if kind not in self._classes:
            self._classes[kind] = _Class()
            self._by_variant.setdefault(self._variants.get(kind, ""), {})[kind] = None
        self._classes[kind].add(root, apart)
        self._firsts[apart[:1]] += 1
        self._groups.setdefault(root, set()).add(kind)
        self._sizes[root] = self._sizes.get(root, 0) + 1

    def _begin(self, space: object) -> None:
        self._space, self._classes, self._groups, self._sizes, self._ends = space, {}, {}, {}, []
        self._by_variant: dict[str, dict[int, None]] = {}
        self._firsts: Counter[Apart] = Counter()

    def _compare(self, node: int, kind: int, apart: Apart) -> None:
        """Make one group of a node and those that it is tied to."""
        variant = self._variants.get(kind, "")
        kinds = [*self._by_variant.get("", ()), *self._by_variant.get(variant, ())] if variant else [*self._classes]
        if len(self._groups) <= len(kinds):
            for root in list(self._groups):
                if root in self._groups and root != self.root(node) and self._meets_group(kind, apart, root):
                    self._union(root, self.root(node))
            return
        for other in kinds:
            if self._tied(kind, other):
                for root in self._classes[other].differing(apart, self.root(node)):
                    self._union(self.root(root), self.root(node))

    def root(self, node: int) -> int:
        """The root of the group that a node is in."""
        parents = self._parents
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    def _meets_group(self, kind: int, apart: Apart, root: int) -> bool:
        return any(
            self._classes[other].differs(root, apart) and self._tied(kind, other) for other in self._groups[root]
        )

    def _leave(self, node: int) -> None:
        root, kind = self.root(node), self._of[node]
        nodes = self._classes[kind]
        nodes.remove(root, self._aparts[node])
        self._firsts[self._aparts[node][:1]] -= 1
        self._sizes[root] -= 1
        if root not in nodes.by_root:
            self._groups[root].discard(kind)
            if not self._groups[root]:
                del self._groups[root]
        if not nodes.by_root:
            del self._classes[kind]
            del self._by_variant[self._variants.get(kind, "")][kind]

    def _union(self, one: int, other: int) -> None:
        """Make one group of two; the smaller one moves."""
        if one == other:
            return
        kept, gone = (one, other) if self._sizes.get(one, 0) >= self._sizes.get(other, 0) else (other, one)
        self._parents[gone] = kept
        self._sizes[kept] = self._sizes.get(kept, 0) + self._sizes.pop(gone, 0)
        for kind in self._groups.pop(gone, ()):
            nodes = self._classes[kind]
            several = nodes.by_root[gone].values()
            for apart, number in [item for counts in several for item in counts.items()]:
                nodes.remove(gone, apart, number)
                nodes.add(kept, apart, number)
            self._groups.setdefault(kept, set()).add(kind)
