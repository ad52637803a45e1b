"""Nodes with spans, and which classes are tied → groups of connected nodes, without a look at every pair that meets."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from svclint.findings.join import differ
from svclint.findings.overlaps import Span
from svclint.light_typing import TYPE_CHECKING
from svclint.model import Variant

if TYPE_CHECKING:
    from svclint.findings.by_variant import ByVariant

Apart = tuple[Hashable, ...]


def groups(
    classes: Sequence[int],
    aparts: Sequence[Apart],
    spans: Iterable[Span],
    tied: Callable[[int, int], bool],
    variants: Mapping[int, Variant] | None = None,
) -> list[list[int]]:
    """Groups of at least two connected nodes, sorted. Nodes 0 to len(classes) - 1 connect if they meet and are tied.

    Two nodes are tied if `tied` is true of their classes (or of their common class) and their `aparts` differ in every
    value. A new node is usually compared with one class of each group, or with one group of each class, so that the
    cost is n log n both if all nodes conflict and if none do. `variants` maps classes to their variant: classes
    whose variants cannot coexist are not tied.
    """
    sweep = _Sweep(classes, aparts, tied, variants or {})
    for where, first, last, node in sorted(spans, key=lambda span: (span[0], span[1], -span[2], span[3])):
        sweep.arrive(where, first, last, node)
    members: dict[int, list[int]] = {}
    for node in range(len(classes)):
        members.setdefault(sweep.root(node), []).append(node)
    return [group for group in members.values() if len(group) > 1]


class _Class:
    """The active nodes of one class, by group and by the values that must differ.

    Both indexes use the first value that must differ, then all values, to skip nodes with the same first value at once.
    """

    __slots__ = ("_numbers", "_roots", "by_root")

    def __init__(self) -> None:
        self.by_root: dict[int, dict[Hashable, dict[Apart, int]]] = {}
        """The number of nodes by group, first value and all values."""
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
        """The groups, except that of `root`, with a node that differs from `apart` in every value."""
        number = self._numbers - (len(self._roots.get(apart[:1], ())) if apart else 0)
        if not number:
            return []
        if len(self.by_root) <= number:
            return [candidate for candidate in self.by_root if candidate != root and self.differs(candidate, apart)]
        roots = {root for values in _differing(self._roots, apart) for root in self._roots[values[:1]][values]}
        return sorted(roots - {root})

    def differs(self, root: int, apart: Apart) -> bool:
        """Whether a node of the group differs from `apart` in every value."""
        return any(True for _ in _differing(self.by_root.get(root, {}), apart))


def _differing(values: Mapping[Hashable, Iterable[Apart]], apart: Apart) -> Iterator[Apart]:
    for first, candidates in values.items():
        if first != apart[:1] or not apart:
            yield from (candidate for candidate in candidates if differ(apart, candidate))


class _Sweep:
    """The active nodes, by class and group. The root of a group identifies it."""

    def __init__(
        self,
        classes: Sequence[int],
        aparts: Sequence[Apart],
        tied: Callable[[int, int], bool],
        variants: Mapping[int, Variant],
    ) -> None:
        self._of, self._aparts, self._tied, self._variants = classes, aparts, tied, variants
        self._has_variants = any(variants.values())
        self._parents = list(range(len(classes)))
        self._space: object = None
        self._classes: dict[int, _Class]
        self._groups: dict[int, set[int]]
        """The classes of each group."""
        self._sizes: dict[int, int]
        self._ends: list[tuple[int, int]]
        self._begin(None)

    def arrive(self, space: object, first: int, last: int, node: int) -> None:
        """Adds a node whose span begins at `first`. Nodes must arrive in order of `first`."""
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
            if self._by_variant:
                self._by_variant.add(self._variants.get(kind, ()), kind)
        self._classes[kind].add(root, apart)
        self._firsts[apart[:1]] += 1
        self._groups.setdefault(root, set()).add(kind)
        self._sizes[root] = self._sizes.get(root, 0) + 1

    def _begin(self, space: object) -> None:
        self._space, self._classes, self._groups, self._sizes, self._ends = space, {}, {}, {}, []
        self._by_variant: ByVariant | None = None
        if self._has_variants:  # rare, so that most runs do not import it
            from svclint.findings.by_variant import ByVariant

            self._by_variant = ByVariant()
        self._firsts: Counter[Apart] = Counter()

    def _compare(self, node: int, kind: int, apart: Apart) -> None:
        """Joins the groups of a node and of the active nodes that it is tied to."""
        variant = self._variants.get(kind, ())
        kinds = [*self._by_variant.coexisting(variant)] if self._by_variant and variant else [*self._classes]
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
        """The root of the group of a node."""
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
            if self._by_variant:
                self._by_variant.remove(self._variants.get(kind, ()), kind)

    def _union(self, root: int, other_root: int) -> None:
        """Joins two groups. The smaller one moves."""
        if root == other_root:
            return
        target, source = (
            (root, other_root) if self._sizes.get(root, 0) >= self._sizes.get(other_root, 0) else (other_root, root)
        )
        self._parents[source] = target
        self._sizes[target] = self._sizes.get(target, 0) + self._sizes.pop(source, 0)
        for kind in self._groups.pop(source, ()):
            nodes = self._classes[kind]
            groups = nodes.by_root[source].values()
            for apart, number in [item for counts in groups for item in counts.items()]:
                nodes.remove(source, apart, number)
                nodes.add(target, apart, number)
            self._groups.setdefault(target, set()).add(kind)
