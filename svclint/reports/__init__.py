"""Result → a report for people or programs. Each format is a module, imported when it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from svclint.model import Result, RuleText
from svclint.reports.display import DisplayOptions

__all__ = ["FORMATS", "STATISTICS", "SUGGESTING", "DisplayOptions", "render"]

STATISTICS = "statistics"
"""Instead of the text report: the number of findings of each rule. It is an option, not a format."""

_MODULES = {
    "text": "svclint.reports.text",
    "concise": "svclint.reports.concise",
    "sarif": "svclint.reports.sarif",
    "json": "svclint.reports.json_report",
    "jsonl": "svclint.reports.jsonl",
    "github": "svclint.reports.github",
    "gitlab": "svclint.reports.gitlab",
    "junit": "svclint.reports.junit",
    "rdjson": "svclint.reports.rdjson",
    "markdown": "svclint.reports.markdown",
    STATISTICS: "svclint.reports.statistics",
}

SUGGESTING = frozenset({"sarif", "markdown", "rdjson"})
"""The formats that contain fixes."""

FORMATS: tuple[str, ...] = tuple(name for name in _MODULES if name != STATISTICS)


def render(format: str, result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:  # noqa: A002
    """The report, ending in a line feed. `rules` are the rules that ran, by ID. Raises KeyError for unknown formats."""
    report: str = import_module(_MODULES[format]).render(result, rules, options)
    return report
