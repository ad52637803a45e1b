"""A verdict about claims → what people and baselines see of it: message, related locations, fingerprint and marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint.findings import deployment_status
from svclint.findings.candidates import MOST_RELATED, Candidate
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.fingerprints import anchor, digest, fingerprint, mark
from svclint.findings.messages import PLACEHOLDER, filled, filled_with_pattern
from svclint.findings.references import targets_of
from svclint.findings.rule import Rule, Verdict
from svclint.findings.rule_nodes import Hit
from svclint.findings.rulebook import Rulebook
from svclint.findings.translated_ports import translation_of
from svclint.findings.words import value
from svclint.model import Claim, Finding, Related


def claim_finding(book: Rulebook, rule: Rule, claim_index: ClaimIndex, index: int, case: Verdict) -> Finding:
    """The finding about one claim; for a reference, with what it names as related locations."""
    claim = claim_index.claims[index]
    message, pattern = filled_with_pattern(book, rule, claim_index, case.message, index)
    identity = fingerprint(rule.identity, claim.location, claim.text)
    severity, message = deployment_status.of_claims(case.severity, message, claim)
    others = _targets(claim_index, index)[:MOST_RELATED] if rule.policy.subject == "reference" else []
    related = (*(declared(other) for other in others), *claim.settings)
    marks = (mark_of(rule.identity, claim), *sorted({mark_of("", other) for other in others}))
    return Finding(claim.location, rule.id, severity, message, related, (), identity, marks=marks, pattern=pattern)


def _targets(claim_index: ClaimIndex, index: int) -> list[Claim]:
    """What a reference names, and the Service that translates its port, in order."""
    claim = claim_index.claims[index]
    translation = translation_of(claim_index, claim) if claim.role == "policy-port" else None
    translating = [translation.service] if translation else []
    return [*translating, *(other for other in targets_of(claim_index, claim).claims if other is not claim)]


def pair_candidate(book: Rulebook, rule: Rule, claim_index: ClaimIndex, hit: Hit) -> Candidate:
    """The finding about two claims that meet, or about a group of them."""
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
    related += tuple(also_stated(claim_index, hit.same_fact))
    claim = claims[index]
    identity = fingerprint(rule.identity, claim.location, claim.text, anchor(claims[first]))
    text = f"{message} {others_sentence(hit.owners, more=hit.more)}" if hit.owners else message
    severity, text = deployment_status.of_claims(hit.case.severity, text, claim, claims[first])
    # A value from a variable is fixed where the variable is set, so that location comes right after the other claim.
    related = (*related[:1], *settings_of(claim, claims[first]), *related[1:])
    marks = tuple(_marks(rule, claim_index, hit))
    cause = claims[first] if claims[first].role in rule.policy.cause else None
    finding = Finding(claim.location, rule.id, severity, text, related, (), identity, marks=marks, pattern=pattern)
    return Candidate(index, first, rule, finding, frozenset(hit.members or (index, *hit.same_fact)), cause)


def also_stated(claim_index: ClaimIndex, indexes: Iterable[int]) -> Iterator[Related]:
    """Further locations of the same fact."""
    for index in indexes:
        claim = claim_index.claims[index]
        yield Related(claim.location, f"{claim.title} is declared here too")


def settings_of(*claims: Claim) -> tuple[Related, ...]:
    """The locations that set the variables of the claims, without duplicates."""
    settings = (setting for claim in claims for setting in claim.settings)
    return tuple(
        {(setting.location.file, setting.location.span): setting for setting in settings if setting.location}.values()
    )


def others_sentence(number: int, *, more: bool = False) -> str:
    """The number of other affected objects, as a sentence; a minimum if there may be `more`."""
    if more:
        return f"At least {number} more objects are affected."
    return f"{number} more objects are affected." if number > 1 else "1 more object is affected."


def _marks(rule: Rule, claim_index: ClaimIndex, hit: Hit) -> Iterator[str]:
    """The marks of all members of a group; for a pair, those of the claim and of the other claims that are shown."""
    if hit.members:
        yield from sorted(mark_of(rule.identity, claim_index.claims[i]) for i in hit.members)
        return
    yield from sorted(mark_of(rule.identity, claim_index.claims[i]) for i in (hit.claim, *hit.same_fact))
    yield from sorted({mark_of("", claim_index.claims[j]) for j in hit.others})
    if len(hit.others) == MOST_RELATED:
        yield f"and {hit.owners} more"


def mark_of(rule: str, claim: Claim) -> str:
    """The mark of a claim for a baseline. For an inventory entry, it does not depend on the entry's name."""
    if claim.from_inventory:
        return digest(rule, claim.role, claim.text)
    return mark(rule, claim.location, claim.text)


def declared(claim: Claim, *, participant: bool = False) -> Related:
    """The location of a claim, with a sentence about it."""
    return Related(claim.location, f"{claim.title} is declared here", participant=participant)


def _cluster_note(claim: Claim, other: Claim) -> str:
    """The cluster of `other` for a message, if it is not that of `claim`."""
    name = other.owner.cluster
    return f", in cluster {name}" if name and name != claim.owner.cluster else ""


def content_marks(book: Rulebook, rule: Rule, claim_index: ClaimIndex, i: int, case: Verdict) -> Iterator[str]:
    """The marks of the values that a message about a cluster contains. They do not depend on its location."""
    types, cluster = book.types(rule.policy.subject), claim_index.claims[i].owner.cluster
    yield digest(rule.identity)
    for name in sorted(set(PLACEHOLDER.findall(case.message))):
        content = value(claim_index, name, types[name], cluster, i, -1)
        yield from (
            digest(rule.identity, name, str(item)) for item in (content if isinstance(content, list) else [content])
        )
