"""Rules and claims → findings. Each rule is evaluated only for claims with the roles that it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from svclint.findings import deployment_status
from svclint.findings.candidates import Candidate
from svclint.findings.causes import cause_of, with_causes
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.fingerprints import anchor, digest, fingerprint, mark
from svclint.findings.join import PAIRS
from svclint.findings.loops import loops
from svclint.findings.messages import PLACEHOLDER, filled, filled_with_pattern
from svclint.findings.pairs import hits
from svclint.findings.references import targets_of
from svclint.findings.rule import Rule, Verdict
from svclint.findings.rule_nodes import Hit, order
from svclint.findings.rulebook import Rulebook
from svclint.findings.trails import explain
from svclint.findings.translated_ports import translation_of
from svclint.findings.verdicts import Verdicts
from svclint.findings.words import value
from svclint.findings.words.requirements import is_readable, uncovered_networks, unmet_networks
from svclint.findings.yielding import unyielding
from svclint.lazy_dataclasses import replace
from svclint.model import Claim, Finding, Related, Severity

# The most related locations of a finding; its message has the number of others.
MOST_RELATED = 20


def evaluate(book: Rulebook, rules: Sequence[Rule], claim_index: ClaimIndex) -> list[Finding]:
    """All findings of the rules, sorted, except those that yield to a finding about the same claims.

    Raises UsageError if a condition exceeds the limits of the CEL engine.
    """
    candidates: list[Candidate] = []
    present = {claim.role for claim in claim_index.claims}
    for rule in rules:
        policy = rule.policy
        if policy.subject == "input" or not present & set(policy.claims or policy.at):
            continue
        if policy.subject == "cluster":
            candidates.extend(_of_clusters(book, rule, claim_index))
        elif policy.subject == "loop":
            candidates.extend(_of_loops(book, rule, claim_index))
        elif policy.subject == "requirement":
            candidates.extend(_of_requirements(book, rule, claim_index))
        elif policy.subject in ("claim", "reference"):
            candidates.extend(with_causes(rule, claim_index, _of_claims(book, rule, claim_index)))
        elif present & set(policy.others):
            paired = (_paired(book, rule, claim_index, hit) for hit in hits(book, rule, claim_index, MOST_RELATED))
            candidates.extend(with_causes(rule, claim_index, paired))
    return _findings(claim_index, candidates)


def evaluate_inert(book: Rulebook, rules: Sequence[Rule], claim_index: ClaimIndex) -> list[Finding]:
    """The findings of pairs of an inert object and an inventory entry, sorted.

    The claims of `claim_index` are those of the inventory and of inert objects. Raises UsageError as `evaluate` does.
    """
    claims = claim_index.claims
    present = {claim.role for claim in claims}
    candidates = [
        _paired(book, rule, claim_index, hit)
        for rule in rules
        if rule.policy.subject in PAIRS and present & set(rule.policy.claims) and present & set(rule.policy.others)
        for hit in hits(book, rule, claim_index, MOST_RELATED)
        if claims[hit.claim].status.inert or claims[hit.first].status.inert
    ]
    return _findings(claim_index, candidates)


def _findings(claim_index: ClaimIndex, candidates: Sequence[Candidate]) -> list[Finding]:
    """The findings of candidates that do not yield to others, with their trails, sorted."""
    remaining = unyielding(candidates)
    trails = explain(
        claim_index,
        [(candidate.claim, candidate.other) for candidate in remaining if candidate.rule.policy.subject == "overlap"],
    )
    findings = [
        replace(candidate.finding, trail=trails.get((candidate.claim, candidate.other), ())) for candidate in remaining
    ]
    return sorted(findings, key=lambda finding: finding.order)


def _of_claims(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[Candidate]:
    """A finding for each claim. A fact of a manifest that the inventory states too is one finding, at the manifest."""
    verdicts, claims = Verdicts(book, rule, claim_index), claim_index.claims
    cases = {
        index: case
        for index, claim in enumerate(claims)
        if claim.role in rule.policy.claims and (case := verdicts.of(index))
    }
    inventory: dict[object, list[int]] = defaultdict(list)
    for index in cases:
        if claims[index].from_inventory:
            inventory[_fact(claims[index])].append(index)
    in_manifests = {_fact(claims[index]) for index in cases if inventory and not claims[index].from_inventory}
    for index, case in cases.items():
        claim = claims[index]
        if claim.from_inventory and _fact(claim) in in_manifests:
            continue
        finding = _claim_finding(book, rule, claim_index, index, case)
        same_fact = () if claim.from_inventory or not inventory else tuple(inventory.get(_fact(claim), ()))
        if same_fact:
            finding = replace(finding, related=(*finding.related, *_also_stated(claim_index, same_fact)))
        yield Candidate(index, -1, rule, finding, frozenset({index, *same_fact}), cause_of(rule, claim_index, claim))


def _of_requirements(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[Candidate]:
    """A finding for each list of which all entries are known, with the networks that it lacks as related locations."""
    verdicts = Verdicts(book, rule, claim_index)
    for index in verdicts.indexes:
        if not is_readable(claim_index, index) or (case := verdicts.of(index)) is None:
            continue
        finding = _claim_finding(book, rule, claim_index, index, case)
        lacking = (*uncovered_networks(claim_index, index), *unmet_networks(claim_index, index))
        related = tuple(_declared(network) for network in lacking[:MOST_RELATED])
        finding = replace(finding, related=(*related, *finding.related))
        yield Candidate(index, -1, rule, finding, frozenset({index}))


def _fact(claim: Claim) -> object:
    """What a claim states, wherever it is."""
    return claim.owner.cluster, claim.role, claim.block or claim.host or claim.text, claim.ports


def _also_stated(claim_index: ClaimIndex, indexes: Iterable[int]) -> Iterator[Related]:
    for index in indexes:
        claim = claim_index.claims[index]
        yield Related(claim.location, f"{claim.title} is declared here too")


def _paired(book: Rulebook, rule: Rule, claim_index: ClaimIndex, hit: Hit) -> Candidate:
    claims, index, first = claim_index.claims, hit.claim, hit.first
    message, pattern = filled_with_pattern(book, rule, claim_index, hit.case.message, index, first)
    related = tuple(
        Related(
            claims[j].location,
            filled(book, rule, claim_index, rule.policy.related, index, j) + _cluster_note(claims[index], claims[j]),
            participant=rule.policy.both and (rule.policy.symmetric or not claims[j].from_inventory),
        )
        for j in hit.others
    )
    # One location may have several claims: a name, and the addresses that it resolves to.
    related = tuple(
        {(item.location.file, item.location.span): item for item in reversed(related) if item.location}.values()
    )
    related = related[::-1]
    related += tuple(_also_stated(claim_index, hit.same_fact))
    claim = claims[index]
    identity = fingerprint(rule.identity, claim.location, claim.text, anchor(claims[first]))
    text = f"{message} {_others(hit.owners, more=hit.more)}" if hit.owners else message
    severity, text = deployment_status.of_claims(hit.case.severity, text, claim, claims[first])
    # A value from a variable is fixed where the variable is set, so that location comes right after the other claim.
    related = (*related[:1], *_settings(claim, claims[first]), *related[1:])
    marks = tuple(_marks(rule, claim_index, hit))
    cause = claims[first] if claims[first].role in rule.policy.cause else None
    finding = Finding(claim.location, rule.id, severity, text, related, (), identity, marks=marks, pattern=pattern)
    return Candidate(index, first, rule, finding, frozenset(hit.members or (index, *hit.same_fact)), cause)


def _settings(*claims: Claim) -> tuple[Related, ...]:
    """The locations that set the variables of the claims, without duplicates."""
    settings = (setting for claim in claims for setting in claim.settings)
    return tuple(
        {(setting.location.file, setting.location.span): setting for setting in settings if setting.location}.values()
    )


def _others(number: int, *, more: bool = False) -> str:
    """The number of other affected objects, as a sentence; a minimum if there may be `more`."""
    if more:
        return f"At least {number} more objects are affected."
    return f"{number} more objects are affected." if number > 1 else "1 more object is affected."


def _marks(rule: Rule, claim_index: ClaimIndex, hit: Hit) -> Iterator[str]:
    """The marks of all members of a group; for a pair, those of the claim and of the other claims that are shown."""
    if hit.members:
        yield from sorted(_mark(rule.identity, claim_index.claims[i]) for i in hit.members)
        return
    yield from sorted(_mark(rule.identity, claim_index.claims[i]) for i in (hit.claim, *hit.same_fact))
    yield from sorted({_mark("", claim_index.claims[j]) for j in hit.others})
    if len(hit.others) == MOST_RELATED:
        yield f"and {hit.owners} more"


def _mark(rule: str, claim: Claim) -> str:
    """The mark of a claim for a baseline. For an inventory entry, it does not depend on the entry's name."""
    if claim.from_inventory:
        return digest(rule, claim.role, claim.text)
    return mark(rule, claim.location, claim.text)


