"""Rules and claims → Findings: each rule is asked only about the claims whose roles it names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from svclint.findings import deployment_status
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.fingerprints import anchor, digest, fingerprint, mark
from svclint.findings.loops import loops
from svclint.findings.name_lists import listed
from svclint.findings.pairs import hits
from svclint.findings.rule_nodes import Hit, order
from svclint.findings.rulebook import Rule, Rulebook, Verdict
from svclint.findings.trails import explain
from svclint.findings.verdicts import Verdicts
from svclint.findings.words import value
from svclint.lazy_dataclasses import dataclass, replace
from svclint.lazy_re import regex
from svclint.model import Claim, Finding, Related, Severity

_PLACE = regex(r"\{([^{}]*)\}")
# Related places that a message's reader still follows; the text says how many more there are.
MOST_RELATED = 20


@dataclass(frozen=True, slots=True)
class FoundAt:
    """A finding, the claim that it stands at, the other one that its message names (-1: none), and those at fault."""

    claim: int
    other: int
    rule: Rule
    finding: Finding
    members: frozenset[int]


def evaluate(book: Rulebook, rules: Sequence[Rule], claim_index: ClaimIndex) -> list[Finding]:
    """Every finding of the given rules, sorted, without those that yield to one which tells of the same claims."""
    found: list[FoundAt] = []
    present = {claim.role for claim in claim_index.claims}
    for rule in rules:
        policy = rule.policy
        if policy.subject == "input" or not present & set(policy.claims or policy.at):
            continue
        if policy.subject == "cluster":
            found.extend(_of_clusters(book, rule, claim_index))
        elif policy.subject == "loop":
            found.extend(_of_loops(book, rule, claim_index))
        elif policy.subject == "claim":
            found.extend(_of_claims(book, rule, claim_index))
        elif present & set(policy.others):
            found.extend(_paired(book, rule, claim_index, hit) for hit in hits(book, rule, claim_index, MOST_RELATED))
    kept = _unyielding(found)
    trails = explain(claim_index, [(one.claim, one.other) for one in kept if one.rule.policy.subject == "overlap"])
    findings = [replace(one.finding, trail=trails.get((one.claim, one.other), ())) for one in kept]
    return sorted(findings, key=lambda finding: finding.order)


def _unyielding(found: Sequence[FoundAt]) -> list[FoundAt]:
    """Without each finding whose every claim at fault is at fault in one that its rule yields to."""
    strong = {rule for one in found for rule in one.rule.policy.yields_to}
    told: dict[tuple[str, int], list[frozenset[int]]] = defaultdict(list)
    for one in found:
        if one.rule.id in strong:
            for index in one.members:
                told[one.rule.id, index].append(one.members)

    def is_told(one: FoundAt) -> bool:
        groups = (group for rule in one.rule.policy.yields_to for group in told.get((rule, one.claim), ()))
        return any(one.members <= group for group in groups)

    return [one for one in found if not is_told(one)]


def _of_claims(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[FoundAt]:
    question = Verdicts(book, rule, claim_index)
    for index, claim in enumerate(claim_index.claims):
        if claim.role in rule.policy.claims and (case := question.of(index)):
            yield FoundAt(index, -1, rule, _single(book, rule, claim_index, index, case), frozenset({index}))


def _paired(book: Rulebook, rule: Rule, claim_index: ClaimIndex, hit: Hit) -> FoundAt:
    claims, index, first = claim_index.claims, hit.claim, hit.first
    message = _fill(book, rule, claim_index, hit.case.message, index, first)
    related = tuple(
        Related(
            claims[j].location,
            _fill(book, rule, claim_index, rule.policy.related, index, j) + _elsewhere(claims[index], claims[j]),
            participant=rule.policy.both and (rule.policy.symmetric or not claims[j].from_inventory),
        )
        for j in hit.others
    )
    # One place may hold several claims: a name, and the addresses that it leads to.
    related = tuple({(one.location.file, one.location.span): one for one in reversed(related) if one.location}.values())
    related = related[::-1]
    related += tuple(Related(claims[k].location, f"also stated here: {claims[k].title}") for k in hit.same_fact)
    claim = claims[index]
    one = fingerprint(rule.identity, claim.location, claim.text, anchor(claims[first]))
    text = f"{message} {_others(hit.owners, more=hit.more)}" if hit.owners else message
    severity, text = deployment_status.of_claims(hit.case.severity, text, claim, claims[first])
    # A value that a variable gave is mended where the variable is set: that stands right behind the other side.
    related = (*related[:1], *_settings(claim, claims[first]), *related[1:])
    marks = tuple(_marks(rule, claim_index, hit))
    finding = Finding(claim.location, rule.id, severity, text, related, (), one, marks=marks)
    return FoundAt(index, first, rule, finding, frozenset(hit.members or (index, *hit.same_fact)))


def _settings(*claims: Claim) -> tuple[Related, ...]:
    """Where the variables of the claims are set, each place once."""
    told = (one for claim in claims for one in claim.settings)
    return tuple({(one.location.file, one.location.span): one for one in told if one.location}.values())


def _others(number: int, *, more: bool = False) -> str:
    """How many take part whom the message does not name; the least number where there may be `more`."""
    if more:
        return f"At least {number} more objects are affected."
    return f"{number} more objects are affected." if number > 1 else "1 more object is affected."


def _marks(rule: Rule, claim_index: ClaimIndex, hit: Hit) -> Iterator[str]:
    """The marks of all members of a group; of a pair those of the claim, and of the others as far as shown."""
    if hit.members:
        yield from sorted(_mark(rule.identity, claim_index.claims[i]) for i in hit.members)
        return
    yield from sorted(_mark(rule.identity, claim_index.claims[i]) for i in (hit.claim, *hit.same_fact))
    yield from sorted({_mark("", claim_index.claims[j]) for j in hit.others})
    if len(hit.others) == MOST_RELATED:
        yield f"and {hit.owners} more"


def _mark(rule: str, claim: Claim) -> str:
    """What people call an entry of the inventory is their choice; what it says is not."""
    if claim.from_inventory:
        return digest(rule, claim.role, claim.text)
    return mark(rule, claim.location, claim.text)


def _elsewhere(claim: Claim, other: Claim) -> str:
    """Of which cluster the other is, where that is not the claim's."""
    name = other.owner.cluster
    return f", in cluster {name}" if name and name != claim.owner.cluster else ""


