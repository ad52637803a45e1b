"""Rule for pairs and claims → hits: the claims to which the rule applies, with the claims that they meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.deployment_status import is_latent
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
_MOST_ALIKE = 64
# With more kinds of others, only others with another severity need to be told apart.
_MOST_KINDS = 16
# Then a finding counts and shows at most this many others, the first by address.
_MOST_DISTINCT = 24


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
        verdicts.spend()
        key = nodes[a].left, nodes[b].right
        if key not in possible:
            i, j = nodes[a].claims[0], nodes[b].claims[0]
            possible[key] = any(verdicts.ties(i, j, same_owner=same) for same in (False, True))
        return possible[key]

    places = [*places_of(verdicts, rule, claim_index, nodes)]
    kinds, limit = _kinds(rule, claim_index, nodes, right)
    for a, b in crossings(places, left, right, kinds, limit, can_tie):
        meeting[a].append(b)
    for number in left & right & {span[-1] for span in places}:
        if len(nodes[number].claims) > 1 and can_tie(number, number):
            meeting[number].append(number)
    for number in sorted(meeting):
        others = [j for node in meeting[number] for j in nodes[node].claims[:_MOST_ALIKE]]
        if claims[nodes[number].claims[0]].role in _FACTS:
            if (hit := _of_twins(verdicts, claim_index, nodes[number].claims, others, most, limit)) is not None:
                yield hit
            continue
        shared: Hit | None = None
        owners = {claims[j].owner for j in others} if len(others) > _FEW else set[Owner]()
        for i in nodes[number].claims:
            if owners and claims[i].owner not in owners:  # the same holds for all claims of the node
                shared = shared or _of_claim(verdicts, claim_index, i, others, most, limit)
                if shared is not None:
                    yield replace(shared, claim=i)
            elif (hit := _of_claim(verdicts, claim_index, i, others, most, limit)) is not None:
                yield hit


def _kinds(
    rule: Rule, claim_index: ClaimIndex, nodes: Sequence[RuleNode], right: Iterable[int]
) -> tuple[dict[int, int], int]:
    """The kind of each node in `right`, and how many of a kind a finding needs: 0 if none may be left out.

    A kind is the values other than location that decide which claim a message names. If there are too many kinds, and
    all cases of the rule have one severity, only deployment and weight decide.
    """
    coarse = [(is_latent(claim), weight(claim)) for claim in (claim_index.claims[node.claims[0]] for node in nodes)]
    fine = {number: (nodes[number].right, *coarse[number]) for number in right}
    if len(set(fine.values())) <= _MOST_KINDS:
        return _numbered(fine), _MOST_ALIKE
    if len({case.severity for case in rule.policy.cases}) == 1:
        return _numbered({number: coarse[number] for number in right}), _MOST_DISTINCT
    return {}, 0


def _numbered(kinds: Mapping[int, Hashable]) -> dict[int, int]:
    numbers: dict[Hashable, int] = {}
    return {node: numbers.setdefault(kind, len(numbers)) for node, kind in kinds.items()}


def _of_twins(
    verdicts: Verdicts, claim_index: ClaimIndex, node: Sequence[int], others: Sequence[int], most: int, limit: int
) -> Hit | None:
    """One hit for a fact that several locations state: at a manifest if there is one, not at the inventory."""
    claims = claim_index.claims
    stating = [i for i in node if any(j != i and verdicts.case(i, j) for j in others)]
    if not stating:
        return None
    first = min(stating, key=lambda i: (claims[i].from_inventory, order(claims[i])))
    same_fact = tuple(sorted((i for i in stating if i != first), key=lambda i: order(claims[i])))
    hit = _of_claim(verdicts, claim_index, first, others, most, limit)
    return replace(hit, others=tuple(j for j in hit.others if j not in same_fact), same_fact=same_fact) if hit else None


def _of_claim(
    verdicts: Verdicts, claim_index: ClaimIndex, i: int, candidates: Sequence[int], most: int, limit: int
) -> Hit | None:
    best = {j: case for j in candidates if j != i and (case := verdicts.case(i, j))}
    if not best:
        return None
    first = first_named(claim_index, best)
    owners = {claim_index.claims[j].owner for j in best} - {
        claim_index.claims[i].owner,
        claim_index.claims[first].owner,
    }
    return Hit(
        i, first, best[first], shown(claim_index, first, best, most), len(owners), more=0 < limit <= len(candidates)
    )
