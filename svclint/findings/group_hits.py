"""Symmetric rule and its nodes → a hit for each group of connected claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from svclint.findings import grouping
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.deployment_status import is_latent
from svclint.findings.join import lists_meet
from svclint.findings.overlaps import Span, meet
from svclint.findings.rule import Rule
from svclint.findings.rule_nodes import Hit, RuleNode, first_named, nodes_of, order, places_of, shown
from svclint.findings.verdicts import Verdicts


def grouped_hits(verdicts: Verdicts, rule: Rule, claim_index: ClaimIndex, most: int) -> Iterator[Hit]:
    """One hit for each group of connected claims. At most `most` other claims are shown."""
    nodes = nodes_of(verdicts, rule, claim_index)
    kinds: dict[object, int] = {}
    examples: list[RuleNode] = []
    classes: list[int] = []
    for node in nodes:
        first = node.claims[0]
        owner = claim_index.claims[first].owner if verdicts.reads_owners else None
        sides = (
            verdicts.tie_class(side, first) if node_class >= 0 else -1
            for side, node_class in enumerate((node.left, node.right))
        )
        key: object = (*sides, owner, verdicts.join.compared(first), claim_index.claims[first].status.variant)
        if key not in kinds:
            kinds[key] = len(kinds)
            examples.append(node)
        classes.append(kinds[key])
    ties: dict[tuple[int, int], bool] = {}

    def are_tied(a: int, b: int) -> bool:
        verdicts.spend()
        pair = (a, b) if a <= b else (b, a)
        if pair not in ties:
            ties[pair] = _tied(verdicts, examples[a], examples[b])
        return ties[pair]

    aparts = [verdicts.join.apart(node.claims[0]) for node in nodes]
    places = [*_two_sided(nodes, places_of(verdicts, rule, claim_index, nodes))]
    variants = {number: claim_index.claims[example.claims[0]].status.variant for number, example in enumerate(examples)}
    groups = grouping.groups(classes, aparts, places, are_tied, variants)
    grouped = {number for group in groups for number in group}
    # Claims of one owner with the same spans are one node, and they meet each other.
    for number in sorted({span[-1] for span in places} - grouped):
        if len(nodes[number].claims) > 1 and verdicts.case(*nodes[number].claims[:2]):
            groups.append([number])
    for group in groups:
        members = sorted(index for number in group for index in nodes[number].claims)
        if (hit := _of_group(verdicts, rule, claim_index, members, most)) is not None:
            yield hit


def _two_sided(nodes: Sequence[RuleNode], places: Iterable[Span]) -> Iterator[Span]:
    """The spans in spaces with a node for each side of the rule; in others, no two nodes are tied."""
    by_space: dict[object, list[Span]] = {}
    for span in places:
        by_space.setdefault(span[0], []).append(span)
    for spans in by_space.values():
        numbers = {span[-1] for span in spans}
        if any(nodes[number].left >= 0 for number in numbers) and any(nodes[number].right >= 0 for number in numbers):
            yield from spans


def _tied(verdicts: Verdicts, node: RuleNode, other_node: RuleNode) -> bool:
    """Whether the rule ties claims of two nodes, in one direction or the other, if they meet."""
    i, j = node.claims[0], other_node.claims[0]
    if not lists_meet(verdicts.join.compared(i), verdicts.join.compared(j)):
        return False
    return (node.left >= 0 and other_node.right >= 0 and verdicts.ties(i, j)) or (
        other_node.left >= 0 and node.right >= 0 and verdicts.ties(j, i)
    )


def _of_group(verdicts: Verdicts, rule: Rule, claim_index: ClaimIndex, members: Sequence[int], most: int) -> Hit | None:
    """The hit at the last claim by location. In a chain, it does not meet all of the others.

    None if all that it meets is its own field, applied by other deployers of the cluster.
    """
    claims, subject = claim_index.claims, rule.policy.subject
    live = [index for index in members if not is_latent(claims[index])]
    if len({claims[index].owner for index in live}) < 2:
        live = []
    primary = max(live or members, key=lambda index: (is_latent(claims[index]), order(claims[index])))
    others = [index for index in members if index != primary]
    near = [j for j in others if meet(subject, claims[primary], claims[j], claim_index.scopes)]
    best = {j: case for j in near if (case := verdicts.case(primary, j))}
    best = best or {j: case for j in near if (case := verdicts.case(j, primary))}
    if not best:
        return None
    first = first_named(claim_index, best)
    if not is_latent(claims[primary]) and not is_latent(claims[first]):
        others = [j for j in others if not is_latent(claims[j])]  # two deployed claims are enough
    owners = {claims[j].owner for j in others} - {claims[primary].owner, claims[first].owner}
    return Hit(primary, first, best[first], shown(claim_index, first, others, most), len(owners), tuple(members))
