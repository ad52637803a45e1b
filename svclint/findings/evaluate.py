"""Rules and claims → findings. Each rule is evaluated only for claims with the roles that it names.

What builds findings is imported for the first one: most runs have none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from svclint.findings import deployment_status
from svclint.findings.candidates import MOST_RELATED, Candidate
from svclint.findings.causes import cause_of, with_causes
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.pairs import hits
from svclint.findings.rule import PAIRS, Rule
from svclint.findings.rule_limits import RuleLimits
from svclint.findings.rule_nodes import order
from svclint.findings.rulebook import Rulebook
from svclint.findings.verdicts import Verdicts
from svclint.findings.yielding import unyielding
from svclint.lazy_dataclasses import replace
from svclint.model import Claim, Finding, Severity

# Subjects whose findings are about a cluster, a loop or a list as a whole.
_WITHOUT_CAUSE = frozenset({"cluster", "loop", "requirement"})


def evaluate(
    book: Rulebook, rules: Sequence[Rule], claim_index: ClaimIndex, limits: RuleLimits | None = None
) -> list[Finding]:
    """All findings of the rules within the limits, sorted, except those that yield to one about the same claims.

    Raises UsageError if a condition exceeds the limits of the CEL engine.
    """
    limits = limits or RuleLimits()
    candidates: list[Candidate] = []
    present = {claim.role for claim in claim_index.claims}
    for rule in rules:
        if not rule.applies_to(present):
            continue
        subject = rule.head.subject
        if subject == "cluster":
            made = _of_clusters(book, rule, claim_index)
        elif subject == "loop":
            made = _of_loops(book, rule, claim_index)
        elif subject == "requirement":
            made = _of_requirements(book, rule, claim_index)
        elif subject in ("claim", "reference"):
            made = _of_claims(book, rule, claim_index)
        else:
            made = _of_pairs(book, rule, claim_index)
        bounded = limits.bounded(rule, claim_index, made)
        candidates.extend(with_causes(rule, claim_index, bounded) if subject not in _WITHOUT_CAUSE else bounded)
    return _findings(claim_index, candidates)


def evaluate_inert(
    book: Rulebook, rules: Sequence[Rule], claim_index: ClaimIndex, limits: RuleLimits | None = None
) -> list[Finding]:
    """The findings of pairs of an inert object and an inventory entry, sorted.

    The claims of `claim_index` are those of the inventory and of inert objects. Raises UsageError as `evaluate` does.
    """
    claims = claim_index.claims
    present = {claim.role for claim in claims}
    limits = limits or RuleLimits()
    candidates = [
        candidate
        for rule in rules
        if rule.head.subject in PAIRS and rule.applies_to(present)
        for candidate in limits.bounded(rule, claim_index, _of_pairs(book, rule, claim_index))
        if claims[candidate.claim].status.inert or claims[candidate.other].status.inert
    ]
    return _findings(claim_index, candidates)


def _findings(claim_index: ClaimIndex, candidates: Sequence[Candidate]) -> list[Finding]:
    """The findings of candidates that do not yield to others, with their trails, sorted."""
    if not candidates:
        return []
    from svclint.findings.trails import explain

    remaining = unyielding(candidates)
    trails = explain(
        claim_index,
        [(candidate.claim, candidate.other) for candidate in remaining if candidate.rule.policy.subject == "overlap"],
    )
    findings = [
        replace(candidate.finding, trail=trails.get((candidate.claim, candidate.other), ())) for candidate in remaining
    ]
    return sorted(findings, key=lambda finding: finding.order)


def _of_pairs(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[Candidate]:
    """A finding for each claim that meets others, or for each group of claims that meet."""
    for hit in hits(book, rule, claim_index, MOST_RELATED):
        from svclint.findings.finding_builder import pair_candidate

        yield pair_candidate(book, rule, claim_index, hit)


def _of_claims(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[Candidate]:
    """A finding for each claim. A fact of a manifest that the inventory states too is one finding, at the manifest."""
    verdicts, claims = Verdicts(book, rule, claim_index), claim_index.claims
    cases = {
        index: case
        for index, claim in enumerate(claims)
        if claim.role in rule.policy.claims and (case := verdicts.of(index))
    }
    if not cases:
        return
    from svclint.findings.finding_builder import also_stated, claim_finding

    inventory: dict[object, list[int]] = defaultdict(list)
    for index in cases:
        if claims[index].from_inventory:
            inventory[_fact(claims[index])].append(index)
    in_manifests = {_fact(claims[index]) for index in cases if inventory and not claims[index].from_inventory}
    for index, case in cases.items():
        claim = claims[index]
        if claim.from_inventory and _fact(claim) in in_manifests:
            continue
        finding = claim_finding(book, rule, claim_index, index, case)
        same_fact = () if claim.from_inventory or not inventory else tuple(inventory.get(_fact(claim), ()))
        if same_fact:
            finding = replace(finding, related=(*finding.related, *also_stated(claim_index, same_fact)))
        yield Candidate(index, -1, rule, finding, frozenset({index, *same_fact}), cause_of(rule, claim_index, claim))


def _of_requirements(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[Candidate]:
    """A finding for each list of which all entries are known, with the networks that it lacks as related locations."""
    from svclint.findings.finding_builder import claim_finding, declared
    from svclint.findings.words.requirements import is_readable, uncovered_networks, unmet_networks

    verdicts = Verdicts(book, rule, claim_index)
    for index in verdicts.indexes:
        if not is_readable(claim_index, index) or (case := verdicts.of(index)) is None:
            continue
        finding = claim_finding(book, rule, claim_index, index, case)
        lacking = (*uncovered_networks(claim_index, index), *unmet_networks(claim_index, index))
        related = tuple(declared(network) for network in lacking[:MOST_RELATED])
        finding = replace(finding, related=(*related, *finding.related))
        yield Candidate(index, -1, rule, finding, frozenset({index}))


def _fact(claim: Claim) -> object:
    """What a claim states, wherever it is."""
    return claim.owner.cluster, claim.role, claim.block or claim.host or claim.text, claim.ports


def _of_clusters(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[Candidate]:
    """One finding for each cluster, at the first claim with a role of the rule's `at`."""
    verdicts, claims = Verdicts(book, rule, claim_index), claim_index.claims
    by_cluster: dict[str, list[int]] = defaultdict(list)
    for index, claim in enumerate(claims):
        if claim.role in rule.policy.at and not claim.status.latent:
            by_cluster[claim.owner.cluster].append(index)
    for places in (by_cluster[name] for name in claim_index.clusters if name in by_cluster):
        # Prefer a manifest, where the problem can be fixed: the inventory only describes the cluster.
        places.sort(key=lambda i: (claims[i].from_inventory, rule.policy.at.index(claims[i].role), order(claims[i])))
        if case := verdicts.of_cluster(places[0]):
            from svclint.findings.finding_builder import claim_finding, content_marks, declared

            related = tuple(declared(claims[i]) for i in places[1:MOST_RELATED])
            finding = claim_finding(book, rule, claim_index, places[0], case)
            marks = tuple(sorted(content_marks(book, rule, claim_index, places[0], case)))
            finding = replace(finding, related=(*related, *finding.related), marks=marks)
            yield Candidate(places[0], -1, rule, finding, frozenset({places[0]}))


def _of_loops(book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> Iterator[Candidate]:
    """One finding for each loop, at its last deployed claim. Its other claims are participants."""
    from svclint.findings.finding_builder import declared, mark_of, others_sentence, settings_of
    from svclint.findings.fingerprints import anchor, fingerprint
    from svclint.findings.loops import loops
    from svclint.findings.messages import filled

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
        related = tuple(declared(claims[i], participant=True) for i in shown)
        message = filled(book, rule, claim_index, case.message, primary)
        if len(others) > len(shown):
            message = f"{message} {others_sentence(len(others) - len(shown))}"
        severity, message = deployment_status.of_claims(case.severity, message, *(claims[i] for i in members))
        identity = fingerprint(rule.identity, claim.location, claim.text, *(anchor(claims[i]) for i in shown))
        marks = tuple(sorted(mark_of(rule.identity, claims[i]) for i in members))
        related += settings_of(*(claims[i] for i in members))
        finding = Finding(claim.location, rule.id, severity, message, related, (), identity, marks=marks)
        yield Candidate(primary, -1, rule, finding, frozenset(members))


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The highest severity among the findings that count."""
    return max((finding.severity for finding in findings if finding.counted), default=None)
