"""A pool or CIDR → the next addresses that nobody claims, and why the others are taken; ranges are never expanded."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from svclint.asking.answers import Entry, entry
from svclint.asking.evidence import Evidence
from svclint.asking.role_groups import FORBIDDING, OCCUPYING
from svclint.claims.blocks import cidr, format_address
from svclint.claims.ranges import Ranges
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.pool_exclusions import never_assigns
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Block, Claim

MOST_TAKEN = 20
"""The most ranges of taken addresses that an answer lists."""
MOST_RANGES = 500
"""The most separate ranges of a pool that an answer covers."""
MOST_POOLS = 20
"""The most pools of one name, in different clusters."""
MOST_REASONS = 5
_NEAR = 3
# The smallest subnet whose first address is not for machines; RFC 3021 and RFC 6164 exempt /31 and /127.
_SMALLEST = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """A part of the requested range that is not free, and why; the reasons are entries of claims."""

    block: Block
    reasons: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """The free addresses of a pool or a range.

    `addresses` are the next free ones as text, `size` and `free` the numbers of all and of all free addresses. `taken`
    are the first taken ranges, `left_out` is the number of the others. `pool` is None for a range.
    """

    blocks: tuple[Block, ...]
    addresses: tuple[str, ...]
    size: int
    free: int
    taken: tuple[Taken, ...]
    left_out: int = 0
    cluster: str = ""
    pool: str = ""
    inside: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()


def pools(evidence: Evidence, cluster: str = "") -> dict[tuple[str, str], list[Claim]]:
    """(cluster, name) → the ranges of the deployed load-balancer pools."""
    found: dict[tuple[str, str], list[Claim]] = {}
    for claim in evidence.claim_index.claims:
        if claim.role == "pool" and claim.block and not claim.status.latent and cluster in ("", claim.owner.cluster):
            found.setdefault((claim.owner.cluster, pool_name(claim)), []).append(claim)
    return found


def pool_name(claim: Claim) -> str:
    """The name by which people know the pool of a claim."""
    return str(claim.traits.get("pool_name", "")) or claim.owner.name


def in_pool(evidence: Evidence, ranges: Sequence[Claim], count: int) -> Room:
    """The next `count` free addresses of each family of a pool; `ranges` are its claims."""
    cluster = ranges[0].owner.cluster
    room = _room(evidence, [claim.block for claim in ranges if claim.block], count, cluster, ranges)
    waiting = [
        claim
        for claim in evidence.claim_index.of(cluster, "load-balancer-service")
        if not claim.traits.get("asks_for_address") and not claim.status.latent
    ]
    if not waiting:
        return room
    gets = "1 Service of the cluster gets" if len(waiting) == 1 else f"{len(waiting):,} Services of the cluster get"
    note = (
        f"{gets} an address that the controller chooses. No file shows which: compare with `kubectl get services -A`."
    )
    return replace(room, notes=(*room.notes, note))


def in_range(evidence: Evidence, block: Block, count: int, cluster: str = "") -> Room:
    """The next `count` free addresses of a range; claims of all clusters count, or those of one and its segment."""
    return _room(evidence, (block,), count, cluster, ())


def neighbours(evidence: Evidence, pool: Claim, block: Block) -> list[str]:
    """The free addresses of a range of a pool that follow an address; if there are none, the first ones."""
    if pool.block is None or block.last >= pool.block.last:
        after: tuple[str, ...] = ()
    else:
        rest = Block(block.family, block.last + 1, pool.block.last)
        after = _room(evidence, (rest,), _NEAR, pool.owner.cluster, (pool,)).addresses
    if after or pool.block is None:
        return list(after)
    return list(_room(evidence, (pool.block,), _NEAR, pool.owner.cluster, (pool,)).addresses)


def _merged(blocks: Iterable[Block]) -> list[Block]:
    """The same addresses as disjoint blocks, in order."""
    merged: list[Block] = []
    for block in sorted(blocks):
        if merged and merged[-1].family == block.family and block.first <= merged[-1].last + 1:
            merged[-1] = Block(block.family, merged[-1].first, max(merged[-1].last, block.last))
        else:
            merged.append(block)
    return merged


def _room(evidence: Evidence, blocks: Iterable[Block], count: int, cluster: str, own: Sequence[Claim]) -> Room:
    targets = _merged(blocks)
    notes = [f"Only the first {MOST_RANGES} of {len(targets):,} ranges are considered."] * (len(targets) > MOST_RANGES)
    targets = targets[:MOST_RANGES]
    occupied, inside = _occupied(evidence, targets, cluster, own)
    free = 0
    addresses: list[str] = []
    taken: list[Taken] = []
    room_of = dict.fromkeys((4, 6), count)
    for block, parts in zip(targets, occupied, strict=True):
        gaps = list(_gaps(block, (part.block for part in parts)))
        free += sum(gap.size for gap in gaps)
        candidates = _assignable(evidence.claim_index, gaps, own)
        following = [format_address(block.family, value) for value in islice(candidates, room_of[block.family])]
        room_of[block.family] -= len(following)
        addresses += following
        taken += parts
    return Room(
        blocks=tuple(targets),
        addresses=tuple(addresses),
        size=sum(block.size for block in targets),
        free=free,
        taken=tuple(taken[:MOST_TAKEN]),
        left_out=max(len(taken) - MOST_TAKEN, 0),
        cluster=cluster,
        pool=pool_name(own[0]) if own else "",
        inside=inside,
        notes=(*notes, *_unknown_neighbours(evidence, targets)),
    )


def _unknown_neighbours(evidence: Evidence, targets: Sequence[Block]) -> Iterator[str]:
    """A note if no file states what else is on the network of an address: its gateway, its DHCP ranges."""
    networks = [claim.block for claim in evidence.claims if claim.role == "node-network" and claim.block]
    around = [*targets, *(network for network in networks if any(network.contains(target) for target in targets))]
    stated = (claim.block for claim in evidence.claims if claim.role == "reserved" and claim.block)
    if not any(block.overlaps(other) for block in stated for other in around):
        yield (
            "No file states what else is on this network, such as the gateway and DHCP ranges. Add them to `reserved` "
            "in the inventory, so that svclint does not list their addresses as free."
        )


def _occupied(
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


def _gaps(target: Block, taken: Iterable[Block]) -> Iterator[Block]:
    """The parts of a range that are in none of the taken ones, which are sorted by first address."""
    position = target.first
    for block in taken:
        if block.first > position:
            yield Block(target.family, position, block.first - 1)
        position = max(position, block.last + 1)
    if position <= target.last:
        yield Block(target.family, position, target.last)


def _assignable(claim_index: ClaimIndex, gaps: Iterable[Block], own: Sequence[Claim]) -> Iterator[int]:
    """The addresses in the gaps, without those that a pool never assigns because of their last number."""
    avoiding = any(claim.traits.get("avoids_buggy") for claim in own)
    for gap in gaps:
        value = gap.first
        while value <= gap.last:
            if not (avoiding and value % 256 in (0, 255) and _is_avoided(claim_index, gap.family, value, own)):
                yield value
            value += 1


def _is_avoided(claim_index: ClaimIndex, family: int, value: int, own: Sequence[Claim]) -> bool:
    single = Block(family, value, value)
    ranges = [claim for claim in own if claim.block and claim.block.contains(single)]
    return bool(ranges) and all(never_assigns(claim_index, claim, single) for claim in ranges)
