"""Rules and claims → Findings: each rule is asked only about the claims whose roles it names."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from svclint.findings.overlaps import Pair, RolePairs, meetings, name_meetings, object_meetings, port_meetings
from svclint.findings.rulebook import Case, Rule, Rulebook
from svclint.findings.scene import Scene
from svclint.findings.subjects import value
from svclint.findings.trails import explain
from svclint.model import Claim, Finding, Location, Related, Severity

_PLACE = re.compile(r"\{([^{}]*)\}")
# Related places that a message's reader still follows; the text says how many more there are.
MOST_RELATED = 20

Hits = dict[int, list[tuple[int, Case]]]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the claim that it stands at and the other one that its message names (-1: none)."""

    claim: int
    other: int
    rule: Rule
    finding: Finding


def evaluate(book: Rulebook, rules: Sequence[Rule], scene: Scene) -> list[Finding]:
    """Every finding of the given rules, sorted; of findings at one claim those that yield to another are left out."""
    pairs = _pairs(rules, scene)
    found: list[Found] = []
    present = {claim.role for claim in scene.claims}
    for rule in rules:
        policy = rule.policy
        if policy.subject == "input" or not present & set(policy.claims or policy.at):
            continue
        if policy.subject == "cluster":
            found.extend(_of_clusters(book, rule, scene))
        elif policy.subject == "claim":
            hits: Hits = defaultdict(list)
            for index, claim in enumerate(scene.claims):
                if claim.role in policy.claims and (case := _case(book, rule, scene, index)):
                    hits[index].append((index, case))
            found.extend(
                Found(index, -1, rule, _single(book, rule, scene, index, case)) for index, [(_, case)] in hits.items()
            )
        else:
            found.extend(_of_pairs(book, rule, scene, pairs[policy.subject]))
    at: dict[int, set[str]] = defaultdict(set)
    for one in found:
        at[one.claim].add(one.rule.id)
    kept = [one for one in found if not at[one.claim] & set(one.rule.policy.yields_to)]
    trails = explain(scene, [(one.claim, one.other) for one in kept if one.rule.policy.subject == "overlap"])
    findings = [dataclasses.replace(one.finding, trail=trails.get((one.claim, one.other), ())) for one in kept]
    return sorted(findings, key=lambda finding: finding.order)


def _pairs(rules: Sequence[Rule], scene: Scene) -> dict[str, dict[tuple[str, str], list[Pair]]]:
    """For each pair subject: who meets whom, by roles, found once for all rules."""
    present = {claim.role for claim in scene.claims}
    joins: dict[str, Callable[[RolePairs], Iterable[Pair]]] = {
        "overlap": lambda wanted: meetings(scene.claims, scene.scopes, wanted),
        "port": lambda wanted: port_meetings(scene.claims, wanted),
        "name": lambda wanted: name_meetings(scene.claims, wanted),
        "object": lambda wanted: object_meetings(scene.claims, wanted),
    }
    result: dict[str, dict[tuple[str, str], list[Pair]]] = {}
    for subject, join in joins.items():
        wanted = {
            (left, right)
            for rule in rules
            if rule.policy.subject == subject
            for left in rule.policy.claims
            for right in rule.policy.others
            if left in present and right in present
        }
        by_roles: dict[tuple[str, str], list[Pair]] = defaultdict(list)
        for i, j in join(wanted) if wanted else ():
            by_roles[scene.claims[i].role, scene.claims[j].role].append((i, j))
        result[subject] = by_roles
    return result


def _of_pairs(book: Rulebook, rule: Rule, scene: Scene, pairs: dict[tuple[str, str], list[Pair]]) -> Iterator[Found]:
    hits: Hits = defaultdict(list)
    for left in rule.policy.claims:
        for right in rule.policy.others:
            for i, j in pairs.get((left, right), ()):
                if case := _case(book, rule, scene, i, j):
                    hits[i].append((j, case))
    groups = _components(hits) if rule.policy.symmetric else ([index] for index in hits)
    for group in groups:
        primary = max(group, key=lambda index: _order(scene.claims[index]))
        others = {j: case for index in group for j, case in hits.get(index, ()) if j != primary}
        best = dict(hits.get(primary, ())) or others
        for index in group:  # in a chain, a member that does not meet the first is still one of the flaw's places
            if index != primary:
                others.setdefault(index, next(iter(best.values())))
        first = min(best, key=lambda j: (-best[j].severity, _weight(scene.claims[j]), _order(scene.claims[j])))
        yield Found(primary, first, rule, _paired(book, rule, scene, primary, first, best[first], others))


