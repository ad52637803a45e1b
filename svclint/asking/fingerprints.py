"""The fingerprint of a finding, or its first digits → the findings with their locations, paths and states."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.asking.answers import MOST_PARTS, Answer, Entry, Part, filled, section
from svclint.model import Finding


def findings_of(findings: Sequence[Finding], text: str) -> list[Finding]:
    """The findings whose fingerprint begins with a text."""
    return [finding for finding in findings if finding.fingerprint.startswith(text)]


def about_findings(text: str, findings: Sequence[Finding]) -> Answer:
    """The answer for the findings, which `findings_of` returned."""
    rules = dict.fromkeys(finding.rule for finding in findings[:MOST_PARTS])
    hints = tuple(f"`svclint explain {rule}` explains the rule, and how to fix it." for rule in rules)
    parts = tuple(map(_part, findings[:MOST_PARTS]))
    return Answer("finding", text, parts, hints, len(findings) - len(parts))


def _part(finding: Finding) -> Part:
    sections = (
        section(
            "findings", "Finding", [Entry(f"{finding.severity}[{finding.rule}]", finding.location, finding=finding)]
        ),
        section("related", "Other locations", (Entry(item.message, item.location) for item in finding.related)),
        section("ways", "Path", (Entry(step.text, step.location) for step in finding.trail)),
        section("state", "State", [Entry(_state(finding))]),
    )
    return Part((finding.location.owner.cluster,), finding.message, filled(sections))


def _state(finding: Finding) -> str:
    if finding.suppressed is not None:
        return f"suppressed: {finding.suppressed}"
    if finding.known:
        return "known: the baseline lists it, so that it does not affect the exit status"
    return f"reported. If it is intended, add `# svclint: ignore[{finding.rule}] REASON` to its line."
