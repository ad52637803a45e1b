"""A rule about pairs and the claims → where it speaks: the claim, those it meets, and what is said of them."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from svclint.findings import ties
from svclint.findings.classes import Question
from svclint.findings.conjuncts import conjuncts
from svclint.findings.overlaps import Span, crossings, meet, spans
from svclint.findings.rulebook import Case, Rule, Rulebook
from svclint.findings.scene import Scene
from svclint.findings.standing import lowered
from svclint.model import Claim, Owner
from svclint.records import dataclass, replace

# What a condition must hold as a whole part for a join to be narrowed by it.
_NARROW = {"pair.same_block": "block", "size(pair.shared_ports) > 0": "ports"}
# What is one fact, however many files state it: an address of the cluster's own, or one of its networks.
_FACTS = frozenset({"control-plane", "node", "node-network", "pod-network", "service-network", "cluster-dns"})
# Others of one claim; of more, what claims alike at one place have in common is worked out once.
_FEW = 256


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule speaks at `claim`: `first` is the other that the message names, `case` what is said.

    `others` are all of them, `first` among them, in order, as far as they are shown; `owners` counts whose they all
    are, beside the owners of `claim` and `first`. `members` are all claims of a symmetric rule's group. `twins` state
    the same fact as `claim` elsewhere.
    """

    claim: int
    first: int
    case: Case
    others: tuple[int, ...]
    owners: int
    members: tuple[int, ...] = ()
    twins: tuple[int, ...] = ()


def hits(book: Rulebook, rule: Rule, scene: Scene, most: int) -> Iterator[Hit]:
    """Every hit of a rule; of a symmetric one a hit a group of claims that hang together. `most` others are shown."""
    question = Question(book, rule, scene)
    roles = {*rule.policy.claims, *rule.policy.others}
    nodes = _nodes(question, rule, scene, [i for i, claim in enumerate(scene.claims) if claim.role in roles])
    if rule.policy.symmetric:
        yield from _symmetric(question, rule, scene, nodes, most)
    else:
        yield from _directed(question, rule, scene, nodes, most)


def order(claim: Claim) -> tuple[str, int, int]:
    """By place."""
    return claim.location.file, claim.location.span.line, claim.location.span.column


def _nodes(question: Question, rule: Rule, scene: Scene, indexes: Iterable[int]) -> list[list[int]]:
    """Claims that stand in the same spans and are alike to the rule, and for a symmetric one of one owner."""
    policy, narrow = rule.policy, _same(rule)
    found: dict[object, list[int]] = {}
    for index in indexes:
        claim = scene.claims[index]
        left = question.left(index) if claim.role in policy.claims else -1
        right = question.right(index) if claim.role in policy.others else -1
        where = {
            "overlap": (claim.block, claim.ports if "ports" in narrow else ()),
            "port": claim.ports,
            "name": claim.host,
            "object": claim.owner,
        }[policy.subject]
        owner = claim.owner if policy.symmetric else claim.owner.cluster
        found.setdefault((left, right, where, owner, lowered(claim)), []).append(index)
    return list(found.values())


def _same(rule: Rule) -> frozenset[str]:
    found = conjuncts(rule.policy.when) & set(_NARROW) if rule.policy.subject == "overlap" else frozenset()
    return frozenset(_NARROW[one] for one in found)


def _symmetric(question: Question, rule: Rule, scene: Scene, nodes: Sequence[list[int]], most: int) -> Iterator[Hit]:
    """One hit for each group of claims that hang together."""
    examples: list[int] = []
    labels: dict[tuple[int, int], int] = {}
    labelled: list[int] = []
    for node in nodes:
        key = question.left(node[0]), question.right(node[0])
        if key not in labels:
            labels[key] = len(labels)
            examples.append(node[0])
        labelled.append(labels[key])
    ruled_out: dict[tuple[int, int], bool] = {}

    def tied(a: int, b: int) -> bool:
        return bool(question.case(nodes[a][0], nodes[b][0]) or question.case(nodes[b][0], nodes[a][0]))

    def never(a: int, b: int) -> bool:
        if (a, b) not in ruled_out:
            one, other = examples[a], examples[b]
            ruled_out[a, b] = not (question.possible(one, other) or question.possible(other, one))
        return ruled_out[a, b]

    groups = ties.groups(labelled, _spans(rule, scene, nodes), tied, never)
    grouped = {node for group in groups for node in group}
    # Claims of one owner at one place are one node.
    groups += [[at] for at, node in enumerate(nodes) if at not in grouped and len(node) > 1 and tied(at, at)]
    for group in groups:
        yield _of_group(question, rule, scene, sorted(index for node in group for index in nodes[node]), most)


