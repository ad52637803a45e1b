"""svclint's own rules: their examples give the marked findings and no others, and all messages are whole sentences."""

from __future__ import annotations

import re

import pytest

from svclint.claims.catalogue import load_catalogue
from svclint.examples import is_bad, judge, parse
from svclint.findings.rule import Rule
from svclint.findings.rulebook import Rulebook
from tests.support.examples import RULES, findings_in_example, findings_of

EXAMPLES = [
    pytest.param(rule, number, id=f"{rule.id}: {raw['title']}")
    for rule in RULES
    for number, raw in enumerate(rule.examples)
]
# A part of a message without a value, or the text of a Python value.
EMPTY = re.compile(
    r"\(\s*\)|''|``|\"\"|\s\s|\s[,;:](?!:)|\s\.(?!\w)|\(,|, ,|\bNone\b|(?<!\$)\{"
    r"|(?<!\w)\[\]|^[\s.,;:(]|\bof (?:and|in|is|to)\b"
)
ENDS = (".", "?", ")")

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@pytest.mark.parametrize(("rule", "number"), EXAMPLES)
def test_an_example_gives_the_marked_findings(rule: Rule, number: int) -> None:
    marks = parse(rule.examples[number]).marks
    assert list(judge(rule.id, marks, findings_in_example(rule.id, number))) == []


@each_rule
def test_a_rule_has_a_bad_and_a_good_example(rule: Rule) -> None:
    assert {is_bad(raw, rule.id) for raw in rule.examples} == {True, False}


@each_rule
def test_a_rule_is_named_after_its_file(rule: Rule) -> None:
    assert rule.file.replace("\\", "/").endswith(f"/{rule.id}.yaml")


@each_rule
def test_a_rule_yields_to_rules_that_exist(rule: Rule) -> None:
    assert set(rule.policy.yields_to) <= {other.id for other in RULES} - {rule.id}


def test_every_condition_and_message_fits_the_vocabulary() -> None:
    Rulebook(RULES, load_catalogue().traits).check()


@each_rule
def test_messages_are_whole_sentences(rule: Rule) -> None:
    messages = {finding.message for finding in findings_of(rule)}

    assert messages
    assert {text for text in messages if not text.endswith(ENDS) or EMPTY.search(text)} == set()


@each_rule
def test_messages_at_related_locations_are_not_empty(rule: Rule) -> None:
    messages = {related.message for finding in findings_of(rule) for related in finding.related}

    assert {text for text in messages if not text.strip() or EMPTY.search(text)} == set()


@each_rule
def test_templates_of_messages_are_whole_sentences(rule: Rule) -> None:
    templates = [case.message for case in rule.policy.cases if case.message]

    assert [text for text in templates if not text.rstrip().endswith(ENDS) or "  " in text] == []
