"""The findings of a rule → the first of them, up to the limits of a rule, and a flaw for what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint import limits
from svclint.findings.candidates import Candidate
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.rule import Rule
from svclint.findings.verdicts import TooManySteps
from svclint.model import Flaw, Location, flaw
from svclint.rule_ids import LIMIT_REACHED


class RuleLimits:
    """Bounds the rules of a run; `flaws` say which of them are incomplete."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []

    def bounded(self, rule: Rule, claim_index: ClaimIndex, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        """Yield the candidates of a rule until its findings or steps reach the limit."""
        most = limits.current().findings
        try:
            for number, candidate in enumerate(candidates):
                if number == most:
                    self.flaws.append(too_many_findings(rule.id, candidate.finding.location))
                    return
                yield candidate
        except TooManySteps:
            roles = {*rule.policy.claims, *rule.policy.at}
            place = next(claim.location for claim in claim_index.claims if claim.role in roles)
            words = f"Rule {rule.id} compares more than {limits.current().steps:,} pairs of claims, and was stopped. "
            self.flaws.append(flaw(place, LIMIT_REACHED, words + limits.hint("steps"), identity=rule.id))


def too_many_findings(rule: str, place: Location) -> Flaw:
    """The flaw for a rule with too many findings, at the first one that is left out."""
    words = f"Rule {rule} has more than {limits.current().findings:,} findings; the rest is not reported. "
    return flaw(place, LIMIT_REACHED, words + limits.hint("findings"), identity=rule)
