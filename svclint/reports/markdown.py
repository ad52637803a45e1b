"""Result → GitHub-flavoured Markdown for a job summary: a table of findings, the totals and an optional picture.

Input text is always in a code span or fence, so that it cannot become a link, picture, mention or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from svclint.model import Finding, Fix, Result, RuleText
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import markdown_code, shorten, unforgeable, visible_lines, visible_source
from svclint.reports.links import rule_uri
from svclint.reports.occurrences import shown

_MOST_BYTES = 900 * 1024
"""GitHub rejects the summary of a step above 1 MiB."""
_MOST_PICTURE = 50_000
"""Mermaid draws no text of more characters (`maxTextSize`)."""
_LONGEST = 2000
_MOST_FIXES = 20
_RULE_ID = re.compile(r"[a-z0-9-]+")


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:
    """The report in Markdown, about 900 KiB at most."""
    findings = shown(result.findings, ignored=options.show_ignored, known=options.show_known)
    findings.sort(key=lambda finding: (finding.known, -finding.severity, finding.order))
    tail = [*_fixes(findings), *_picture(options.picture), f"{_numbers(result)}\n"]
    room = _MOST_BYTES - sum(len(part.encode()) for part in tail)
    parts = [f"### svclint: {summary.findings_line(result)}\n"]
    if findings:
        parts.extend(_table(findings, rules, room))
    return unforgeable("\n".join([*parts, *tail]))


def _table(findings: list[Finding], rules: Mapping[str, RuleText], room: int) -> list[str]:
    """The rows of the table that fit into `room` bytes, then a line with the number of omitted findings."""
    rows = ["| Severity | Location | Rule | Message |", "| --- | --- | --- | --- |"]
    used = 0
    for number, finding in enumerate(findings):
        row = _row(finding, rules)
        used += len(row.encode()) + 1
        if used > room - 1024:
            return [*rows, f"\n… and {summary.amount(len(findings) - number, 'more finding')}\n"]
        rows.append(row)
    return [*rows, ""]


def _row(finding: Finding, rules: Mapping[str, RuleText]) -> str:
    place = markdown_code(f"{shorten(finding.location.file, _LONGEST)}:{finding.location.span.line}")
    rule = markdown_code(finding.rule)
    if finding.rule in rules and not rules[finding.rule].private and _RULE_ID.fullmatch(finding.rule):
        rule = f"[{rule}]({rule_uri(rules[finding.rule])})"
    severity = f"{finding.severity}{' (known)' if finding.known else ''}"
    if finding.suppressed is not None:
        severity += f" (ignored: {markdown_code(shorten(finding.suppressed, _LONGEST))})"
    return f"| {severity} | {place} | {rule} | {markdown_code(shorten(finding.message, _LONGEST))} |"


def _fixes(findings: list[Finding]) -> list[str]:
    """A suggestion block for each fix, as a review comment on its lines contains it."""
    fixes = list(dict.fromkeys(fix for finding in findings for fix in _of(finding)))
    if not fixes:
        return []
    parts = ["#### Fixes\n"]
    for number, fix in enumerate(fixes):
        text = "\n".join(map(visible_source, fix.lines))
        if number == _MOST_FIXES or len(text) > _LONGEST:
            parts.append(
                f"… and {summary.amount(len(fixes) - number, 'more fix', 'more fixes')}: run `svclint --diff`\n"
            )
            break
        lines = f"{fix.span.line}-{fix.span.end_line}" if fix.span.end_line > fix.span.line else str(fix.span.line)
        place = markdown_code(f"{shorten(fix.file, _LONGEST)}:{lines}")
        unsafe = "" if fix.safe else " (unsafe: it needs your judgement)"
        parts.append(f"{place}: {markdown_code(shorten(fix.title, _LONGEST))}{unsafe}\n\n{_fenced('suggestion', text)}")
    return parts


def _of(finding: Finding) -> list[Fix]:
    return [item.fix for item in (finding.members or (finding,)) if item.fix is not None]


def _numbers(result: Result) -> str:
    """The totals, in a code span in case a reason contains input text."""
    return markdown_code(summary.files_line(result.counts))


def _picture(picture: str) -> list[str]:
    if not picture:
        return []
    if len(picture) > _MOST_PICTURE:
        return ["The graph is too large to show here. Run `svclint graph` to write it to a file.\n"]
    return [_fenced("mermaid", visible_lines(picture).strip())]


def _fenced(language: str, text: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}\n"
