"""A rule about pairs and the claims → where it speaks: the claim, those it meets, and what is said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.deployment_status import lowered
from svclint.findings.group_hits import grouped_hits
from svclint.findings.overlaps import crossings
from svclint.findings.rule_nodes import Hit, RuleNode, first_named, nodes_of, order, places_of, shown, weight
from svclint.findings.rulebook import Rule, Rulebook
from svclint.findings.verdicts import Verdicts
from svclint.lazy_dataclasses import replace
from svclint.model import Owner

# What is one fact, however many files state it: an address of the cluster's own, or one of its networks.
_FACTS = frozenset({"control-plane", "node", "node-network", "pod-network", "service-network", "cluster-dns"})
# Others of one claim; of more, what claims alike at one place have in common is worked out once.
_FEW = 16
# Others that are alike to the rule: of more, a finding counts and shows as many, and those that come first by address.
_MOST_ALIKE = 256
# Kinds of others: of more, none is left out.
_MOST_KINDS = 16


def hits(book: Rulebook, rule: Rule, claim_index: ClaimIndex, most: int) -> Iterator[Hit]:
    """Every hit of a rule; of a symmetric one a hit a group of claims that hang together. `most` others are shown."""
    question = Verdicts(book, rule, claim_index)
    if rule.policy.symmetric:
        yield from grouped_hits(question, rule, claim_index, most)
    else:
        yield from _directed(question, rule, claim_index, most)


def _directed(question: Verdicts, rule: Rule, claim_index: ClaimIndex, most: int) -> Iterator[Hit]:
    """One hit for each claim that the rule speaks of together with some other."""
    claims = claim_index.claims
    nodes = nodes_of(question, rule, claim_index)
    left = {at for at, node in enumerate(nodes) if node.left >= 0}
    right = {at for at, node in enumerate(nodes) if node.right >= 0}
    meeting: dict[int, list[int]] = defaultdict(list)
    possible: dict[tuple[int, int], bool] = {}

    def may(a: int, b: int) -> bool:
        key = nodes[a].left, nodes[b].right
        if key not in possible:
            i, j = nodes[a].claims[0], nodes[b].claims[0]
            possible[key] = any(question.ties(i, j, same_owner=same) for same in (False, True))
        return possible[key]

    places = [*places_of(question, rule, claim_index, nodes)]
    kinds = _kinds(claim_index, nodes, right)
    for a, b in crossings(places, left, right, kinds, _MOST_ALIKE if kinds else 0):
        if may(a, b):
            meeting[a].append(b)
    for at in left & right & {span[-1] for span in places}:
        if len(nodes[at].claims) > 1 and may(at, at):
            meeting[at].append(at)
    for at in sorted(meeting):
        others = [j for node in meeting[at] for j in nodes[node].claims[:_MOST_ALIKE]]
        if claims[nodes[at].claims[0]].role in _FACTS:
            if (hit := _of_twins(question, claim_index, nodes[at].claims, others, most)) is not None:
                yield hit
            continue
        shared: Hit | None = None
        owners = {claims[j].owner for j in others} if len(others) > _FEW else set[Owner]()
        for i in nodes[at].claims:
            if owners and claims[i].owner not in owners:  # what holds for one of the node holds for all
                shared = shared or _of_claim(question, claim_index, i, others, most)
                if shared is not None:
                    yield replace(shared, claim=i)
            elif (hit := _of_claim(question, claim_index, i, others, most)) is not None:
                yield hit


def _kinds(claim_index: ClaimIndex, nodes: Sequence[RuleNode], right: Iterable[int]) -> dict[int, int]:
    """What tells the others apart when one of them is chosen, but for their places; empty where that is too much."""
    numbers: dict[object, int] = {}
    found: dict[int, int] = {}
    for at in right:
        claim = claim_index.claims[nodes[at].claims[0]]
        key = nodes[at].right, lowered(claim), weight(claim)
        found[at] = numbers.setdefault(key, len(numbers))
        if len(numbers) > _MOST_KINDS:
            return {}
    return found


def _of_twins(
    question: Verdicts, claim_index: ClaimIndex, node: Sequence[int], others: Sequence[int], most: int
) -> Hit | None:
    """One hit where several places state one fact: at the manifest's, which people come by before the inventory's."""
    claims = claim_index.claims
    found = [i for i in node if any(j != i and question.case(i, j) for j in others)]
    if not found:
        return None
    first = min(found, key=lambda i: (claims[i].from_inventory, order(claims[i])))
    same_fact = tuple(sorted((i for i in found if i != first), key=lambda i: order(claims[i])))
    main = _of_claim(question, claim_index, first, others, most)
    return (
        replace(main, others=tuple(j for j in main.others if j not in same_fact), same_fact=same_fact) if main else None
    )


def _of_claim(question: Verdicts, claim_index: ClaimIndex, i: int, candidates: Sequence[int], most: int) -> Hit | None:
    best = {j: case for j in candidates if j != i and (case := question.case(i, j))}
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
