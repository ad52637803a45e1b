"""Claims → who meets whom: one sweep over sorted blocks, one pass over ports and names; indexes into the claims."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from svclint.model import Claim

RolePairs = Set[tuple[str, str]]
Pair = tuple[int, int]
# Names may have 127 labels; those of use have a handful.
_MOST_LABELS = 32


def meetings(claims: Sequence[Claim], scopes: Mapping[str, str], wanted: RolePairs) -> Iterator[Pair]:
    """Pairs (i, j) whose blocks overlap and whose roles `wanted` holds as (role of i, role of j).

    `scopes` gives each cluster's layer-2 segment: claims of different segments never meet. Costs n log n plus the
    pairs that come out: claims whose role no one wants are left out before the sweep.
    """
    partners: dict[str, set[str]] = defaultdict(set)
    for left, right in wanted:
        partners[left].add(right)
        partners[right].add(left)
    events = sorted(
        (claim.block.family, claim.block.first, -claim.block.last, index)
        for index, claim in enumerate(claims)
        if claim.block is not None and claim.role in partners
    )
    active: dict[tuple[str, str], list[tuple[int, int]]] = {}
    family = 0
    for kind, first, minus_last, index in events:
        if kind != family:
            active, family = {}, kind
        claim = claims[index]
        scope = scopes.get(claim.owner.cluster, claim.owner.cluster)
        for role in partners[claim.role]:
            heap = active.get((scope, role))
            if not heap:
                continue
            while heap and heap[0][0] < first:
                heapq.heappop(heap)
            for _, earlier in heap:
                yield from _ordered(claims, earlier, index, wanted)
        heapq.heappush(active.setdefault((scope, claim.role), []), (-minus_last, index))


def _ordered(claims: Sequence[Claim], a: int, b: int, wanted: RolePairs) -> Iterator[Pair]:
    if (claims[a].role, claims[b].role) in wanted:
        yield a, b
    if (claims[b].role, claims[a].role) in wanted:
        yield b, a


def port_meetings(claims: Sequence[Claim], wanted: RolePairs) -> Iterator[Pair]:
    """Pairs (i, j) of one cluster that name a common port and protocol, with roles as in `meetings`."""
    roles = {role for pair in wanted for role in pair}
    single: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    ranges: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, claim in enumerate(claims):
        if claim.role in roles:
            for port in claim.ports:
                if port.first == port.last:
                    single[claim.owner.cluster, port.protocol, port.first].append(index)
                else:
                    ranges[claim.owner.cluster, port.protocol].append(index)
    seen: set[Pair] = set()
    for (cluster, protocol, number), found in single.items():
        wide = [i for i in ranges.get((cluster, protocol), ()) if _covers(claims[i], protocol, number)]
        yield from _new(_combine(claims, [*found, *wide], wanted), seen)
    for wide in ranges.values():
        yield from _new(((i, j) for i, j in _combine(claims, wide, wanted) if _shared(claims[i], claims[j])), seen)


def _covers(claim: Claim, protocol: str, number: int) -> bool:
    return any(port.protocol == protocol and port.first <= number <= port.last for port in claim.ports)


def _shared(left: Claim, right: Claim) -> bool:
    return any(a.meets(b) for a in left.ports for b in right.ports)


def _new(pairs: Iterable[Pair], seen: set[Pair]) -> Iterator[Pair]:
    for pair in pairs:
        if pair not in seen:
            seen.add(pair)
            yield pair


def name_meetings(claims: Sequence[Claim], wanted: RolePairs) -> Iterator[Pair]:
    """Pairs (i, j) of one cluster that speak of the same DNS name; `*.example.com` meets every name below."""
    roles = {role for pair in wanted for role in pair}
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, claim in enumerate(claims):
        if claim.host and claim.role in roles:
            by_name[claim.owner.cluster, claim.host].append(index)
    for (cluster, host), found in by_name.items():
        yield from _combine(claims, found, wanted)
        for wild in (index for parent in _wildcards(host) for index in by_name.get((cluster, parent), ())):
            for index in found:
                yield from _ordered(claims, wild, index, wanted)


def _wildcards(host: str) -> Iterator[str]:
    """The wildcards that a name falls under: DNS looks at every level above it (RFC 4592), not at the next alone."""
    labels = host.removeprefix("*.").split(".")
    yield from ("*." + ".".join(labels[at:]) for at in range(1, min(len(labels), _MOST_LABELS)))


def _combine(claims: Sequence[Claim], found: Sequence[int], wanted: RolePairs) -> Iterator[Pair]:
    by_role: dict[str, list[int]] = defaultdict(list)
    for index in found:
        by_role[claims[index].role].append(index)
    for left, right in sorted(wanted):
        for i in by_role.get(left, ()):
            for j in by_role.get(right, ()):
                if i != j:
                    yield i, j


def object_meetings(claims: Sequence[Claim], wanted: RolePairs) -> Iterator[Pair]:
    """Pairs (i, j) that belong to the same object or inventory entry."""
    roles = {role for pair in wanted for role in pair}
    by_owner: dict[object, list[int]] = defaultdict(list)
    for index, claim in enumerate(claims):
        if claim.role in roles:
            by_owner[claim.owner].append(index)
    for found in by_owner.values():
        yield from _combine(claims, found, wanted)