def _of_group(question: Question, rule: Rule, scene: Scene, members: Sequence[int], most: int) -> Hit:
    """The hit at the claim that stands last; in a chain, some of the others do not meet it."""
    claims, subject = scene.claims, rule.policy.subject
    live = [index for index in members if not lowered(claims[index])]
    if len({claims[index].owner for index in live}) < 2:
        live = []
    primary = max(live or members, key=lambda index: (lowered(claims[index]), order(claims[index])))
    others = [index for index in members if index != primary]
    near = [j for j in others if meet(subject, claims[primary], claims[j], scene.scopes)]
    best = {j: case for j in near if (case := question.case(primary, j))}
    best = best or {j: case for j in near if (case := question.case(j, primary))}
    first = _first(scene, best)
    if not lowered(claims[primary]) and not lowered(claims[first]):
        others = [j for j in others if not lowered(claims[j])]  # two that are deployed say enough
    owners = {claims[j].owner for j in others} - {claims[primary].owner, claims[first].owner}
    return Hit(primary, first, best[first], _shown(scene, first, others, most), len(owners), tuple(members))


def _directed(question: Question, rule: Rule, scene: Scene, nodes: Sequence[list[int]], most: int) -> Iterator[Hit]:
    """One hit for each claim that the rule speaks of together with some other."""
    claims, policy = scene.claims, rule.policy
    left = {at for at, node in enumerate(nodes) if claims[node[0]].role in policy.claims}
    right = {at for at, node in enumerate(nodes) if claims[node[0]].role in policy.others}
    meeting: dict[int, list[int]] = defaultdict(list)
    for a, b in crossings(_spans(rule, scene, nodes), left, right):
        if question.possible(nodes[a][0], nodes[b][0]):
            meeting[a].append(b)
    for at in left & right:
        if len(nodes[at]) > 1 and question.possible(nodes[at][0], nodes[at][0]):
            meeting[at].append(at)
    for at in sorted(meeting):
        others = [j for node in meeting[at] for j in nodes[node]]
        if claims[nodes[at][0]].role in _FACTS:
            if (hit := _of_twins(question, scene, nodes[at], others, most)) is not None:
                yield hit
            continue
        shared: Hit | None = None
        owners = {claims[j].owner for j in others} if len(others) > _FEW else set[Owner]()
        for i in nodes[at]:
            if owners and claims[i].owner not in owners:  # what holds for one of the node holds for all
                shared = shared or _of_claim(question, scene, i, others, most)
                if shared is not None:
                    yield replace(shared, claim=i)
            elif (hit := _of_claim(question, scene, i, others, most)) is not None:
                yield hit


def _of_twins(question: Question, scene: Scene, node: Sequence[int], others: Sequence[int], most: int) -> Hit | None:
    """One hit where several places state one fact: at the manifest's, which people come by before the inventory's."""
    claims = scene.claims
    found = [hit for i in node if (hit := _of_claim(question, scene, i, others, most)) is not None]
    if not found:
        return None
    main = min(found, key=lambda hit: (claims[hit.claim].from_inventory, order(claims[hit.claim])))
    twins = sorted((hit.claim for hit in found if hit is not main), key=lambda i: order(claims[i]))
    shown = tuple(j for j in main.others if j not in twins)
    return replace(main, others=shown, twins=tuple(twins))


def _of_claim(question: Question, scene: Scene, i: int, candidates: Iterable[int], most: int) -> Hit | None:
    best = {j: case for j in candidates if j != i and (case := question.case(i, j))}
    if not best:
        return None
    first = _first(scene, best)
    owners = {scene.claims[j].owner for j in best} - {scene.claims[i].owner, scene.claims[first].owner}
    return Hit(i, first, best[first], _shown(scene, first, best, most), len(owners))


def _spans(rule: Rule, scene: Scene, nodes: Sequence[list[int]]) -> Iterator[Span]:
    """The places of nodes, by their numbers: those of any member."""
    number = {node[0]: at for at, node in enumerate(nodes)}
    found = spans(rule.policy.subject, scene.claims, scene.scopes, number, _same(rule))
    return ((where, first, last, number[index]) for where, first, last, index in found)


def _first(scene: Scene, best: Mapping[int, Case]) -> int:
    """Of several others the one to name: where it is worst, then what people know best, then by place."""
    claims = scene.claims
    return min(best, key=lambda j: (lowered(claims[j]) - best[j].severity, _weight(claims[j]), order(claims[j])))


def _shown(scene: Scene, first: int, others: Iterable[int], most: int) -> tuple[int, ...]:
    rest = heapq.nsmallest(most - 1, (j for j in others if j != first), key=lambda j: order(scene.claims[j]))
    return (first, *rest)


def _weight(claim: Claim) -> int:
    """What a kubeconfig leads to comes first, then what the inventory says."""
    return 0 if claim.traits.get("server") else 1 if claim.from_inventory else 2
