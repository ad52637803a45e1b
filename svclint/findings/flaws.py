"""Flaws that readers noticed → the findings of their rules, as far as these run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from svclint.findings.fingerprints import fingerprint
from svclint.findings.rulebook import Rule
from svclint.model import Finding, Flaw


def findings_of(flaws: Iterable[Flaw], rules: Sequence[Rule]) -> Iterator[Finding]:
    """A finding for each flaw, as bad as its rule says."""
    known = {rule.id: rule for rule in rules}
    for flaw in flaws:
        if rule := known.get(flaw.rule):
            severity = rule.text.severity.lowered(flaw.lowered)
            identity = fingerprint(rule.identity, flaw.location, flaw.identity)
            yield Finding(flaw.location, flaw.rule, severity, flaw.message, flaw.related, fingerprint=identity)
