"""Every rule's own examples: what they mark is found, and nothing else of that rule is."""

from __future__ import annotations

from typing import Any

import pytest

from svclint.claims.catalogue import load_catalogue
from svclint.examples import is_bad, run_example
from svclint.findings.rulebook import Rule, Rulebook, load_rules

RULES = sorted(load_rules(), key=lambda rule: rule.id)
EXAMPLES = [
    pytest.param(rule, raw, id=f"{rule.id}: {raw['title']}") for rule in RULES for raw in rule.examples
]  # fmt: skip


@pytest.mark.parametrize(("rule", "raw"), EXAMPLES)
def test_the_example_shows_what_it_says(rule: Rule, raw: dict[str, Any]) -> None:
    assert run_example(rule, raw, RULES).problems == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_bad_and_a_good_example(rule: Rule) -> None:
    assert {is_bad(raw, rule.id) for raw in rule.examples} == {True, False}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_named_after_its_file(rule: Rule) -> None:
    assert rule.file.replace("\\", "/").endswith(f"/{rule.id}.yaml")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_yields_to_rules_that_exist(rule: Rule) -> None:
    assert set(rule.policy.yields_to) <= {one.id for one in RULES} - {rule.id}


def test_every_condition_and_message_fits_the_vocabulary() -> None:
    Rulebook(RULES, load_catalogue().traits).check()
