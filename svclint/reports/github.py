"""Result → GitHub Actions workflow commands, which become annotations: the most severe, as many as GitHub shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from svclint.findings.trails import sentence
from svclint.model import Related, Result, RuleText, Severity
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import github_data, github_property, no_old_commands, shorten, visible
from svclint.reports.occurrences import Placed, at_hand, repository_path, shown

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_MOST = 10
"""Annotations of each level that GitHub shows for a step (actions/toolkit, docs/problem-matchers.md)."""
_LONGEST = 1000


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:
    """An annotation for each finding, the number of further ones, and the totals. No line begins with input text."""
    findings = shown(result.findings, ignored=options.show_ignored, known=options.show_known)
    lines: list[str] = []
    for severity, command in _COMMANDS.items():
        occurrences = [at_hand(finding, options.base) for finding in findings if finding.severity is severity]
        occurrences.sort(key=lambda occurrence: (occurrence.finding.known, occurrence.order))
        lines.extend(_annotation(command, occurrence, rules, options.base) for occurrence in occurrences[:_MOST])
        if len(occurrences) > _MOST:
            more = summary.amount(len(occurrences) - _MOST, "more annotation")
            lines.append(f"svclint: {more} of level {command}: GitHub shows {_MOST}")
    lines.append(f"svclint: {summary.findings_line(result)}")
    lines.append(f"svclint: {summary.files_line(result.counts)}")
    return no_old_commands("\n".join(lines)) + "\n"


def _annotation(command: str, placed: Placed, rules: Mapping[str, RuleText], base: str) -> str:
    finding, span = placed.finding, placed.location.span
    path = repository_path(placed.location.file, base)
    properties = {"title": finding.rule}
    if path is not None:
        properties = {
            "file": path,
            "line": str(span.line),
            "col": str(span.column),
            "endLine": str(span.line),
            "endColumn": str(max(span.end_column if span.end_line == span.line else 0, span.column + 1)),
            **properties,
        }
    values = ",".join(f"{name}={github_property(value)}" for name, value in properties.items())
    return f"::{command} {values}::{github_data(chr(10).join(_message(placed, path, rules)))}"


def _message(placed: Placed, path: str | None, rules: Mapping[str, RuleText]) -> Iterator[str]:
    finding = placed.finding
    ignored = " (known)" if finding.known else ""
    ignored += "" if finding.suppressed is None else f" (ignored: {visible(finding.suppressed)})"
    place = "" if path is not None else f"{visible(placed.location.file)}:{placed.location.span.line}: "
    yield place + shorten(visible(finding.message), _LONGEST) + ignored
    for related in placed.related[:3]:
        yield _related(related)
    if finding.trail:
        yield shorten("path: " + visible(sentence(finding.trail)), _LONGEST)
    if finding.rule in rules:
        yield f"svclint explain {visible(finding.rule)}"


def _related(related: Related) -> str:
    place = related.location
    where = "" if place is None else f" ({visible(place.file)}:{place.span.line})"
    return shorten(visible(related.message), _LONGEST) + where