def _components(hits: Hits) -> Iterator[list[int]]:
    """Claims that a symmetric rule ties together, directly or through others: one flaw each."""
    ties: dict[int, set[int]] = defaultdict(set)
    for i, found in hits.items():
        for j, _ in found:
            ties[i].add(j)
            ties[j].add(i)
    seen: set[int] = set()
    for start in ties:
        if start in seen:
            continue
        group, stack = [], [start]
        seen.add(start)
        while stack:
            index = stack.pop()
            group.append(index)
            fresh = ties[index] - seen
            seen |= fresh
            stack.extend(fresh)
        yield group


def _paired(
    book: Rulebook, rule: Rule, scene: Scene, index: int, first: int, case: Case, others: dict[int, Case]
) -> Finding:
    ordered = [first, *sorted((j for j in others if j != first), key=lambda j: _order(scene.claims[j]))]
    claim, named = scene.claims[index], {scene.claims[first].owner, scene.claims[index].owner}
    message = _fill(book, rule, scene, case.message, index, first)
    more = len({scene.claims[j].owner for j in ordered} - named)
    related = tuple(
        Related(
            scene.claims[j].location,
            _fill(book, rule, scene, rule.policy.related, index, j),
            participant=rule.policy.both and (rule.policy.symmetric or not scene.claims[j].from_inventory),
        )
        for j in ordered[:MOST_RELATED]
    )
    mark = fingerprint(rule.id, claim.location, claim.text, _anchor(scene.claims[first]))
    text = f"{message} (and {more} more)" if more else message
    return Finding(claim.location, rule.id, case.severity, text, related, (), mark)


def _weight(claim: Claim) -> int:
    """Of several others the one to name first: what a kubeconfig leads to, then what the inventory says."""
    return 0 if claim.traits.get("server") else 1 if claim.from_inventory else 2


def _single(book: Rulebook, rule: Rule, scene: Scene, index: int, case: Case) -> Finding:
    claim = scene.claims[index]
    message = _fill(book, rule, scene, case.message, index)
    mark = fingerprint(rule.id, claim.location, claim.text)
    return Finding(claim.location, rule.id, case.severity, message, (), (), mark)


def _of_clusters(book: Rulebook, rule: Rule, scene: Scene) -> Iterator[Found]:
    """One finding for a cluster, at the first claim of the roles that the rule points to."""
    for name in scene.clusters:
        places = [
            i for i, claim in enumerate(scene.claims) if claim.owner.cluster == name and claim.role in rule.policy.at
        ]
        if not places:
            continue
        places.sort(key=lambda i: (rule.policy.at.index(scene.claims[i].role), _order(scene.claims[i])))
        if case := _case(book, rule, scene, places[0]):
            related = tuple(Related(scene.claims[i].location, scene.claims[i].title) for i in places[1:MOST_RELATED])
            finding = dataclasses.replace(_single(book, rule, scene, places[0], case), related=related)
            yield Found(places[0], -1, rule, finding)


def _case(book: Rulebook, rule: Rule, scene: Scene, i: int, j: int = -1) -> Case | None:
    """The first case that holds for a subject, None when the rule has nothing to say of it."""
    if not _holds(book, rule, scene, rule.policy.when, i, j):
        return None
    return next((case for case in rule.policy.cases if _holds(book, rule, scene, case.when, i, j)), None)


def _holds(book: Rulebook, rule: Rule, scene: Scene, expression: str | None, i: int, j: int) -> bool:
    if expression is None:
        return True
    subject = rule.policy.subject
    predicate = book.predicate(subject, expression)
    types = book.types(subject)
    cluster = scene.claims[i].owner.cluster
    return predicate.test({name: value(scene, name, types[name], cluster, i, j) for name in predicate.names})


def _fill(book: Rulebook, rule: Rule, scene: Scene, template: str, i: int, j: int = -1) -> str:
    types = book.types(rule.policy.subject)
    cluster = scene.claims[i].owner.cluster

    def text(found: re.Match[str]) -> str:
        one = value(scene, found.group(1), types[found.group(1)], cluster, i, j)
        return ", ".join(one) if isinstance(one, list) else str(one)

    return " ".join(_PLACE.sub(text, template).split())


def _order(claim: Claim) -> tuple[str, int, int]:
    return claim.location.file, claim.location.span.line, claim.location.span.column


def _anchor(claim: Claim) -> str:
    return f"{claim.owner} {claim.role} {claim.text}"


def fingerprint(rule: str, location: Location, text: str, *others: str) -> str:
    """What a finding is, whatever line it stands on: rule, object, field and value, and who it meets.

    List indexes are left out of the field, so that an item added above does not make a finding new.
    """
    owner = location.owner
    field = "/".join("*" if part.isdigit() else part for part in location.pointer.split("/"))
    parts = (rule, owner.cluster, owner.group, owner.kind, owner.namespace, owner.name, field, text, *others)
    if not owner.name:
        parts = (*parts, location.file)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The highest severity among findings that nobody ignored."""
    return max((one.severity for one in findings if one.suppressed is None), default=None)
