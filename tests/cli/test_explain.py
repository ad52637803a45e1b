"""A rule's page in a terminal, and the way to it from a name that is nearly right."""

from __future__ import annotations

import pytest

from svclint.findings.rulebook import load_rules
from tests.support.cli_samples import RULE, Run


def test_the_page_has_all_that_a_rule_says(svclint: Run) -> None:
    ran = svclint("explain", RULE)
    assert ran.status == 0
    assert ran.out.startswith(f"{RULE} (error)\nA Service takes the address of the control plane.\n")
    parts = ["\nWhy\n", "\nWhat to do\n", "\nReported: ", "\nNot reported: ", "\nRead more\n", f"# <- {RULE}"]
    places = [ran.out.find(part) for part in parts]
    assert -1 not in places
    assert "expect:" not in ran.out


def test_the_page_fits_the_terminal(svclint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svclint.cli.explain.output_width", lambda: 60)
    why = svclint("explain", RULE).out.partition("\nReported:")[0]
    assert max(len(line) for line in why.splitlines()) <= 60


@pytest.mark.parametrize("rule", sorted(rule.id for rule in load_rules()))
def test_every_rule_has_a_page(svclint: Run, rule: str) -> None:
    ran = svclint("explain", rule)
    assert (ran.status, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("word", "hint"),
    [("external-ip-is-controlplane", f"did you mean {RULE}"), ("zzz", "run `svclint rules` to list them")],
)
def test_an_unknown_rule_is_a_mistake(svclint: Run, word: str, hint: str) -> None:
    ran = svclint("explain", word)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"svclint: error: unknown rule: {word}; ")
    assert hint in ran.err
