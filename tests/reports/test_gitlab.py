"""GitLab's Code Quality report: the properties that GitLab requires, and fingerprints that it can compare."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from svclint.model import Result
from svclint.reports import DisplayOptions, render
from tests.support.report_samples import CALM, COUNTS, EVERYDAY, HOSTILE, INCIDENT, RULES, hostile, outside

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}
"""https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""


def issues(result: Result, **options: Any) -> list[dict[str, Any]]:
    found = json.loads(render("gitlab", result, RULES, DisplayOptions(**options)))
    for issue in found:
        assert all(isinstance(issue[name], str) for name in ("description", "check_name", "fingerprint"))
        assert issue["severity"] in SEVERITIES
        assert isinstance(issue["location"]["path"], str)
        assert isinstance(issue["location"]["lines"]["begin"], int)
    return found


def test_a_finding_is_an_issue_at_its_line() -> None:
    assert issues(EVERYDAY)[1] == {
        "description": INCIDENT.message,
        "check_name": "external-ip-is-control-plane",
        "fingerprint": "0123456789abcdef0123456789abcdef",
        "severity": "critical",
        "location": {"path": "apps/kubesphere/ks-apiserver.yaml", "lines": {"begin": 14, "end": 14}},
    }
    assert [issue["severity"] for issue in issues(EVERYDAY)] == ["major", "critical"]
    assert [issue["severity"] for issue in issues(EVERYDAY, show_ignored=True)] == ["major", "critical", "info"]


def test_no_finding_is_an_empty_list() -> None:
    assert render("gitlab", CALM, RULES, DisplayOptions()) == "[]\n"


def test_findings_with_one_fingerprint_are_distinct_and_stay_so() -> None:
    twice = Result((INCIDENT, replace(INCIDENT, message="again")), COUNTS)
    prints = [issue["fingerprint"] for issue in issues(twice)]
    assert len(set(prints)) == 2
    assert INCIDENT.fingerprint in prints
    assert [issue["fingerprint"] for issue in issues(twice)] == prints


def test_a_finding_outside_of_the_repository_is_still_listed() -> None:
    assert len(issues(outside())) == 2


def test_hostile_text_is_visible() -> None:
    for text in HOSTILE:
        assert all("\x1b" not in issue["description"] for issue in issues(hostile(text)))
