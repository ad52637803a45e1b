"""What the pack of rules holds is what the rule files, the catalogue and the vocabulary say."""

from __future__ import annotations

from functools import partial

import pytest

from svclint.claims.catalogue import load_catalogue
from svclint.findings import rule_pack
from svclint.findings.condition import Condition, names_in
from svclint.findings.rule import PAIRS, Rule, vocabulary_of
from svclint.findings.rulebook import load_rules
from svclint.findings.words import registry, vocabulary

BUILT = {rule.id: rule for rule in load_rules()}
KNOWN = rule_pack.Knowledge(rule_pack.PACK.make())
STORED = {rule.id: rule for rule in KNOWN.rules()}
TYPES = {name: vocabulary(name, load_catalogue().traits) for name in ("claim", "cluster", "pair", "reference")}


def texts(rule: Rule) -> list[str]:
    return [text.strip() for text in (rule.policy.when, *(case.when for case in rule.policy.cases)) if text]


def test_the_stored_rules_are_those_of_the_files() -> None:
    assert list(STORED) == sorted(BUILT)
    for name, rule in BUILT.items():
        stored = STORED[name]
        assert (stored.head, stored.text, stored.policy) == (rule.head, rule.text, rule.policy)
        assert (stored.group, stored.file) == (rule.group, rule.file)


@pytest.mark.parametrize("subject", TYPES)
def test_the_stored_names_are_those_of_the_vocabulary(subject: str) -> None:
    assert KNOWN.types(subject) == TYPES[subject]


def test_what_is_stored_of_each_condition_and_its_parts_is_what_its_text_says() -> None:
    for rule in BUILT.values():
        types = TYPES[vocabulary_of(rule.policy.subject)]
        conditions = KNOWN.conditions(vocabulary_of(rule.policy.subject))
        for text in texts(rule):
            condition, stored = Condition(text, partial(names_in, types=types)), conditions.get(text)
            assert stored is not None
            assert stored.names == names_in(text, types)
            for within, parts in zip((True, False), stored.parts, strict=True):
                expected = [part and part.source for part in condition.parts(one_cluster=within).each]
                assert [*parts] == expected
                for part in filter(None, parts):
                    known = conditions.get(part)
                    assert known is not None
                    assert known.names == names_in(part, types)


def test_another_condition_is_unknown() -> None:
    assert KNOWN.conditions("claim").get("claim.role == 'made up'") is None


def test_a_rule_says_for_which_claims_it_can_report_anything() -> None:
    for rule in BUILT.values():
        policy = rule.policy
        own = {*(policy.claims or policy.at)}
        assert rule.applies_to(own | {*policy.others}) is (policy.subject != "input")
        assert not rule.applies_to(frozenset())
        if policy.subject in PAIRS and not own & {*policy.others}:
            assert not rule.applies_to(own)


def test_the_stored_theme_of_each_word_is_the_module_that_registers_it() -> None:
    themes = registry.PACK.make()
    assert isinstance(themes, dict)
    assert {subject: set(names) for subject, names in themes.items()} == {
        words.subject: set(words) for words in (registry.CLAIM, registry.PAIR, registry.CLUSTER, registry.REFERENCE)
    }
    assert themes["pair"]["excluded"] == "pool_exclusions"