def _declared(claim: Claim, *, participant: bool = False) -> Related:
    """The location of a claim, with a sentence about it."""
    return Related(claim.location, f"{claim.title} is declared here", participant=participant)


def _cluster_note(claim: Claim, other: Claim) -> str:
    """The cluster of `other` for a message, if it is not that of `claim`."""
    name = other.owner.cluster
    return f", in cluster {name}" if name and name != claim.owner.cluster else ""


def _claim_finding(book: Rulebook, rule: Rule, claim_index: ClaimIndex, index: int, case: Verdict) -> Finding:
    claim = claim_index.claims[index]
    message, pattern = filled_with_pattern(book, rule, claim_index, case.message, index)
    identity = fingerprint(rule.identity, claim.location, claim.text)
    severity, message = deployment_status.of_claims(case.severity, message, claim)
    others = _others_of(claim_index, index)[:MOST_RELATED] if rule.policy.subject == "reference" else []
    related = (*(_declared(other) for other in others), *claim.settings)
    marks = (_mark(rule.identity, claim), *sorted({_mark("", other) for other in others}))
    return Finding(claim.location, rule.id, severity, message, related, (), identity, marks=marks, pattern=pattern)


def _others_of(claim_index: ClaimIndex, index: int) -> list[Claim]:
    """What a reference names, and the Service that translates its port, in order."""
    claim = claim_index.claims[index]
    translation = translation_of(claim_index, claim) if claim.role == "policy-port" else None
    translating = [translation.service] if translation else []
    return [*translating, *(other for other in targets_of(claim_index, claim).claims if other is not claim)]


