"""Flaws that readers reported → findings of their rules, if the rules are enabled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from svclint import limits
from svclint.findings.fingerprints import fingerprint
from svclint.findings.rule import Rule
from svclint.findings.rule_limits import too_many_findings
from svclint.model import Finding, Flaw
from svclint.rule_ids import LIMIT_REACHED


def findings_of(flaws: Iterable[Flaw], rules: Sequence[Rule]) -> Iterator[Finding]:
    """A finding for each flaw whose rule is in `rules`, with the severity of the rule, up to the limit of a rule."""
    by_id = {rule.id: rule for rule in rules}
    most, numbers = limits.current().findings, Counter[str]()
    for flaw in flaws:
        numbers[flaw.rule] += 1
        if numbers[flaw.rule] > most:
            if numbers[flaw.rule] == most + 1 and flaw.rule != LIMIT_REACHED:
                yield from findings_of([too_many_findings(flaw.rule, flaw.location)], rules)
        elif rule := by_id.get(flaw.rule):
            severity = rule.text.severity.lowered(flaw.lowered)
            identity = fingerprint(rule.identity, flaw.location, flaw.identity)
            yield Finding(flaw.location, flaw.rule, severity, flaw.message, flaw.related, fingerprint=identity)
