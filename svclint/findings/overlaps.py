"""Claims → pairs that meet, as indexes: one sweep over sorted spans of blocks, ports, names and objects."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby

from svclint.model import Claim, Owner

RolePairs = Set[tuple[str, str]]
Pair = tuple[int, int]
# A space in which positions are compared, the first and last position, and the index of a claim or node.
Span = tuple[tuple[object, ...], int, int, int]
# A name may have 127 labels. Names in use have a few.
_MOST_LABELS = 32


def meetings(claims: Sequence[Claim], scopes: Mapping[str, str], role_pairs: RolePairs) -> Iterator[Pair]:
    """Pairs (i, j) whose blocks overlap and whose roles are in `role_pairs`, as (role of i, role of j).

    `scopes` maps each cluster to its layer-2 segment: claims of different segments do not meet. The cost is n log n
    plus the number of pairs. Claims of other roles are not part of the sweep.
    """
    partners: dict[str, set[str]] = defaultdict(set)
    for left, right in role_pairs:
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
                yield from _ordered(claims, earlier, index, role_pairs)
        heapq.heappush(active.setdefault((scope, claim.role), []), (-minus_last, index))


def _ordered(claims: Sequence[Claim], a: int, b: int, role_pairs: RolePairs) -> Iterator[Pair]:
    if (claims[a].role, claims[b].role) in role_pairs:
        yield a, b
    if (claims[b].role, claims[a].role) in role_pairs:
        yield b, a


def holders(claims: Sequence[Claim], areas: Set[str], own: Set[str] = frozenset()) -> dict[int, set[str]]:
    """Claim index → the roles of `areas` with a claim of another owner, in the same cluster, that contains it.

    Areas with a role in `own` also contain claims of their own owner with another role. A disabled pool assigns nothing
    and is not an area. The cost is n log n however deep areas nest, because the two active areas of different owners
    that end last decide.
    """
    ordered = sorted(
        (claim.owner.cluster, claim.block.family, claim.block.first, -claim.block.last, index)
        for index, claim in enumerate(claims)
        if claim.block is not None
    )
    areas_by_index: dict[int, set[str]] = {}
    space: object = None
    furthest: dict[str, list[tuple[int, Owner]]] = {}
    for (*where, _, minus_last), same in groupby(ordered, key=lambda item: item[:4]):
        if where != space:
            space, furthest = where, {}
        indexes = [item[4] for item in same]
        for index in indexes:
            if claims[index].role in areas and not claims[index].traits.get("pool_disabled"):
                _extend(furthest.setdefault(claims[index].role, []), -minus_last, claims[index].owner)
        for index in indexes:
            claim = claims[index]
            roles = {
                role
                for role, ends in furthest.items()
                if any(
                    end >= -minus_last and (area_owner != claim.owner or (role in own and role != claim.role))
                    for end, area_owner in ends
                )
            }
            if roles:
                areas_by_index[index] = roles
    return areas_by_index


def _extend(ends: list[tuple[int, Owner]], last: int, owner: Owner) -> None:
    """Adds an area. `ends` keeps the last end for each of the two owners whose areas end last."""
    latest: dict[Owner, int] = {area_owner: end for end, area_owner in ends}
    latest[owner] = max(last, latest.get(owner, last))
    ends[:] = sorted(((end, area_owner) for area_owner, end in latest.items()), reverse=True)[:2]


def spans(
    subject: str,
    claims: Sequence[Claim],
    scopes: Mapping[str, str],
    indexes: Iterable[int],
    same: Set[str] = frozenset(),
) -> Iterator[Span]:
    """The spans of claims: two claims meet if spans of them in one space overlap. `subject` is that of a rule.

    `same` narrows what meets: `block` requires equal blocks, `port` also a common port, and `host` equal names.
    """
    if subject == "name":
        yield from _name_spans(claims, list(indexes), wildcards="host" not in same)
        return
    for index in indexes:
        claim = claims[index]
        cluster = claim.owner.cluster
        if subject == "object":
            yield ("object", claim.owner), 0, 0, index
        elif subject == "fact":
            yield ("fact", cluster, claim.role), 0, 0, index
        elif subject == "port":
            for port in claim.ports:
                yield ("port", cluster, port.protocol), port.first, port.last, index
        elif claim.block is not None:
            scope, block = scopes.get(cluster, cluster), claim.block
            if "block" not in same:
                yield ("block", scope, block.family), block.first, block.last, index
            elif "port" not in same:
                yield ("block", scope, block.family, block.first, block.last), 0, 0, index
            else:
                for port in claim.ports:
                    where = ("block", scope, block.family, block.first, block.last, port.protocol)
                    yield where, port.first, port.last, index


def _name_spans(claims: Sequence[Claim], indexes: Sequence[int], *, wildcards: bool) -> Iterator[Span]:
    """The spans of names. `*.example.com` meets itself and, with `wildcards`, every name below it."""
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index in indexes:
        if claims[index].host:
            by_name[claims[index].owner.cluster, claims[index].host].append(index)
    for (cluster, host), exact in by_name.items():
        parents = _wildcards(host) if wildcards else ()
        covering = [index for parent in parents for index in by_name.get((cluster, parent), ())]
        for index in (*exact, *covering):
            yield ("name", cluster, host), 0, 0, index


def _wildcards(host: str) -> Iterator[str]:
    """The wildcards that match a name: those at every level above it, not only at the next (RFC 4592)."""
    labels = host.removeprefix("*.").split(".")
    yield from ("*." + ".".join(labels[at:]) for at in range(1, min(len(labels), _MOST_LABELS)))


def meet(subject: str, claim: Claim, other: Claim, scopes: Mapping[str, str]) -> bool:
    """Whether two claims meet, without a sweep; equivalent to `spans` without `same`."""
    cluster, other_cluster = claim.owner.cluster, other.owner.cluster
    if subject == "overlap":
        near = scopes.get(cluster, cluster) == scopes.get(other_cluster, other_cluster)
        return near and claim.block is not None and other.block is not None and claim.block.overlaps(other.block)
    if cluster != other_cluster:
        return False
    if subject == "port":
        return any(a.meets(b) for a in claim.ports for b in other.ports)
    if subject == "name":
        hosts = claim.host, other.host
        return all(hosts) and (
            hosts[0] == hosts[1] or hosts[0] in _wildcards(hosts[1]) or hosts[1] in _wildcards(hosts[0])
        )
    return claim.role == other.role if subject == "fact" else claim.owner == other.owner


def crossings(
    spans: Iterable[Span],
    left: Set[int],
    right: Set[int],
    kinds: Mapping[int, int] | None = None,
    most: int = 0,
    tied: Callable[[int, int], bool] | None = None,
) -> Iterator[Pair]:
    """Distinct pairs (node of `left`, node of `right`) whose spans overlap; n log n plus the number of pairs.

    `tied` leaves out the pairs for which it is false. `kinds` maps nodes of `right` to a kind. With `most`, a node of
    `left` gets the first `most` nodes of each kind in the order of the sweep, and few more.
    """
    space: object = None
    sweep = _Sweep(kinds or {}, most, tied)
    for where, first, last, node in sorted(spans, key=lambda span: (span[0], span[1], -span[2], span[3])):
        if where != space:
            space = where
            sweep.begin()
        yield from sweep.arrive(first, last, node, is_left=node in left, is_right=node in right)


class _Sweep:
    """The active spans of one space."""

    def __init__(self, kinds: Mapping[int, int], most: int, tied: Callable[[int, int], bool] | None) -> None:
        self._kinds, self._most, self._tied = kinds, most, tied
        self._seen: set[Pair] = set()
        self._counts: dict[Pair, int] = defaultdict(int)
        """(node of the left, kind) → the number of its pairs."""
        self.begin()

    def begin(self) -> None:
        """Begins a new space."""
        self._lefts: dict[int, list[tuple[int, int]]] = {kind: [] for kind in {0, *self._kinds.values()}}
        """For each kind, the end and node of each left span that takes more of it."""
        self._rights: dict[int, list[tuple[int, int]]] = {}

    def arrive(self, first: int, last: int, node: int, *, is_left: bool, is_right: bool) -> Iterator[Pair]:
        """Adds a span and returns its pairs with earlier spans. Spans must arrive in order of `first`."""
        pairs: list[Pair] = []
        if is_left:
            for kind, heap in self._rights.items():
                while heap and heap[0][0] < first:
                    heapq.heappop(heap)
                for _, other in heap:
                    if self._is_full(node, kind):
                        break
                    self._take(pairs, node, other, kind)
        kind = self._kinds.get(node, 0)
        if is_right:
            still_open = []
            for end, left_node in self._lefts[kind]:
                if end >= first and not self._is_full(left_node, kind):
                    self._take(pairs, left_node, node, kind)
                    still_open.append((end, left_node))
            self._lefts[kind] = still_open
            heapq.heappush(self._rights.setdefault(kind, []), (last, node))
        if is_left:
            for left_kind, lefts in self._lefts.items():
                if not self._is_full(node, left_kind):
                    lefts.append((last, node))
        return iter(pairs)

    def _is_full(self, node: int, kind: int) -> bool:
        return bool(self._most) and self._counts[node, kind] >= self._most

    def _take(self, pairs: list[Pair], left: int, right: int, kind: int) -> None:
        if (left, right) not in self._seen:
            self._seen.add((left, right))
            if self._tied is None or self._tied(left, right):
                self._counts[left, kind] += 1
                pairs.append((left, right))
