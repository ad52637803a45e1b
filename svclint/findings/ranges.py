"""Many blocks or ports → whether one holds, meets or lies within a given one, by bisection, not by a look at each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from svclint.model import Block, Owner, Port

_FAMILIES = (4, 6)


class Intervals:
    """Numbers from one to another: whether one span holds or meets a given one."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        found = sorted(set(spans))
        self._firsts = [first for first, _ in found]
        # Of the spans up to each, the last number that any of them holds.
        self._reach: list[int] = []
        for _, last in found:
            self._reach.append(max(last, self._reach[-1]) if self._reach else last)

    def hold(self, first: int, last: int) -> bool:
        at = bisect_right(self._firsts, first)
        return at > 0 and self._reach[at - 1] >= last

    def meet(self, first: int, last: int) -> bool:
        at = bisect_right(self._firsts, last)
        return at > 0 and self._reach[at - 1] >= first


class Ranges:
    """Blocks of both families: whether one of them holds, meets or lies within a given block."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        found: dict[int, list[Block]] = {family: [] for family in _FAMILIES}
        for block in blocks:
            found[block.family].append(block)
        self._spans = {family: Intervals((one.first, one.last) for one in some) for family, some in found.items()}
        self._inner = {family: Antichain(some, inner=True) for family, some in found.items()}

    def hold(self, block: Block) -> bool:
        """Whether one of them holds the whole block."""
        return self._spans[block.family].hold(block.first, block.last)

    def meet(self, block: Block) -> bool:
        """Whether one of them shares an address with the block."""
        return self._spans[block.family].meet(block.first, block.last)

    def lie_within(self, block: Block) -> bool:
        """Whether the block holds the whole of one of them."""
        start, end = self._inner[block.family].within(block)
        return start < end


class PortRanges:
    """Ports of all protocols: whether one of them meets a given one."""

    def __init__(self, ports: Iterable[Port]) -> None:
        found: dict[str, list[tuple[int, int]]] = {}
        for port in ports:
            found.setdefault(port.protocol, []).append((port.first, port.last))
        self._spans = {protocol: Intervals(some) for protocol, some in found.items()}

    def meet(self, port: Port) -> bool:
        spans = self._spans.get(port.protocol)
        return spans is not None and spans.meet(port.first, port.last)


class Antichain:
    """Of the blocks of one family those that no other holds, or with `inner` those that hold no other.

    Both their first and their last addresses rise, so that those within a block stand beside each other.
    """

    def __init__(self, blocks: Iterable[Block], *, inner: bool = False) -> None:
        firsts: list[int] = []
        lasts: list[int] = []
        for one in sorted(set(blocks), reverse=inner):
            if lasts and (one.last >= lasts[-1] if inner else one.last <= lasts[-1]):
                continue  # it holds the one before, or lies within it
            if firsts and firsts[-1] == one.first:  # of two that begin together the later is the one to keep
                firsts.pop()
                lasts.pop()
            firsts.append(one.first)
            lasts.append(one.last)
        self._firsts, self._lasts = (firsts[::-1], lasts[::-1]) if inner else (firsts, lasts)

    def within(self, block: Block) -> tuple[int, int]:
        """From which to which of them lie within the block."""
        return bisect_left(self._firsts, block.first), bisect_right(self._lasts, block.last)

    def covered_by(self, blocks: Iterable[Block]) -> bool:
        """Whether each of them lies within one of the blocks."""
        covered = 0
        for start, end in sorted(self.within(block) for block in blocks):
            if start < end and start <= covered:
                covered = max(covered, end)
        return covered >= len(self._firsts)


class OwnedRanges:
    """Blocks and whose they are: whether one that is another's meets a given block."""

    def __init__(self, blocks: Iterable[tuple[Block, Owner]]) -> None:
        found: dict[int, list[tuple[Block, Owner]]] = {family: [] for family in _FAMILIES}
        for block, owner in sorted(set(blocks)):
            found[block.family].append((block, owner))
        self._firsts = {family: [block.first for block, _ in sorted_] for family, sorted_ in found.items()}
        self._reach = {family: _two_highest(sorted_) for family, sorted_ in found.items()}
        self._owners = {family: {owner for _, owner in sorted_} for family, sorted_ in found.items()}

    def has_others(self, family: int, owner: Owner) -> bool:
        """Whether another has a block of the family."""
        owners = self._owners.get(family, set())
        return len(owners) > (owner in owners)

    def meet(self, block: Block, owner: Owner) -> bool:
        """Whether another's shares an address with the block."""
        at = bisect_right(self._firsts[block.family], block.last)
        highest = self._reach[block.family][at - 1] if at else ()
        return any(last >= block.first for last, whose in highest if whose != owner)


def _two_highest(blocks: Iterable[tuple[Block, Owner]]) -> list[tuple[tuple[int, Owner], ...]]:
    """Of the blocks up to each, the last address that any holds, and the last that any of another owner does."""
    found: list[tuple[tuple[int, Owner], ...]] = []
    best: tuple[tuple[int, Owner], ...] = ()
    for block, owner in blocks:
        if not any(whose == owner and last >= block.last for last, whose in best):
            others = tuple(one for one in best if one[1] != owner)
            best = tuple(sorted((*others, (block.last, owner)), key=lambda one: -one[0])[:2])
        found.append(best)
    return found
