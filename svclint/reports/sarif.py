"""Result → SARIF 2.1.0, in the shape that code hosts and editors read best; plain data, the same bytes each time.

What GitHub reads and refuses: github/docs, "SARIF support for code scanning". One run a file; every rule that ran is
listed, so that a clean run says what it looked for; no absolute path and no foreign URI.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from svclint.about import VERSION
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
"""GitHub keeps this many results of a run and is said to choose them badly."""
_LONGEST_DESCRIPTION = 1024
_MOST_TAGS = 20

# A value of the SARIF file: plain data, ready for json.
Json = dict[str, Any]


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:
    """The SARIF log as text, in ASCII."""
    findings = shown(result.findings, ignored=options.show_ignored, known=options.show_known)
    texts = {**{one.rule: RuleText(one.rule, one.rule, one.severity, "", "") for one in findings}, **rules}
    ids = sorted(texts)
    placed, homeless = _placed(findings, options.base)
    kept = sorted(_worst(placed), key=lambda one: one.order)
    writer = ResultWriter(result, options, {rule: index for index, rule in enumerate(ids)})
    notifications = [_notification(one.severity, one.message) for one in homeless]
    if len(kept) < len(placed):
        text = f"Only the {_MOST_RESULTS:,} most severe of {len(placed):,} results are listed."
        notifications.append(_notification(Severity.WARNING, text))
    notifications.extend(_notification(Severity.NOTE, text) for text in _numbers(result))
    run = {
        "tool": {
            "driver": {
                "name": "svclint",
                "semanticVersion": VERSION,
                "informationUri": HOME,
                "rules": [_rule(texts[rule]) for rule in ids],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": [writer.result(one) for one in kept],
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _placed(findings: list[Finding], base: str) -> tuple[list[Placed], list[Finding]]:
    """Each finding at each of its places in the repository, said once; and the findings that have none there."""
    placed: dict[tuple[object, ...], Placed] = {}
    homeless = []
    for finding in findings:
        inside = [one for one in spread(finding) if repository_path(one.location.file, base) is not None]
        if not inside:
            homeless.append(finding)
        for one in inside:
            placed.setdefault((one.order, one.location.span), one)
    return list(placed.values()), homeless


def _worst(placed: list[Placed]) -> list[Placed]:
    return sorted(placed, key=lambda one: (one.finding.known, -one.finding.severity, not one.first, one.order))[
        :_MOST_RESULTS
    ]


def _rule(rule: RuleText) -> Json:
    title = sentence(visible(rule.title))
    why, fix = visible_lines(rule.why).strip(), visible_lines(rule.fix).strip()
    first = " ".join(why.split("\n\n", 1)[0].split()) or title
    return {
        "id": visible(rule.id),
        "shortDescription": {"text": shorten(title, _LONGEST_DESCRIPTION)},
        "fullDescription": {"text": shorten(first, _LONGEST_DESCRIPTION)},
        "helpUri": rule_uri(rule.id),
        "help": {"text": _help(rule, why, fix), "markdown": _help_markdown(rule, why, fix)},
        "defaultConfiguration": {"level": str(rule.severity)},
        "properties": _properties(rule),
    }


def _help(rule: RuleText, why: str, fix: str) -> str:
    parts = [sentence(visible(rule.title)), why, f"How to fix it: {fix}" if fix else ""]
    parts.extend(visible(link) for link in rule.references)
    return "\n\n".join(part for part in parts if part)


def _help_markdown(rule: RuleText, why: str, fix: str) -> str:
    parts = [why or sentence(visible(rule.title)), f"**How to fix it**\n\n{fix}" if fix else ""]
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
    """What was not checked, and what was, as sentences."""
    files = result.counts.files
    if left_out := files.get(Reading.TEMPLATE, 0):
        yield f"{summary.amount(left_out, 'file')} not read because they are templates."
    if left_out := files.get(Reading.UNREADABLE, 0):
        yield f"{summary.amount(left_out, 'file')} could not be read."
    if sum(result.counts.unresolved.values()):
        yield f"Unresolved values: {summary.reasons(result.counts)}."
    yield f"{summary.findings_line(result)}. {summary.files_line(result.counts)}."


def _notification(severity: Severity, text: str) -> Json:
    return {"level": str(severity), "message": {"text": sentence(sarif_text(text))}}
