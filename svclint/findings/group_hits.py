"""A symmetric rule and its nodes → a hit for each group of claims that hang together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svclint.findings import grouping
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.deployment_status import lowered
from svclint.findings.join import lists_meet
from svclint.findings.overlaps import meet
from svclint.findings.rule_nodes import Hit, RuleNode, first_named, nodes_of, order, places_of, shown
from svclint.findings.rulebook import Rule
from svclint.findings.verdicts import Verdicts


def grouped_hits(question: Verdicts, rule: Rule, claim_index: ClaimIndex, most: int) -> Iterator[Hit]:
    """One hit for each group of claims that hang together."""
    nodes = nodes_of(question, rule, claim_index)
    kinds: dict[object, int] = {}
    examples: list[RuleNode] = []
    classes: list[int] = []
    for node in nodes:
        first = node.claims[0]
        owner = claim_index.claims[first].owner if question.reads_owners else None
        sides = (
            question.tie_class(side, first) if one >= 0 else -1 for side, one in enumerate((node.left, node.right))
        )
        key: object = (*sides, owner, question.join.compared(first), claim_index.claims[first].status.variant)
        if key not in kinds:
            kinds[key] = len(kinds)
            examples.append(node)
        classes.append(kinds[key])
    known: dict[tuple[int, int], bool] = {}

    def tied(a: int, b: int) -> bool:
        pair = (a, b) if a <= b else (b, a)
        if pair not in known:
            known[pair] = _tied(question, examples[a], examples[b])
        return known[pair]

    aparts = [question.join.apart(node.claims[0]) for node in nodes]
    places = [*places_of(question, rule, claim_index, nodes)]
    variants = {at: claim_index.claims[example.claims[0]].status.variant for at, example in enumerate(examples)}
    groups = grouping.groups(classes, aparts, places, tied, variants)
    grouped = {at for group in groups for at in group}
    # Claims of one owner at one place are one node: they meet each other.
    for at in sorted({span[-1] for span in places} - grouped):
        if len(nodes[at].claims) > 1 and question.case(*nodes[at].claims[:2]):
            groups.append([at])
    for group in groups:
        yield _of_group(question, rule, claim_index, sorted(index for at in group for index in nodes[at].claims), most)


def _tied(question: Verdicts, one: RuleNode, other: RuleNode) -> bool:
    """Whether claims like those of two nodes hang together where they meet, in one direction or the other."""
    i, j = one.claims[0], other.claims[0]
    if not lists_meet(question.join.compared(i), question.join.compared(j)):
        return False
    return (one.left >= 0 and other.right >= 0 and question.ties(i, j)) or (
        other.left >= 0 and one.right >= 0 and question.ties(j, i)
    )


def _of_group(question: Verdicts, rule: Rule, claim_index: ClaimIndex, members: Sequence[int], most: int) -> Hit:
    """The hit at the claim that stands last; in a chain, some of the others do not meet it."""
    claims, subject = claim_index.claims, rule.policy.subject
    live = [index for index in members if not lowered(claims[index])]
    if len({claims[index].owner for index in live}) < 2:
        live = []
    primary = max(live or members, key=lambda index: (lowered(claims[index]), order(claims[index])))
    others = [index for index in members if index != primary]
    near = [j for j in others if meet(subject, claims[primary], claims[j], claim_index.scopes)]
    best = {j: case for j in near if (case := question.case(primary, j))}
    best = best or {j: case for j in near if (case := question.case(j, primary))}
    first = first_named(claim_index, best)
    if not lowered(claims[primary]) and not lowered(claims[first]):
        others = [j for j in others if not lowered(claims[j])]  # two that are deployed say enough
    owners = {claims[j].owner for j in others} - {claims[primary].owner, claims[first].owner}
    return Hit(primary, first, best[first], shown(claim_index, first, others, most), len(owners), tuple(members))
