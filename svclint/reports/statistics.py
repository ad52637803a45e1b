"""Result → the number of findings of each rule, for `--statistics`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from svclint.model import Result, RuleText
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import unforgeable, visible
from svclint.reports.occurrences import shown
from svclint.reports.terminal import BOLD, LEVELS, Ink, wrap


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:
    """A line for each rule and severity with findings, the most severe and then the most frequent last."""
    ink = Ink(on=options.color)
    lines = [*_rows(result, rules, options, ink)]
    if not options.quiet:
        lines += ["", ink(BOLD, summary.findings_line(result))] if lines else [ink(BOLD, summary.findings_line(result))]
    return unforgeable("\n".join(lines)) + "\n" if lines else ""


def _rows(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions, ink: Ink) -> Iterator[str]:
    findings = shown(result.findings, ignored=options.show_ignored, known=options.show_known)
    counts = Counter((finding.severity, finding.rule) for finding in findings)
    digits = max((len(f"{number:,}") for number in counts.values()), default=0)
    for (severity, rule), number in sorted(counts.items(), key=lambda item: (item[0][0], item[1], item[0][1])):
        title = visible(rules[rule].title) if rule in rules else ""
        used = digits + 2
        mark = f"{severity}[{visible(rule)}]"
        lines = wrap(title, options.width, used=used + len(mark) + 2, indent=used + 2)
        yield f"{number:>{digits},}  {ink(LEVELS[severity], mark)}  {lines[0]}".rstrip()
        yield from lines[1:]
