"""Result → reviewdog's Diagnostic Format (rdjson), which reviewdog posts as comments of many code hosts.

The format: https://github.com/reviewdog/reviewdog/tree/v0.21.0/proto/rdf
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from svclint.lazy_re import regex
from svclint.light_typing import Any
from svclint.model import Fix, Location, Related, Result, RuleText, Severity, Span
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import json_text, shorten, visible
from svclint.reports.json_report import clean
from svclint.reports.links import HOME, rule_uri
from svclint.reports.occurrences import Placed, at_hand, repository_path, shown

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}
_LONGEST = 2000
_STEP = 1024
"""Characters after which the bytes of a line are counted once, because a line may have many findings."""
_BREAK = regex("\r\n|\r|\n")


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:
    """The findings by location."""
    findings = shown(result.findings, ignored=options.show_ignored, known=options.show_known)
    occurrences = sorted((at_hand(finding, options.base) for finding in findings), key=lambda placed: placed.order)
    page = _Page(result.sources, rules, options.base)
    report = {
        "source": {"name": "svclint", "url": HOME},
        "diagnostics": [page.diagnostic(placed) for placed in occurrences],
    }
    return json_text(clean(report))


class _Page:
    def __init__(self, sources: Mapping[str, str], rules: Mapping[str, RuleText], base: str) -> None:
        self._sources, self._rules, self._base = sources, rules, base
        self._lines: dict[str, list[str]] = {}
        self._steps: dict[tuple[str, int], list[int]] = {}

    def diagnostic(self, placed: Placed) -> dict[str, Any]:
        finding = placed.finding
        rule = self._rules.get(finding.rule)
        url = rule_uri(rule) if rule else ""
        suggested = [self._suggestion(finding.fix)] if finding.fix and finding.fix.file == placed.location.file else []
        return {
            "message": shorten(visible(finding.message), _LONGEST),
            "location": self._location(placed.location),
            "severity": _SEVERITIES[finding.severity],
            "code": {"value": finding.rule, **({"url": url} if url else {})},
            "related_locations": [
                self._related(related, related.location) for related in placed.related if related.location is not None
            ],
            **({"suggestions": suggested} if suggested else {}),
        }

    def _suggestion(self, fix: Fix) -> dict[str, Any]:
        return {"range": self._range(fix.file, fix.span), "text": fix.text}

    def _related(self, related: Related, place: Location) -> dict[str, Any]:
        return {"message": shorten(visible(related.message), _LONGEST), "location": self._location(place)}

    def _location(self, place: Location) -> dict[str, Any]:
        path = repository_path(place.file, self._base) or place.file
        return {"path": path, "range": self._range(place.file, place.span)}

    def _range(self, file: str, span: Span) -> dict[str, Any]:
        return {
            "start": {"line": span.line, "column": self._column(file, span.line, span.column)},
            "end": {"line": span.end_line, "column": self._column(file, span.end_line, span.end_column)},
        }

    def _column(self, file: str, line: int, column: int) -> int:
        """The column in bytes of UTF-8, as rdjson counts; in characters if the text of the line is unknown."""
        if file not in self._lines:
            self._lines[file] = _BREAK.split(self._sources.get(file, ""))
        text = self._lines[file][line - 1] if line <= len(self._lines[file]) else ""
        if (file, line) not in self._steps:
            starts = range(0, len(text), _STEP)
            self._steps[file, line] = [0, *accumulate(_size(text[start : start + _STEP]) for start in starts)]
        at = min(column - 1, len(text))
        step = at // _STEP
        return self._steps[file, line][step] + _size(text[step * _STEP : at]) + column - at


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