def _single(book: Rulebook, rule: Rule, claim_index: ClaimIndex, index: int, case: Verdict) -> Finding:
    claim = claim_index.claims[index]
    message = _fill(book, rule, claim_index, case.message, index)
    one = fingerprint(rule.identity, claim.location, claim.text)
    severity, message = deployment_status.of_claims(case.severity, message, claim)
    marks = (_mark(rule.identity, claim),)
    return Finding(claim.location, rule.id, severity, message, claim.settings, (), one, marks=marks)


def _of_clusters(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[FoundAt]:
    """One finding for a cluster, at the first claim of the roles that the rule points to."""
    question = Verdicts(book, rule, claim_index)
    for name in claim_index.clusters:
        places = [
            i
            for i, claim in enumerate(claim_index.claims)
            if claim.owner.cluster == name and claim.role in rule.policy.at
        ]
        if not places:
            continue
        # Where people can mend it in the repository; the inventory only tells of it.
        claims = claim_index.claims
        places.sort(key=lambda i: (claims[i].from_inventory, rule.policy.at.index(claims[i].role), order(claims[i])))
        if case := question.of_cluster(places[0]):
            related = tuple(
                Related(claim_index.claims[i].location, claim_index.claims[i].title) for i in places[1:MOST_RELATED]
            )
            finding = _single(book, rule, claim_index, places[0], case)
            marks = tuple(sorted(_named(book, rule, claim_index, places[0], case)))
            finding = replace(finding, related=(*related, *finding.related), marks=marks)
            yield FoundAt(places[0], -1, rule, finding, frozenset({places[0]}))


def _of_loops(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[FoundAt]:
    """One finding for a loop, at the last of its claims that is deployed; the others are participants."""
    question = Verdicts(book, rule, claim_index)
    claims = claim_index.claims
    for loop in loops(claim_index):
        members = sorted(
            (i for i in loop.claims if claims[i].role in rule.policy.claims),
            key=lambda i: (-deployment_status.lowered(claims[i]), order(claims[i])),
        )
        if not members or (case := question.of(members[-1])) is None:
            continue
        *others, primary = members
        claim, shown = claims[primary], others[:MOST_RELATED]
        related = tuple(Related(claims[i].location, claims[i].title, participant=True) for i in shown)
        message = _fill(book, rule, claim_index, case.message, primary)
        if len(others) > len(shown):
            message = f"{message} {_others(len(others) - len(shown))}"
        severity, message = deployment_status.of_claims(case.severity, message, *(claims[i] for i in members))
        one = fingerprint(rule.identity, claim.location, claim.text, *(anchor(claims[i]) for i in shown))
        marks = tuple(sorted(_mark(rule.identity, claims[i]) for i in members))
        related += _settings(*(claims[i] for i in members))
        finding = Finding(claim.location, rule.id, severity, message, related, (), one, marks=marks)
        yield FoundAt(primary, -1, rule, finding, frozenset(members))


def _named(book: Rulebook, rule: Rule, claim_index: ClaimIndex, i: int, case: Verdict) -> Iterator[str]:
    """The marks of what the message about a cluster names: its place is only the best of several."""
    types, cluster = book.types(rule.policy.subject), claim_index.claims[i].owner.cluster
    yield digest(rule.identity)
    for name in sorted(set(_PLACE.findall(case.message))):
        found = value(claim_index, name, types[name], cluster, i, -1)
        yield from (digest(rule.identity, name, str(one)) for one in (found if isinstance(found, list) else [found]))


def _fill(book: Rulebook, rule: Rule, claim_index: ClaimIndex, template: str, i: int, j: int = -1) -> str:
    types = book.types(rule.policy.subject)
    cluster = claim_index.claims[i].owner.cluster

    def text(found: re.Match[str]) -> str:
        one = value(claim_index, found.group(1), types[found.group(1)], cluster, i, j)
        return listed(one) if isinstance(one, list) else str(one)

    return " ".join(_PLACE.sub(text, template).split())


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The highest severity among the findings that count."""
    return max((one.severity for one in findings if one.counted), default=None)
