"""A pool or CIDR → the next addresses that nobody claims, and why the others are taken; ranges are never expanded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from svclint.asking.answers import Entry
from svclint.asking.evidence import Evidence
from svclint.asking.taken import Taken, taken_parts
from svclint.claims.blocks import format_address
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
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Room:
    """The free addresses of a pool or a range.

    `addresses` are the next free ones as text, `size` and `free` the numbers of all and of all free addresses. `taken`
    are the first taken ranges, `left_out` is the number of the others. `inside` is what contains a
    range without taking it. `pool` is empty for a range.
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
    occupied, inside = taken_parts(evidence, targets, cluster, own)
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
    around = Ranges(
        [*targets, *(network for network in networks if any(network.contains(target) for target in targets))]
    )
    stated = (claim.block for claim in evidence.claims if claim.role == "reserved" and claim.block)
    if not any(map(around.meet, stated)):
        yield (
            "No file states what else is on this network, such as the gateway and DHCP ranges. Add them to `reserved` "
            "in the inventory, so that svclint does not list their addresses as free."
        )


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
