"""JSON lines: each line is an object, findings as in the JSON report."""

from __future__ import annotations

import json

from svclint.reports import DisplayOptions, render
from tests.support.report_samples import CALM, EVERYDAY, RULES


def test_lines_are_the_findings_of_the_json_report_and_the_numbers() -> None:
    *findings, last = map(json.loads, render("jsonl", EVERYDAY, RULES, DisplayOptions()).splitlines())
    report = json.loads(render("json", EVERYDAY, RULES, DisplayOptions()))
    assert findings == [{"type": "finding", **finding} for finding in report["findings"]]
    assert last == {"type": "summary", **report["counts"]}


def test_no_finding_is_only_the_summary() -> None:
    (line,) = render("jsonl", CALM, RULES, DisplayOptions()).splitlines()
    assert json.loads(line)["type"] == "summary"
