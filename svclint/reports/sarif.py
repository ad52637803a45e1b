"""Result → SARIF 2.1.0, in the form that code hosts and editors support best. Equal results give equal bytes.

For what GitHub reads and rejects, see github/docs, "SARIF support for code scanning". The log has one run. It lists
every rule that ran, so that a clean run shows what it checked. It has no absolute paths and no foreign URIs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from svclint.about import VERSION
from svclint.light_typing import Any
from svclint.model import Finding, Reading, Result, RuleText, Severity
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import json_text, sarif_text, shorten, visible, visible_lines
from svclint.reports.links import HOME, rule_uri
from svclint.reports.occurrences import Placed, repository_path, shown, spread
from svclint.reports.sarif_results import ResultWriter
from svclint.reports.summary import sentence

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST_RESULTS = 5000
"""GitHub keeps this many results of a run. svclint selects them itself, by severity."""
_MOST_BYTES = 10_000_000 - 100_000
"""Bytes of a compressed log that GitHub accepts; the action may compress it a little differently."""
_LONGEST_DESCRIPTION = 1024
_MOST_TAGS = 20

# A value of the SARIF file: plain data, ready for json.
Json = dict[str, Any]


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:
    """The SARIF log as text, in ASCII."""
    findings = shown(result.findings, ignored=options.show_ignored, known=options.show_known)
    texts = {
        **{finding.rule: RuleText(finding.rule, finding.rule, finding.severity, "", "") for finding in findings},
        **rules,
    }
    placed, outside = _placed(findings, options.base)
    writer = ResultWriter(result, options, {rule: index for index, rule in enumerate(sorted(texts))})
    outer = [_notification(finding.severity, finding.message) for finding in outside[:_MOST_RESULTS]]
    numbers = [_notification(Severity.NOTE, text) for text in _numbers(result)]
    most = _MOST_RESULTS
    while True:
        occurrences = _worst(placed)[:most]
        notifications = [*outer, *_left_out(len(occurrences), len(placed)), *numbers]
        log = _log(
            texts, [writer.result(item) for item in sorted(occurrences, key=lambda item: item.order)], notifications
        )
        if most == 1 or not _is_too_large(log):
            return log
        most = max(1, min(most, len(occurrences)) // 2)


def _left_out(number: int, total: int) -> list[Json]:
    """The notification that results are left out, if there are."""
    if number == total:
        return []
    return [_notification(Severity.WARNING, f"Only the {number:,} most severe of {total:,} results are listed.")]


def _is_too_large(log: str) -> bool:
    """Would GitHub reject the log? It accepts 10 MB of gzip."""
    if len(log) <= _MOST_BYTES:
        return False
    import zlib

    return len(zlib.compress(log.encode("ascii"), 6)) > _MOST_BYTES


def _log(texts: Mapping[str, RuleText], results: list[Json], notifications: list[Json]) -> str:
    """The SARIF log with these rules and results."""
    run = {
        "tool": {
            "driver": {
                "name": "svclint",
                "semanticVersion": VERSION,
                "informationUri": HOME,
                "rules": [_rule(texts[rule]) for rule in sorted(texts)],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": results,
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _placed(findings: list[Finding], base: str) -> tuple[list[Placed], list[Finding]]:
    """The distinct occurrences inside the repository, and the findings without any."""
    placed: dict[tuple[object, ...], Placed] = {}
    outside = []
    for finding in findings:
        occurrences = [
            occurrence for occurrence in spread(finding) if repository_path(occurrence.location.file, base) is not None
        ]
        if not occurrences:
            outside.append(finding)
        for occurrence in occurrences:
            placed.setdefault((occurrence.order, occurrence.location.span), occurrence)
    return list(placed.values()), outside


def _worst(placed: list[Placed]) -> list[Placed]:
    return sorted(
        placed,
        key=lambda occurrence: (
            occurrence.finding.known,
            -occurrence.finding.severity,
            not occurrence.first,
            occurrence.order,
        ),
    )


def _rule(rule: RuleText) -> Json:
    title = sentence(visible(rule.title))
    why, fix = visible_lines(rule.why).strip(), visible_lines(rule.fix).strip()
    first = " ".join(why.split("\n\n", 1)[0].split()) or title
    return {
        "id": visible(rule.id),
        "shortDescription": {"text": shorten(title, _LONGEST_DESCRIPTION)},
        "fullDescription": {"text": shorten(first, _LONGEST_DESCRIPTION)},
        **({"helpUri": page} if (page := rule_uri(rule)) else {}),
        "help": {"text": _help(rule, why, fix), "markdown": _help_markdown(rule, why, fix)},
        "defaultConfiguration": {"level": str(rule.severity)},
        "properties": _properties(rule),
    }


def _help(rule: RuleText, why: str, fix: str) -> str:
    parts = [sentence(visible(rule.title)), why, f"What to do: {fix}" if fix else ""]
    parts.extend(visible(link) for link in rule.references)
    return "\n\n".join(part for part in parts if part)


def _help_markdown(rule: RuleText, why: str, fix: str) -> str:
    parts = [why or sentence(visible(rule.title)), f"**What to do**\n\n{fix}" if fix else ""]
    parts.append("\n".join(f"- <{visible(link)}>" for link in rule.references))
    return "\n\n".join(part for part in parts if part)


def _properties(rule: RuleText) -> Json:
    tags = sorted({visible(tag) for tag in rule.tags} | ({"security"} if rule.security_severity else set()))
    properties: Json = {
        "tags": tags[:_MOST_TAGS],
        "precision": "high",
        "problem.severity": "recommendation" if rule.severity is Severity.NOTE else str(rule.severity),
    }
    if rule.security_severity:
        properties["security-severity"] = rule.security_severity
    return properties


def _numbers(result: Result) -> Iterator[str]:
    """Sentences: what was not checked, then the totals."""
    files = result.counts.files
    if number := files.get(Reading.TEMPLATE, 0):
        yield f"{summary.amount(number, 'file')} not read because they are templates."
    if number := files.get(Reading.UNREADABLE, 0):
        yield f"{summary.amount(number, 'file')} could not be read."
    if sum(result.counts.unresolved.values()):
        yield f"Unresolved values: {summary.reasons(result.counts)}."
    if result.counts.unread:
        yield f"Not evaluated: {summary.unread_sources(result.counts)}."
    yield f"{summary.findings_line(result)}. {summary.files_line(result.counts)}."


def _notification(severity: Severity, text: str) -> Json:
    return {"level": str(severity), "message": {"text": sentence(sarif_text(text))}}
