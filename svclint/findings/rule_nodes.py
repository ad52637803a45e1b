"""Claims of a rule for pairs → nodes: claims with the same spans that the rule cannot distinguish. Defines hits too."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.deployment_status import is_latent
from svclint.findings.overlaps import Span, spans
from svclint.findings.rule import Rule, Verdict
from svclint.findings.verdicts import Verdicts
from svclint.findings.words.ports import ports_number
from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule applies to `claim`. `first` is the other claim that the message names, `case` the case of the rule.

    `others` are the other claims to show, in order, with `first`. `owners` is the number of owners of all other claims,
    except those of `claim` and `first`; it is a minimum if `more` is set. `members` are all claims of the group of a
    symmetric rule. `same_fact` are claims at other locations that state the same fact as `claim`.
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
    """The sort key of a claim: file, line, column."""
    return claim.location.file, claim.location.span.line, claim.location.span.column


@dataclass(frozen=True, slots=True)
class RuleNode:
    """Claims with the same spans that the rule cannot distinguish; for a symmetric rule, they also have the same owner.

    `left` and `right` are their classes as `claim` and as `other`; -1 if the rule does not admit them on that side.
    """

    left: int
    right: int
    claims: list[int]


def nodes_of(verdicts: Verdicts, rule: Rule, claim_index: ClaimIndex) -> list[RuleNode]:
    """The nodes of the claims that the rule admits, in the order of the claims."""
    policy, narrow = rule.policy, verdicts.join.narrow
    nodes: dict[object, RuleNode] = {}
    for index in verdicts.indexes:
        sides = verdicts.admits(0, index), verdicts.admits(1, index)
        if not any(sides):
            continue
        left, right = (verdicts.case_class(side, index) if admitted else -1 for side, admitted in enumerate(sides))
        claim = claim_index.claims[index]
        where = {
            "overlap": (claim.block, ports_number(claim_index, index) if "port" in narrow else 0),
            "port": ports_number(claim_index, index),
            "name": claim.host,
            "object": claim.owner,
            "fact": claim.role,
        }[policy.subject]
        join = verdicts.join
        owner = claim.owner if policy.symmetric else claim.owner.cluster
        apart = join.apart(index) if policy.symmetric else join.apart_but_owner(index)
        joined = tuple(join.keys(index)), apart, join.compared(index)
        key = left, right, where, owner, joined, is_latent(claim)
        if key not in nodes:
            nodes[key] = RuleNode(left, right, [])
        nodes[key].claims.append(index)
    return list(nodes.values())


def places_of(verdicts: Verdicts, rule: Rule, claim_index: ClaimIndex, nodes: Sequence[RuleNode]) -> Iterator[Span]:
    """The spans of each node, with its index in `nodes`, once for each key of the join."""
    subject, narrow = rule.policy.subject, verdicts.join.narrow
    number = {node.claims[0]: position for position, node in enumerate(nodes)}
    if "block" in narrow:  # a claim whose addresses no other node has meets nothing, however many ports it has
        alike = Counter(claim_index.claims[index].block for index in number)
        number = {
            index: position
            for index, position in number.items()
            if alike[claim_index.claims[index].block] > 1 or len(nodes[position].claims) > 1
        }
    for where, first, last, index in spans(subject, claim_index.claims, claim_index.scopes, number, narrow):
        for key in verdicts.join.keys(index):
            yield (*where, key), first, last, number[index]


def first_named(claim_index: ClaimIndex, best: Mapping[int, Verdict]) -> int:
    """The claim in `best` to name: a deployed one first, then the highest severity, then by `weight` and location."""
    claims = claim_index.claims
    return min(best, key=lambda j: (is_latent(claims[j]), -best[j].severity, weight(claims[j]), order(claims[j])))


def shown(claim_index: ClaimIndex, first: int, others: Iterable[int], most: int) -> tuple[int, ...]:
    """`first`, then the others by location; `most` in total."""
    rest = heapq.nsmallest(most - 1, (j for j in others if j != first), key=lambda j: order(claim_index.claims[j]))
    return (first, *rest)


def weight(claim: Claim) -> int:
    """The rank of a claim: 0 for an address of a kubeconfig server, 1 for an inventory entry, 2 for others."""
    return 0 if claim.traits.get("server") else 1 if claim.from_inventory else 2
