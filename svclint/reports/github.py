"""Result → GitHub Actions workflow commands, which become annotations; the worst first, as many as GitHub shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from svclint.findings.trails import sentence
from svclint.model import Related, Result, RuleText, Severity
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import github_data, github_property, no_old_commands, shorten, visible
from svclint.reports.occurrences import Placed, repository_path, shown, spread

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_MOST = 10
"""GitHub shows ten annotations of each level a step (actions/toolkit, docs/problem-matchers.md)."""
_LONGEST = 1000


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:
    """A line an annotation, then how many more there are, then the numbers. No line begins with text of the input."""
    findings = shown(result.findings, ignored=options.show_ignored, known=options.show_known)
    lines: list[str] = []
    for severity, command in _COMMANDS.items():
        placed = [one for finding in findings if finding.severity is severity for one in spread(finding)]
        placed.sort(key=lambda one: (one.finding.known, not one.first, one.order))
        lines.extend(_annotation(command, one, rules, options.base) for one in placed[:_MOST])
        if len(placed) > _MOST:
            more = summary.amount(len(placed) - _MOST, "more annotation")
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
    for one in placed.related[:3]:
        yield _related(one)
    if finding.trail:
        yield shorten("path: " + visible(sentence(finding.trail)), _LONGEST)
    if finding.rule in rules:
        yield f"svclint explain {visible(finding.rule)}"


def _related(one: Related) -> str:
    place = one.location
    where = "" if place is None else f" ({visible(place.file)}:{place.span.line})"
    return shorten(visible(one.message), _LONGEST) + where
