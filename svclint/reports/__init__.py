"""Result → a report for people or programs. Each format is a module, imported when it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from svclint.model import Result, RuleText
from svclint.reports.display import DisplayOptions

__all__ = ["FORMATS", "DisplayOptions", "render"]

_MODULES = {
    "text": "svclint.reports.text",
    "sarif": "svclint.reports.sarif",
    "json": "svclint.reports.json_report",
    "github": "svclint.reports.github",
    "markdown": "svclint.reports.markdown",
}

FORMATS: tuple[str, ...] = tuple(_MODULES)


def render(format: str, result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:  # noqa: A002
    """The report, ending in a line feed. `rules` are the rules that ran, by ID. Raises KeyError for unknown formats."""
    report: str = import_module(_MODULES[format]).render(result, rules, options)
    return report
