"""The claims of a rule of pairs → nodes: claims that stand in the same places and are alike to the rule; and hits."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.deployment_status import lowered
from svclint.findings.overlaps import Span, spans
from svclint.findings.rulebook import Rule, Verdict
from svclint.findings.verdicts import Verdicts
from svclint.findings.words.ports import ports_number
from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule speaks at `claim`: `first` is the other that the message names, `case` what is said.

    `others` are all of them, `first` among them, in order, as far as they are shown; `owners` counts whose they all
    are, beside the owners of `claim` and `first`, and is the least where `more` says that there may be others.
    `members` are all claims of a symmetric rule's group. `twins` state the same fact as `claim` elsewhere.
    """

    claim: int
    first: int
    case: Verdict
    others: tuple[int, ...]
    owners: int
    members: tuple[int, ...] = ()
    same_fact: tuple[int, ...] = ()
    more: bool = False


def order(claim: Claim) -> tuple[str, int, int]:
    """By place."""
    return claim.location.file, claim.location.span.line, claim.location.span.column


@dataclass(frozen=True, slots=True)
class RuleNode:
    """Claims that stand in the same spans and are alike to the rule, those of a symmetric rule of one owner too.

    `left` and `right` are their classes as `claim` and as `other`, -1 where the rule does not speak of them so.
    """

    left: int
    right: int
    claims: list[int]


def nodes_of(question: Verdicts, rule: Rule, claim_index: ClaimIndex) -> list[RuleNode]:
    """The nodes of the claims that the rule may speak of, in the order of the claims."""
    policy, narrow = rule.policy, question.join.narrow
    found: dict[object, RuleNode] = {}
    for index in question.indexes:
        sides = question.may(0, index), question.may(1, index)
        if not any(sides):
            continue
        left, right = (question.case_class(side, index) if may else -1 for side, may in enumerate(sides))
        claim = claim_index.claims[index]
        where = {
            "overlap": (claim.block, ports_number(claim_index, index) if "port" in narrow else 0),
            "port": ports_number(claim_index, index),
            "name": claim.host,
            "object": claim.owner,
        }[policy.subject]
        join = question.join
        owner = claim.owner if policy.symmetric else claim.owner.cluster
        apart = join.apart(index) if policy.symmetric else join.apart_but_owner(index)
        joined = tuple(join.keys(index)), apart, join.compared(index)
        key = left, right, where, owner, joined, lowered(claim)
        if key not in found:
            found[key] = RuleNode(left, right, [])
        found[key].claims.append(index)
    return list(found.values())


def places_of(question: Verdicts, rule: Rule, claim_index: ClaimIndex, nodes: Sequence[RuleNode]) -> Iterator[Span]:
    """The places of nodes, by their numbers: those of any member, once for each key of the join."""
    subject, narrow = rule.policy.subject, question.join.narrow
    number = {node.claims[0]: at for at, node in enumerate(nodes)}
    if "block" in narrow:  # what has its addresses to itself meets nothing, however many ports it has
        alike = Counter(claim_index.claims[index].block for index in number)
        number = {
            index: at
            for index, at in number.items()
            if alike[claim_index.claims[index].block] > 1 or len(nodes[at].claims) > 1
        }
    for where, first, last, index in spans(subject, claim_index.claims, claim_index.scopes, number, narrow):
        for key in question.join.keys(index):
            yield (*where, key), first, last, number[index]


def first_named(claim_index: ClaimIndex, best: Mapping[int, Verdict]) -> int:
    """Of several others the one to name: where it is worst, then what people know best, then by place."""
    claims = claim_index.claims
    return min(best, key=lambda j: (lowered(claims[j]) - best[j].severity, weight(claims[j]), order(claims[j])))


def shown(claim_index: ClaimIndex, first: int, others: Iterable[int], most: int) -> tuple[int, ...]:
    """The other that is named and the first of the rest by place, `most` in all."""
    rest = heapq.nsmallest(most - 1, (j for j in others if j != first), key=lambda j: order(claim_index.claims[j]))
    return (first, *rest)


def weight(claim: Claim) -> int:
    """What a kubeconfig leads to comes first, then what the inventory says."""
    return 0 if claim.traits.get("server") else 1 if claim.from_inventory else 2
