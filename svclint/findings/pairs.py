"""Rule for pairs and claims → hits: the claims to which the rule applies, with the claims that they meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.group_hits import grouped_hits
from svclint.findings.overlaps import crossings
from svclint.findings.rule import Rule
from svclint.findings.rule_nodes import Hit, RuleNode, first_named, nodes_of, order, places_of, shown, weight
from svclint.findings.rulebook import Rulebook
from svclint.findings.verdicts import Verdicts
from svclint.lazy_dataclasses import replace
from svclint.model import Owner

# Roles of facts of the cluster. Several files may state one fact: an address of the cluster, or one of its networks.
_FACTS = frozenset({"control-plane", "node", "node-network", "pod-network", "service-network", "cluster-dns"})
# If a claim has more others, the hit is computed once for all claims of its node.
_FEW = 16
# A finding counts and shows at most this many others that the rule cannot distinguish, the first by address.
_MOST_ALIKE = 256
# With more kinds of others, none is left out.
_MOST_KINDS = 16


def hits(book: Rulebook, rule: Rule, claim_index: ClaimIndex, most: int) -> Iterator[Hit]:
    """All hits of a rule, or one for each group of connected claims if it is symmetric. At most `most` others each."""
    verdicts = Verdicts(book, rule, claim_index)
    if rule.policy.symmetric:
        yield from grouped_hits(verdicts, rule, claim_index, most)
    else:
        yield from _directed(verdicts, rule, claim_index, most)


def _directed(verdicts: Verdicts, rule: Rule, claim_index: ClaimIndex, most: int) -> Iterator[Hit]:
    """One hit for each claim to which the rule applies together with some other claim."""
    claims = claim_index.claims
    nodes = nodes_of(verdicts, rule, claim_index)
    left = {number for number, node in enumerate(nodes) if node.left >= 0}
    right = {number for number, node in enumerate(nodes) if node.right >= 0}
    meeting: dict[int, list[int]] = defaultdict(list)
    possible: dict[tuple[int, int], bool] = {}

    def can_tie(a: int, b: int) -> bool:
        key = nodes[a].left, nodes[b].right
        if key not in possible:
            i, j = nodes[a].claims[0], nodes[b].claims[0]
            possible[key] = any(verdicts.ties(i, j, same_owner=same) for same in (False, True))
        return possible[key]

    places = [*places_of(verdicts, rule, claim_index, nodes)]
    kinds = _kinds(claim_index, nodes, right)
    for a, b in crossings(places, left, right, kinds, _MOST_ALIKE if kinds else 0):
        if can_tie(a, b):
            meeting[a].append(b)
    for number in left & right & {span[-1] for span in places}:
        if len(nodes[number].claims) > 1 and can_tie(number, number):
            meeting[number].append(number)
    for number in sorted(meeting):
        others = [j for node in meeting[number] for j in nodes[node].claims[:_MOST_ALIKE]]
        if claims[nodes[number].claims[0]].role in _FACTS:
            if (hit := _of_twins(verdicts, claim_index, nodes[number].claims, others, most)) is not None:
                yield hit
            continue
        shared: Hit | None = None
        owners = {claims[j].owner for j in others} if len(others) > _FEW else set[Owner]()
        for i in nodes[number].claims:
            if owners and claims[i].owner not in owners:  # the same holds for all claims of the node
                shared = shared or _of_claim(verdicts, claim_index, i, others, most)
                if shared is not None:
                    yield replace(shared, claim=i)
            elif (hit := _of_claim(verdicts, claim_index, i, others, most)) is not None:
                yield hit


def _kinds(claim_index: ClaimIndex, nodes: Sequence[RuleNode], right: Iterable[int]) -> dict[int, int]:
    """The kind of each node in `right`: the values other than location that decide which claim a message names.

    Empty if there are too many kinds.
    """
    kinds: dict[object, int] = {}
    kind_of: dict[int, int] = {}
    for number in right:
        claim = claim_index.claims[nodes[number].claims[0]]
        key = nodes[number].right, weight(claim)
        kind_of[number] = kinds.setdefault(key, len(kinds))
        if len(kinds) > _MOST_KINDS:
            return {}
    return kind_of


def _of_twins(
    verdicts: Verdicts, claim_index: ClaimIndex, node: Sequence[int], others: Sequence[int], most: int
) -> Hit | None:
    """One hit for a fact that several locations state: at a manifest if there is one, not at the inventory."""
    claims = claim_index.claims
    stating = [i for i in node if any(j != i and verdicts.case(i, j) for j in others)]
    if not stating:
        return None
    first = min(stating, key=lambda i: (claims[i].from_inventory, order(claims[i])))
    same_fact = tuple(sorted((i for i in stating if i != first), key=lambda i: order(claims[i])))
    hit = _of_claim(verdicts, claim_index, first, others, most)
    return replace(hit, others=tuple(j for j in hit.others if j not in same_fact), same_fact=same_fact) if hit else None


def _of_claim(verdicts: Verdicts, claim_index: ClaimIndex, i: int, candidates: Sequence[int], most: int) -> Hit | None:
    best = {j: case for j in candidates if j != i and (case := verdicts.case(i, j))}
    if not best:
        return None
    first = first_named(claim_index, best)
    owners = {claim_index.claims[j].owner for j in best} - {
        claim_index.claims[i].owner,
        claim_index.claims[first].owner,
    }
    return Hit(
        i, first, best[first], shown(claim_index, first, best, most), len(owners), more=len(candidates) >= _MOST_ALIKE
    )
