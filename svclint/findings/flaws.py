"""Flaws that readers reported → findings of their rules, if the rules are enabled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from svclint.findings.fingerprints import fingerprint
from svclint.findings.rule import Rule
from svclint.model import Finding, Flaw


def findings_of(flaws: Iterable[Flaw], rules: Sequence[Rule]) -> Iterator[Finding]:
    """A finding for each flaw whose rule is in `rules`, with the severity of the rule."""
    by_id = {rule.id: rule for rule in rules}
    for flaw in flaws:
        if rule := by_id.get(flaw.rule):
            severity = rule.text.severity.lowered(flaw.lowered)
            identity = fingerprint(rule.identity, flaw.location, flaw.identity)
            yield Finding(flaw.location, flaw.rule, severity, flaw.message, flaw.related, fingerprint=identity)
