"""A rule about pairs and the claims → where it speaks: the claim, those it meets, and what is said of them."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from svclint.findings import ties
from svclint.findings.classes import Question
from svclint.findings.join import lists_meet
from svclint.findings.overlaps import Span, crossings, meet, spans
from svclint.findings.rulebook import Case, Rule, Rulebook
from svclint.findings.scene import Scene
from svclint.findings.standing import lowered
from svclint.model import Claim, Owner
from svclint.records import dataclass, replace

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
    if rule.policy.symmetric:
        yield from _symmetric(question, rule, scene, most)
    else:
        yield from _directed(question, rule, scene, most)


def order(claim: Claim) -> tuple[str, int, int]:
    """By place."""
    return claim.location.file, claim.location.span.line, claim.location.span.column


@dataclass(frozen=True, slots=True)
class _Node:
    """Claims that stand in the same spans and are alike to the rule, those of a symmetric rule of one owner too.

    `left` and `right` are their classes as `claim` and as `other`, -1 where the rule does not speak of them so.
    """

    left: int
    right: int
    claims: list[int]


def _nodes(question: Question, rule: Rule, scene: Scene) -> list[_Node]:
    policy, narrow = rule.policy, question.join.narrow
    found: dict[object, _Node] = {}
    for index in question.indexes:
        sides = question.may(0, index), question.may(1, index)
        if not any(sides):
            continue
        left, right = (question.case_class(side, index) if may else -1 for side, may in enumerate(sides))
        claim = scene.claims[index]
        where = {
            "overlap": (claim.block, claim.ports if "port" in narrow else ()),
            "port": claim.ports,
            "name": claim.host,
            "object": claim.owner,
        }[policy.subject]
        join = question.join
        owner = claim.owner if policy.symmetric else claim.owner.cluster
        apart = join.apart(index) if policy.symmetric else join.apart_but_owner(index)
        joined = tuple(join.keys(index)), apart, join.compared(index)
        key = left, right, where, owner, joined, lowered(claim)
        if key not in found:
            found[key] = _Node(left, right, [])
        found[key].claims.append(index)
    return list(found.values())


def _symmetric(question: Question, rule: Rule, scene: Scene, most: int) -> Iterator[Hit]:
    """One hit for each group of claims that hang together."""
    nodes = _nodes(question, rule, scene)
    kinds: dict[object, int] = {}
    examples: list[_Node] = []
    classes: list[int] = []
    for node in nodes:
        first = node.claims[0]
        owner = scene.claims[first].owner if question.reads_owners else None
        sides = (
            question.tie_class(side, first) if one >= 0 else -1 for side, one in enumerate((node.left, node.right))
        )
        key: object = (*sides, owner, question.join.compared(first), scene.claims[first].standing.variant)
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
    places = [*_spans(question, rule, scene, nodes)]
    groups = ties.groups(classes, aparts, places, tied)
    grouped = {at for group in groups for at in group}
    # Claims of one owner at one place are one node: they meet each other.
    for at in sorted({span[-1] for span in places} - grouped):
        if len(nodes[at].claims) > 1 and question.case(*nodes[at].claims[:2]):
            groups.append([at])
    for group in groups:
        yield _of_group(question, rule, scene, sorted(index for at in group for index in nodes[at].claims), most)


def _tied(question: Question, one: _Node, other: _Node) -> bool:
    """Whether claims like those of two nodes hang together where they meet, in one direction or the other."""
    i, j = one.claims[0], other.claims[0]
    if not lists_meet(question.join.compared(i), question.join.compared(j)):
        return False
    return (one.left >= 0 and other.right >= 0 and question.ties(i, j)) or (
        other.left >= 0 and one.right >= 0 and question.ties(j, i)
    )


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


def _directed(question: Question, rule: Rule, scene: Scene, most: int) -> Iterator[Hit]:
    """One hit for each claim that the rule speaks of together with some other."""
    claims = scene.claims
    nodes = _nodes(question, rule, scene)
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

    places = [*_spans(question, rule, scene, nodes)]
    for a, b in crossings(places, left, right):
        if may(a, b):
            meeting[a].append(b)
    for at in left & right & {span[-1] for span in places}:
        if len(nodes[at].claims) > 1 and may(at, at):
            meeting[at].append(at)
    for at in sorted(meeting):
        others = [j for node in meeting[at] for j in nodes[node].claims]
        if claims[nodes[at].claims[0]].role in _FACTS:
            if (hit := _of_twins(question, scene, nodes[at].claims, others, most)) is not None:
                yield hit
            continue
        shared: Hit | None = None
        owners = {claims[j].owner for j in others} if len(others) > _FEW else set[Owner]()
        for i in nodes[at].claims:
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


def _spans(question: Question, rule: Rule, scene: Scene, nodes: Sequence[_Node]) -> Iterator[Span]:
    """The places of nodes, by their numbers: those of any member, once for each key of the join."""
    number = {node.claims[0]: at for at, node in enumerate(nodes)}
    for where, first, last, index in spans(
        rule.policy.subject, scene.claims, scene.scopes, number, question.join.narrow
    ):
        for key in question.join.keys(index):
            yield (*where, key), first, last, number[index]


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
