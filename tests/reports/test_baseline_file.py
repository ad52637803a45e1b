"""The text of a baseline: read again it says the same, whatever the findings hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.findings.baseline import KnownFindings, known_of, read_known
from svclint.model import Severity
from svclint.reports.baseline_file import render
from tests.support.detectors import runner_commands
from tests.support.report_samples import EVERYDAY, HOSTILE, hostile

EXPECTED = """\
# Findings that existed when svclint was adopted. They are not reported again unless their severity increases.
# To regenerate this file, run `svclint --write-baseline`. For its format, run `svclint schema baseline`.
version: 1
findings:
  - rule: "a"
    severity: warning
    file: "apps/é.yaml"
    message: "two of \\"them\\""
    count: 2
    fingerprints: ["0123"]
  - rule: "b"
    severity: note
    file: ""
    message: ""
    fingerprints:
      - "1"
      - "2"
"""


def test_an_entry_a_finding() -> None:
    known = [
        KnownFindings("a", Severity.WARNING, "apps/é.yaml", 'two of "them"', ("0123",), 2),
        KnownFindings("b", Severity.NOTE, "", "", ("1", "2")),
    ]
    assert render(known) == EXPECTED


@pytest.mark.parametrize("result", [EVERYDAY, *map(hostile, HOSTILE), hostile("\ufffe\uffff\x85\U0010ffff")])
def test_what_is_written_is_read(tmp_path: Path, result) -> None:
    known = known_of(result.findings)
    (tmp_path / "b.yaml").write_text(render(known), encoding="utf-8")
    read = read_known(tmp_path / "b.yaml", tmp_path)
    assert [(one.rule, one.severity, one.marks, one.count) for one in known] == [
        (one.rule, one.severity, one.marks, one.count) for one in read
    ]
    assert list(runner_commands(render(known))) == []


def test_no_findings_are_a_list_of_none(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(render([]))
    assert read_known(tmp_path / "b.yaml", tmp_path) == ()
