"""The findings of a rule → the same findings, with their common cause: the claim to change if it is at fault.

A network that most Services of a cluster do not fit is at fault. One that few do not fit is right, and they are wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from svclint.findings.candidates import Candidate
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.rule import Rule
from svclint.findings.rule_nodes import order
from svclint.lazy_dataclasses import replace
from svclint.model import Claim, Finding, Location, Related


def cause_of(rule: Rule, claim_index: ClaimIndex, claim: Claim) -> Claim | None:
    """The possible cause of a finding about one claim: the first of its cluster and family with a role of `cause`.

    Claims of manifests come before those of the inventory. None if the rule has no `cause` or no claim has the role.
    """
    if not rule.policy.cause:
        return None
    cluster, family = claim.owner.cluster, claim.block.family if claim.block else 0

    def first() -> Claim | None:
        causes = claim_index.of(cluster, *rule.policy.cause)
        alike = (cause for cause in causes if not (family and cause.block) or cause.block.family == family)
        return min(alike, key=lambda cause: (cause.from_inventory, order(cause)), default=None)

    return claim_index.memo((rule.policy.cause, cluster, family), first)


def with_causes(rule: Rule, claim_index: ClaimIndex, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates; those whose cause affects at least half of the claims that the rule is about have it as `cause`.

    The finding is then reported at the line of the cause too, if that is in a manifest.
    """
    if not rule.policy.cause:
        yield from candidates
        return
    listed = list(candidates)
    hit = Counter(candidate.cause.location for candidate in listed if candidate.cause)
    for candidate in listed:
        if (cause := candidate.cause) is not None:
            roles = claim_index.roles(cause.owner.cluster)
            if 2 * hit[cause.location] >= sum(roles[role] for role in rule.policy.claims):
                yield replace(candidate, finding=_caused(candidate.finding, cause))
                continue
        yield candidate


def _caused(finding: Finding, cause: Claim) -> Finding:
    """The finding with a cause, the first of its related locations."""
    stated = Related(cause.location, _words(finding, cause.location) or cause.title, not cause.from_inventory)
    others = (related for related in finding.related if related.location != cause.location)
    return replace(finding, cause=cause.location, related=(stated, *others))


def _words(finding: Finding, place: Location) -> str:
    return next((related.message for related in finding.related if related.location == place), "")
