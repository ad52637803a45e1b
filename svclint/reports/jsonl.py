"""Result → JSON lines: one object for each finding, as in the JSON report, and a last one with the numbers."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.model import Result, RuleText
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import json_line
from svclint.reports.json_report import clean, counts_data, finding_data
from svclint.reports.occurrences import shown


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:  # noqa: ARG001 - a format
    """All findings by location, also suppressed and known ones, as in the JSON report; `type` says what a line is."""
    lines = [
        {"type": "finding", **finding_data(finding, result)}
        for finding in shown(result.findings, ignored=True, known=True)
    ]
    return "".join(json_line(clean(line)) for line in (*lines, {"type": "summary", **counts_data(result)}))
