"""The list of rules."""

from __future__ import annotations

import json
from pathlib import Path

from svclint.cli.rules import as_text
from svclint.findings.rulebook import load_rules
from tests.support.cli_samples import RULE, Run


def test_the_table_has_a_line_a_rule_in_the_order_of_their_ids(svclint: Run) -> None:
    lines = svclint("rules").out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(rule.id for rule in load_rules())
    assert next(line.split(None, 2)[1:] for line in lines if line.startswith(RULE)) == [
        "error",
        "A Service takes the address of the control plane",
    ]


def test_json_has_the_same_and_whether_a_rule_runs(svclint: Run) -> None:
    data = json.loads(svclint("rules", "--format", "json").out)
    assert data["version"] == 1
    assert {one["id"]: one["enabled"] for one in data["rules"]} == {rule.id: rule.enabled for rule in load_rules()}


def test_a_folder_of_rules_that_is_not_there(svclint: Run, repository: Path) -> None:
    ran = svclint("rules", "--rules", "nope")
    assert (ran.status, ran.err) == (2, "svclint: error: no such folder: nope\n")


def test_a_title_goes_on_below_itself_in_a_terminal() -> None:
    lines = as_text(load_rules(), 80).splitlines()

    assert max(len(line) for line in lines) <= 80
    assert as_text(load_rules()).split() == " ".join(lines).split()


def test_a_very_narrow_terminal_wraps_by_itself() -> None:
    assert as_text(load_rules(), 30) == as_text(load_rules())
