"""Claims → who meets whom: one sweep over the sorted places of blocks, ports, names and objects; as indexes."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby

from svclint.model import Claim, Owner

RolePairs = Set[tuple[str, str]]
Pair = tuple[int, int]
# A space in which places are compared, the first and last place in it, and whose they are.
Span = tuple[tuple[object, ...], int, int, int]
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


def holders(claims: Sequence[Claim], areas: Set[str], own: Set[str] = frozenset()) -> dict[int, set[str]]:
    """For each claim the roles of `areas` of which some other owner's claim, in its cluster, holds it whole.

    Areas of the roles `own` hold what their own owner claims, too, in another role. A pool that is switched off hands
    nothing out and is no area.
    n log n however the areas nest: of those that have begun, the two that end last, of two owners, decide.
    """
    ordered = sorted(
        (claim.owner.cluster, claim.block.family, claim.block.first, -claim.block.last, index)
        for index, claim in enumerate(claims)
        if claim.block is not None
    )
    found: dict[int, set[str]] = {}
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
                    end >= -minus_last and (one != claim.owner or (role in own and role != claim.role))
                    for end, one in ends
                )
            }
            if roles:
                found[index] = roles
    return found


def _extend(ends: list[tuple[int, Owner]], last: int, owner: Owner) -> None:
    """Keep the latest end of each of the two owners whose areas end last."""
    latest: dict[Owner, int] = {one: end for end, one in ends}
    latest[owner] = max(last, latest.get(owner, last))
    ends[:] = sorted(((end, one) for one, end in latest.items()), reverse=True)[:2]


def spans(
    subject: str,
    claims: Sequence[Claim],
    scopes: Mapping[str, str],
    indexes: Iterable[int],
    same: Set[str] = frozenset(),
) -> Iterator[Span]:
    """Where claims are found by those that meet them: two claims meet when spans of theirs in one space overlap.

    `same` narrows: an overlap by `block` to equal blocks and by `port` further to a port in common; names by `host` to
    equal ones.
    """
    if subject == "name":
        yield from _name_spans(claims, list(indexes), wildcards="host" not in same)
        return
    for index in indexes:
        claim = claims[index]
        cluster = claim.owner.cluster
        if subject == "object":
            yield ("object", claim.owner), 0, 0, index
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
    """`*.example.com` meets itself and, with `wildcards`, every name below it."""
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index in indexes:
        if claims[index].host:
            by_name[claims[index].owner.cluster, claims[index].host].append(index)
    for (cluster, host), found in by_name.items():
        parents = _wildcards(host) if wildcards else ()
        wild = [index for parent in parents for index in by_name.get((cluster, parent), ())]
        for index in (*found, *wild):
            yield ("name", cluster, host), 0, 0, index


def _wildcards(host: str) -> Iterator[str]:
    """The wildcards that a name falls under: DNS looks at every level above it (RFC 4592), not at the next alone."""
    labels = host.removeprefix("*.").split(".")
    yield from ("*." + ".".join(labels[at:]) for at in range(1, min(len(labels), _MOST_LABELS)))


def meet(subject: str, one: Claim, other: Claim, scopes: Mapping[str, str]) -> bool:
    """Whether two claims meet, without a sweep: as `spans` has it, unless narrowed."""
    mine, theirs = one.owner.cluster, other.owner.cluster
    if subject == "overlap":
        near = scopes.get(mine, mine) == scopes.get(theirs, theirs)
        return near and one.block is not None and other.block is not None and one.block.overlaps(other.block)
    if mine != theirs:
        return False
    if subject == "port":
        return any(a.meets(b) for a in one.ports for b in other.ports)
    if subject == "name":
        pair = one.host, other.host
        return all(pair) and (pair[0] == pair[1] or pair[0] in _wildcards(pair[1]) or pair[1] in _wildcards(pair[0]))
    return one.owner == other.owner


def crossings(
    found: Iterable[Span],
    left: Set[int],
    right: Set[int],
    kinds: Mapping[int, int] | None = None,
    most: int = 0,
) -> Iterator[Pair]:
    """Pairs (one of `left`, one of `right`) of nodes whose spans overlap, each once; n log n plus what comes out.

    `kinds` gives each of `right` a kind; then a node of `left` is paired with at least `most` of each kind where it
    meets more, in the order of the sweep, and with few beyond.
    """
    space: object = None
    sweep = _Sweep(kinds or {}, most)
    for where, first, last, node in sorted(found, key=lambda span: (span[0], span[1], -span[2], span[3])):
        if where != space:
            space = where
            sweep.begin()
        yield from sweep.arrive(first, last, node, is_left=node in left, is_right=node in right)


class _Sweep:
    """The spans of one space that have not ended yet."""

    def __init__(self, kinds: Mapping[int, int], most: int) -> None:
        self._kinds, self._most = kinds, most
        self._seen: set[Pair] = set()
        self._counts: dict[Pair, int] = defaultdict(int)
        """How many of each kind (second) a node of the left has been paired with."""
        self.begin()

    def begin(self) -> None:
        """Begin a space."""
        self._lefts: dict[int, list[tuple[int, int]]] = {kind: [] for kind in {0, *self._kinds.values()}}
        """For each kind the nodes of the left that still take more of it, with where they end."""
        self._rights: dict[int, list[tuple[int, int]]] = {}

    def arrive(self, first: int, last: int, node: int, *, is_left: bool, is_right: bool) -> Iterator[Pair]:
        """Take a span that begins no earlier than those before it: its pairs with those."""
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
            open_ones = []
            for end, one in self._lefts[kind]:
                if end >= first and not self._is_full(one, kind):
                    self._take(pairs, one, node, kind)
                    open_ones.append((end, one))
            self._lefts[kind] = open_ones
            heapq.heappush(self._rights.setdefault(kind, []), (last, node))
        if is_left:
            for one, lefts in self._lefts.items():
                if not self._is_full(node, one):
                    lefts.append((last, node))
        return iter(pairs)

    def _is_full(self, node: int, kind: int) -> bool:
        return bool(self._most) and self._counts[node, kind] >= self._most

    def _take(self, pairs: list[Pair], one: int, other: int, kind: int) -> None:
        if (one, other) not in self._seen:
            self._seen.add((one, other))
            self._counts[one, kind] += 1
            pairs.append((one, other))