def _of_clusters(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[Candidate]:
    """One finding for each cluster, at the first claim with a role of the rule's `at`."""
    verdicts = Verdicts(book, rule, claim_index)
    for name in claim_index.clusters:
        places = [
            i
            for i, claim in enumerate(claim_index.claims)
            if claim.owner.cluster == name and claim.role in rule.policy.at and not claim.status.latent
        ]
        if not places:
            continue
        # Prefer a manifest, where the problem can be fixed: the inventory only describes the cluster.
        claims = claim_index.claims
        places.sort(key=lambda i: (claims[i].from_inventory, rule.policy.at.index(claims[i].role), order(claims[i])))
        if case := verdicts.of_cluster(places[0]):
            related = tuple(_declared(claims[i]) for i in places[1:MOST_RELATED])
            finding = _claim_finding(book, rule, claim_index, places[0], case)
            marks = tuple(sorted(_content_marks(book, rule, claim_index, places[0], case)))
            finding = replace(finding, related=(*related, *finding.related), marks=marks)
            yield Candidate(places[0], -1, rule, finding, frozenset({places[0]}))


def _of_loops(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[Candidate]:
    """One finding for each loop, at its last deployed claim. Its other claims are participants."""
    verdicts = Verdicts(book, rule, claim_index)
    claims = claim_index.claims
    for loop in loops(claim_index):
        members = sorted(
            (i for i in loop.claims if claims[i].role in rule.policy.claims),
            key=lambda i: (-deployment_status.is_latent(claims[i]), order(claims[i])),
        )
        if not members or (case := verdicts.of(members[-1])) is None:
            continue
        *others, primary = members
        claim, shown = claims[primary], others[:MOST_RELATED]
        related = tuple(_declared(claims[i], participant=True) for i in shown)
        message = filled(book, rule, claim_index, case.message, primary)
        if len(others) > len(shown):
            message = f"{message} {_others(len(others) - len(shown))}"
        severity, message = deployment_status.of_claims(case.severity, message, *(claims[i] for i in members))
        identity = fingerprint(rule.identity, claim.location, claim.text, *(anchor(claims[i]) for i in shown))
        marks = tuple(sorted(_mark(rule.identity, claims[i]) for i in members))
        related += _settings(*(claims[i] for i in members))
        finding = Finding(claim.location, rule.id, severity, message, related, (), identity, marks=marks)
        yield Candidate(primary, -1, rule, finding, frozenset(members))


def _content_marks(book: Rulebook, rule: Rule, claim_index: ClaimIndex, i: int, case: Verdict) -> Iterator[str]:
    """The marks of the values that a message about a cluster contains. They do not depend on its location."""
    types, cluster = book.types(rule.policy.subject), claim_index.claims[i].owner.cluster
    yield digest(rule.identity)
    for name in sorted(set(PLACEHOLDER.findall(case.message))):
        content = value(claim_index, name, types[name], cluster, i, -1)
        yield from (
            digest(rule.identity, name, str(item)) for item in (content if isinstance(content, list) else [content])
        )


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The highest severity among the findings that count."""
    return max((finding.severity for finding in findings if finding.counted), default=None)
