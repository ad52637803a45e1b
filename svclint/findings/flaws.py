"""Flaws that readers reported → findings of their rules, if the rules are enabled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from svclint.findings.fingerprints import fingerprint
from svclint.findings.rulebook import Rule
from svclint.model import Finding, Flaw


def findings_of(flaws: Iterable[Flaw], rules: Sequence[Rule]) -> Iterator[Finding]:
    """A finding for each flaw whose rule is in `rules`, with the severity of the rule."""
    levels = {rule.id: rule.text.severity for rule in rules}
    for flaw in flaws:
        if flaw.rule in levels:
            severity = levels[flaw.rule].lowered(flaw.lowered)
            identity = fingerprint(flaw.rule, flaw.location, flaw.identity)
            yield Finding(flaw.location, flaw.rule, severity, flaw.message, flaw.related, fingerprint=identity)
