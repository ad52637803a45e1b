"""Result → JUnit XML, which CI systems show as tests: one test case for each finding, or one that passes without any.

The format is that of GitLab, Jenkins and Azure: https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from svclint.findings.trails import sentence
from svclint.model import Finding, Result, RuleText
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import no_old_commands, shorten, visible, xml_text
from svclint.reports.occurrences import shown

_LONGEST = 2000
_MOST_RELATED = 10


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:  # noqa: ARG001 - a format
    """The findings by location. Those that fail the run are failures; suppressed and known ones are skipped."""
    findings = shown(result.findings, ignored=options.show_ignored, known=options.show_known)
    failures = sum(_fails(finding, options) for finding in findings)
    skipped = sum(not finding.counted for finding in findings)
    numbers = f'tests="{max(len(findings), 1)}" failures="{failures}" errors="0" skipped="{skipped}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="svclint" {numbers}>',
        f'  <testsuite name="svclint" {numbers}>',
        *_cases(findings, result, options),
        "  </testsuite>",
        "</testsuites>",
    ]
    return no_old_commands("\n".join(lines)) + "\n"


def _fails(finding: Finding, options: DisplayOptions) -> bool:
    return finding.counted and options.fail_on is not None and finding.severity >= options.fail_on


def _cases(findings: Sequence[Finding], result: Result, options: DisplayOptions) -> Iterator[str]:
    if not findings:
        yield f'    <testcase classname="svclint" name="{xml_text(summary.findings_line(result))}"/>'
    for finding in findings:
        place = f"{finding.location.file}:{finding.location.span.line}"
        message = shorten(visible(finding.message), _LONGEST)
        yield (
            f'    <testcase classname="{xml_text(finding.rule)}" name="{xml_text(place)}" '
            f'file="{xml_text(finding.location.file)}" line="{finding.location.span.line}">'
        )
        details = "\n".join(xml_text(line) for line in _details(finding, message))
        if _fails(finding, options):
            yield f'      <failure type="{finding.severity}" message="{xml_text(message)}">{details}</failure>'
        elif not finding.counted:
            reason = "known" if finding.suppressed is None else finding.suppressed
            yield f'      <skipped message="{xml_text(reason)}"/>'
        else:
            yield f"      <system-out>{details}</system-out>"
        yield "    </testcase>"


def _details(finding: Finding, message: str) -> Iterator[str]:
    yield f"{finding.severity}[{finding.rule}]: {message}"
    for related in finding.related[:_MOST_RELATED]:
        place = related.location
        where = f" ({place.file}:{place.span.line})" if place else ""
        yield f"note: {shorten(related.message, _LONGEST)}{where}"
    if finding.trail:
        yield f"path: {shorten(sentence(finding.trail), _LONGEST)}"
    yield f"help: svclint explain {finding.rule}"
