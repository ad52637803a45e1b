"""Many blocks or ports → whether one contains, meets or lies within a given one, by bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from svclint.model import Block, Owner, Port

_FAMILIES = (4, 6)


class Intervals:
    """Spans of integers (first, last): whether one of them contains or meets a given span."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(set(spans))
        self._firsts = [first for first, _ in ordered]
        # For each span, the highest last number of the spans up to it.
        self._reach: list[int] = []
        for _, last in ordered:
            self._reach.append(max(last, self._reach[-1]) if self._reach else last)

    def hold(self, first: int, last: int) -> bool:
        at = bisect_right(self._firsts, first)
        return at > 0 and self._reach[at - 1] >= last

    def meet(self, first: int, last: int) -> bool:
        at = bisect_right(self._firsts, last)
        return at > 0 and self._reach[at - 1] >= first


class Ranges:
    """Blocks of both families: whether one of them contains, meets or lies within a given block."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        by_family: dict[int, list[Block]] = {family: [] for family in _FAMILIES}
        for block in blocks:
            by_family[block.family].append(block)
        self._spans = {
            family: Intervals((block.first, block.last) for block in blocks) for family, blocks in by_family.items()
        }
        self._inner = {family: Antichain(blocks, inner=True) for family, blocks in by_family.items()}
        self._families = frozenset(family for family, blocks in by_family.items() if blocks)

    def has(self, family: int) -> bool:
        """Whether one of them has the family."""
        return family in self._families

    def hold(self, block: Block) -> bool:
        """Whether one of them contains the whole block."""
        return self._spans[block.family].hold(block.first, block.last)

    def meet(self, block: Block) -> bool:
        """Whether one of them shares an address with the block."""
        return self._spans[block.family].meet(block.first, block.last)

    def lie_within(self, block: Block) -> bool:
        """Whether the block contains one of them completely."""
        start, end = self._inner[block.family].within(block)
        return start < end


class PortRanges:
    """Ports of all protocols: whether one of them meets a given port."""

    def __init__(self, ports: Iterable[Port]) -> None:
        by_protocol: dict[str, list[tuple[int, int]]] = {}
        for port in ports:
            by_protocol.setdefault(port.protocol, []).append((port.first, port.last))
        self._spans = {protocol: Intervals(spans) for protocol, spans in by_protocol.items()}

    def meet(self, port: Port) -> bool:
        spans = self._spans.get(port.protocol)
        return spans is not None and spans.meet(port.first, port.last)


class Antichain:
    """The blocks of one family that no other contains, or, with `inner`, those that contain no other.

    Their first and last addresses both increase, so that those within a given block are adjacent.
    """

    def __init__(self, blocks: Iterable[Block], *, inner: bool = False) -> None:
        firsts: list[int] = []
        lasts: list[int] = []
        for block in sorted(set(blocks), reverse=inner):
            if lasts and (block.last >= lasts[-1] if inner else block.last <= lasts[-1]):
                continue  # it contains the previous block, or lies within it
            if firsts and firsts[-1] == block.first:  # of two with the same first address, keep the later one
                firsts.pop()
                lasts.pop()
            firsts.append(block.first)
            lasts.append(block.last)
        self._firsts, self._lasts = (firsts[::-1], lasts[::-1]) if inner else (firsts, lasts)

    def within(self, block: Block) -> tuple[int, int]:
        """The half-open index range of those within the block."""
        return bisect_left(self._firsts, block.first), bisect_right(self._lasts, block.last)

    def covered_by(self, blocks: Iterable[Block]) -> bool:
        """Whether each of them is within one of `blocks`."""
        covered = 0
        for start, end in sorted(self.within(block) for block in blocks):
            if start < end and start <= covered:
                covered = max(covered, end)
        return covered >= len(self._firsts)


class OwnedRanges:
    """Blocks with owners: whether a block of another owner meets a given block."""

    def __init__(self, blocks: Iterable[tuple[Block, Owner]]) -> None:
        by_family: dict[int, list[tuple[Block, Owner]]] = {family: [] for family in _FAMILIES}
        for block, owner in sorted(set(blocks)):
            by_family[block.family].append((block, owner))
        self._firsts = {family: [block.first for block, _ in owned] for family, owned in by_family.items()}
        self._reach = {family: _two_highest(owned) for family, owned in by_family.items()}
        self._owners = {family: {owner for _, owner in owned} for family, owned in by_family.items()}

    def has_others(self, family: int, owner: Owner) -> bool:
        """Whether another owner has a block of the family."""
        owners = self._owners.get(family, set())
        return len(owners) > (owner in owners)

    def meet(self, block: Block, owner: Owner) -> bool:
        """Whether a block of another owner shares an address with the block."""
        at = bisect_right(self._firsts[block.family], block.last)
        highest = self._reach[block.family][at - 1] if at else ()
        return any(last >= block.first for last, holder in highest if holder != owner)


def _two_highest(blocks: Iterable[tuple[Block, Owner]]) -> list[tuple[tuple[int, Owner], ...]]:
    """For each block, the highest last address of the blocks up to it, and the highest of another owner."""
    reach: list[tuple[tuple[int, Owner], ...]] = []
    best: tuple[tuple[int, Owner], ...] = ()
    for block, owner in blocks:
        if not any(holder == owner and last >= block.last for last, holder in best):
            other_owners = tuple(entry for entry in best if entry[1] != owner)
            best = tuple(sorted((*other_owners, (block.last, owner)), key=lambda entry: -entry[0])[:2])
        reach.append(best)
    return reach
