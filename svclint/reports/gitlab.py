"""Result → GitLab's Code Quality report, which merge requests show: a JSON array, one object for each finding.

The format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from svclint.digests import sha256
from svclint.light_typing import Any
from svclint.model import Result, RuleText, Severity
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import json_text, shorten, visible
from svclint.reports.json_report import clean
from svclint.reports.occurrences import Placed, at_hand, repository_path, shown

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}
_LONGEST = 2000


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:  # noqa: ARG001 - a format
    """The findings by location. GitLab drops objects with the same fingerprint, so each one has its own."""
    findings = shown(result.findings, ignored=options.show_ignored, known=options.show_known)
    occurrences = sorted((at_hand(finding, options.base) for finding in findings), key=lambda placed: placed.order)
    seen: Counter[str] = Counter()
    return json_text(clean([_issue(placed, options.base, seen) for placed in occurrences]))


def _issue(placed: Placed, base: str, seen: Counter[str]) -> dict[str, Any]:
    number, fingerprint = seen[placed.fingerprint], placed.fingerprint
    seen[fingerprint] += 1
    span = placed.location.span
    return {
        "description": shorten(visible(placed.finding.message), _LONGEST),
        "check_name": placed.finding.rule,
        "fingerprint": sha256(f"{fingerprint}\0{number}".encode())[:32] if number else fingerprint,
        "severity": _SEVERITIES[placed.finding.severity],
        "location": {
            "path": repository_path(placed.location.file, base) or placed.location.file,
            "lines": {"begin": span.line, "end": span.end_line},
        },
    }
