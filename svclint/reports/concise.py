"""Result → one line for each finding: `file:line:column level[rule] message`, for editors, grep and long lists."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.model import Finding, Result, RuleText
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import shorten, unforgeable, visible
from svclint.reports.occurrences import shown
from svclint.reports.terminal import BOLD, LEVELS, Ink

_LONGEST = 2000


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:  # noqa: ARG001 - a format
    """The findings by location, then the number of findings; with `options.quiet`, only the findings."""
    ink = Ink(on=options.color)
    findings = shown(result.findings, ignored=options.show_ignored, known=options.show_known)
    lines = [f"{place(finding, ink)} {shorten(visible(finding.message), _LONGEST)}" for finding in findings]
    if not options.quiet:
        lines.append(ink(BOLD, summary.findings_line(result)))
    return unforgeable("\n".join(lines)) + "\n" if lines else ""


def place(finding: Finding, ink: Ink) -> str:
    """`file:line:column level[rule]`, marked if the finding is known or ignored."""
    span = finding.location.span
    mark = " (known)" if finding.known else "" if finding.suppressed is None else " (ignored)"
    level = ink(LEVELS[finding.severity], f"{finding.severity}[{visible(finding.rule)}]")
    return f"{visible(finding.location.file)}:{span.line}:{span.column} {level}{mark}"
