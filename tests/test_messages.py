"""What rules say, as their own examples make them say it: whole sentences, nothing left empty."""

from __future__ import annotations

import re

import pytest

from svclint.examples import found_in, parse
from svclint.findings.rulebook import Rule, load_rules

RULES = sorted(load_rules(), key=lambda rule: rule.id)
# A part of a message that had nothing to say, or a value of ours that is no word.
EMPTY = re.compile(
    r"\(\s*\)|''|``|\"\"|\s\s|\s[,;:](?!:)|\s\.(?!\w)|\(,|, ,|\bNone\b|(?<!\$)\{"
    r"|(?<!\w)\[\]|^[\s.,;:(]|\bof (?:and|in|is|to)\b"
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_messages_are_whole_sentences(rule: Rule) -> None:
    messages = {
        one.message
        for raw in rule.examples
        for one in found_in(rule, parse(raw), RULES)
        if one.rule == rule.id
    }  # fmt: skip

    assert messages
    assert set() == {text for text in messages if not text.endswith((".", "?", ")")) or EMPTY.search(text)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_a_rule_says_at_other_places_is_never_empty(rule: Rule) -> None:
    related = {
        place.message
        for raw in rule.examples
        for one in found_in(rule, parse(raw), RULES)
        if one.rule == rule.id
        for place in one.related
    }

    assert set() == {text for text in related if not text.strip() or EMPTY.search(text)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_templates_of_messages_are_whole_sentences(rule: Rule) -> None:
    templates = [case.message for case in rule.policy.cases if case.message]

    assert [] == [text for text in templates if not text.rstrip().endswith((".", "?", ")")) or "  " in text]
