"""Ranges and the claims of a run → which parts of the ranges are taken, and why."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from svclint.asking.answers import Entry, entry
from svclint.asking.evidence import Evidence
from svclint.asking.role_groups import FORBIDDING, OCCUPYING
from svclint.claims.blocks import cidr
from svclint.claims.ranges import Ranges
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.pool_exclusions import never_assigns
from svclint.lazy_dataclasses import dataclass
from svclint.model import Block, Claim

MOST_REASONS = 5
"""The most reasons for one taken range."""
# The smallest subnet whose first address is not for machines; RFC 3021 and RFC 6164 exempt /31 and /127.
_SMALLEST = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """A part of the requested range that is not free, and why; the reasons are entries of claims."""

    block: Block
    reasons: tuple[Entry, ...]


def taken_parts(
    evidence: Evidence, targets: Sequence[Block], cluster: str, own: Sequence[Claim]
) -> tuple[list[list[Taken]], tuple[Entry, ...]]:
    """The taken parts of each target by first address, and what contains a whole target without taking it.

    The targets are disjoint and sorted.
    """
    index = evidence.claim_index
    owners, blocks = {claim.owner for claim in own}, {claim.block for claim in own}
    several = not cluster and len(evidence.clusters) > 1
    ends = [(target.family, target.last) for target in targets]
    reasons: list[dict[Block, list[Entry]]] = [{} for _ in targets]
    containing: dict[str, Entry] = {}
    networks: set[Block] = set()
    for claim in evidence.claims:
        block = claim.block
        if (
            block is None
            or claim.status.inert
            or (cluster and index.scope(claim.owner.cluster) != index.scope(cluster))
        ):
            continue
        if claim.role == "node-network":
            networks.add(block)
        if claim.role not in OCCUPYING or (claim.role == "pool" and (claim.owner in owners or block in blocks)):
            continue
        position = bisect_left(ends, (block.family, block.first))
        while position < len(targets) and targets[position].overlaps(block):
            target = targets[position]
            if block.size > 1 and block.contains(target) and claim.role not in FORBIDDING:
                if len(containing) < MOST_REASONS:
                    item = entry(claim)
                    containing.setdefault(item.text, item)
            else:
                part = Block(target.family, max(block.first, target.first), min(block.last, target.last))
                reasons[position].setdefault(part, []).append(_reason(claim, several=several))
            position += 1
    known = Ranges(networks)
    subnets = sorted({*networks, *(target for target in targets if not own and not known.hold(target))})
    unusable = [pair for subnet in subnets for pair in _ends(subnet)]
    for end, words in (*unusable, *_never_assigned(index, own)):
        position = bisect_left(ends, (end.family, end.last))
        if position < len(targets) and targets[position].contains(end):
            reasons[position].setdefault(end, []).append(Entry(words))
    taken = [
        [
            Taken(part, _few(entries))
            for part, entries in sorted(parts.items(), key=lambda item: (item[0].first, item[0].last))
        ]
        for parts in reasons
    ]
    return taken, tuple(containing.values())


def _few(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The first of the distinct entries, and the number of the others."""
    distinct = list({(item.text, item.notes): item for item in entries}.values())
    more = [Entry(f"and {len(distinct) - MOST_REASONS:,} more")] if len(distinct) > MOST_REASONS else []
    return (*distinct[:MOST_REASONS], *more)


def _reason(claim: Claim, *, several: bool) -> Entry:
    notes = [f"of cluster {claim.owner.cluster}"] if several and claim.owner.cluster else []
    return Entry(claim.title or str(claim.owner), claim.location, (*notes, *entry(claim).notes), claim)


def _ends(subnet: Block) -> Iterator[tuple[Block, str]]:
    """The addresses of a subnet that no machine can have, each with the reason."""
    text = cidr(subnet)
    if subnet.size < _SMALLEST or text is None:
        return
    first = "the network address" if subnet.family == 4 else "the anycast address of the routers"
    yield Block(subnet.family, subnet.first, subnet.first), f"{first} of {text}"
    if subnet.family == 4:
        yield Block(4, subnet.last, subnet.last), f"the broadcast address of {text}"


def _never_assigned(index: ClaimIndex, own: Iterable[Claim]) -> Iterator[tuple[Block, str]]:
    """The first and last address of each range of a pool, if its controller leaves them out."""
    for claim in own:
        if (block := claim.block) is None:
            continue
        for value in sorted({block.first, block.last}):
            single = Block(block.family, value, value)
            if never_assigns(index, claim, single):
                yield single, f"the controller of {claim.title or claim.owner} never assigns it"
