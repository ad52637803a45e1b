"""svclint's own conditions give the same results with and without the CEL engine, which is the referee."""

from __future__ import annotations

import random
import re
from functools import partial
from typing import Any

import pytest

from svclint.claims.catalogue import load_catalogue
from svclint.findings.cel import Engine
from svclint.findings.cel_tree import UnsupportedError, parsed
from svclint.findings.condition import Condition, names_in
from svclint.findings.programs import program
from svclint.findings.rule import vocabulary_of
from svclint.findings.rulebook import load_rules
from svclint.findings.words import vocabulary

ROUNDS = 12
TYPES = {name: vocabulary(name, load_catalogue().traits) for name in ("claim", "cluster", "pair", "reference")}
ENGINES = {name: Engine(types) for name, types in TYPES.items()}
# `matches` is that of RE2.
BY_ENGINE = {"node-looks-up-cluster-name"}
NAMES = {"claim.text": "string", "claim.size": "int", "claim.on": "bool", "claim.ports": "list", "claim.names": "list"}


def conditions() -> dict[tuple[str, str], str]:
    """The vocabulary and the text of each condition and each of its parts → a rule that has it."""
    found: dict[tuple[str, str], str] = {}
    for rule in load_rules(examples=False):
        name = vocabulary_of(rule.policy.subject)
        for text in (rule.policy.when, *(case.when for case in rule.policy.cases)):
            if text:
                whole = Condition(text, partial(names_in, types=TYPES[name]))
                parts = (part for one in (True, False) for part in whole.parts(one_cluster=one).each if part)
                found.update(((name, part.source), rule.id) for part in (whole, *parts))
    return found


CONDITIONS = conditions()


def values(names: tuple[str, ...], types: Any, text: str, chance: random.Random) -> dict[str, Any]:
    """Values for the names, often those that the condition compares them with."""
    texts = [literal[1:-1] for literal in re.findall(r""""[^"]*"|'[^']*'""", text)] + ["", ".", "é.svc"]
    numbers = [int(number) for number in re.findall(r"\b\d+\b", text)] + [0, 1, -1]
    numbers += [number + 1 for number in numbers]
    make = {
        "string": lambda: chance.choice(texts),
        "int": lambda: chance.choice(numbers),
        "bool": lambda: chance.random() < 0.5,
        "list": lambda: chance.choices(texts, k=chance.choice((0, 0, 1, 2))),
    }
    return {name: make[types[name]]() for name in names}


@pytest.mark.parametrize("name", TYPES)
def test_the_conditions_of_all_rules_give_what_the_engine_gives(name: str) -> None:
    chance = random.Random(1)
    for vocabulary_name, text in CONDITIONS:
        if vocabulary_name != name or CONDITIONS[name, text] in BY_ENGINE:
            continue
        types, predicate = TYPES[name], ENGINES[name].predicate(text)
        test = program(parsed(text, types))
        for _ in range(ROUNDS):
            given = values(predicate.names, types, text, chance)
            assert test(dict(given)) is predicate.test(given), (text, given)


def test_only_the_conditions_that_say_so_need_the_engine() -> None:
    for (name, text), rule in CONDITIONS.items():
        if rule not in BY_ENGINE:
            parsed(text, TYPES[name])


@pytest.mark.parametrize(
    "text",
    [
        "claim.on || claim.size > 1 && claim.size < 3",
        "!(claim.on && claim.text != 'a') == claim.on",
        "!!claim.on",
        "claim.size + 1 - 2 >= 0 && claim.size <= 2",
        "claim.on ? claim.size == 1 : claim.text == 'a' ? claim.size == 2 : true",
        "claim.text in ['a', claim.text + 'b'] && claim.text.size() == size(claim.text)",
        "claim.ports.exists(p, claim.names.all(n, n == p || n.startsWith(p + 'x')))",
        "claim.ports == claim.names || [] == claim.ports || ['a'] == claim.names",
        "claim.text.contains('a') || claim.text.endsWith('') && 'ab'.startsWith(claim.text)",
        'claim.on // why\n && claim.text == "it\'s"',
        "(claim.text + claim.text).contains('aa') || false",
    ],
)
def test_the_language_gives_what_the_engine_gives(text: str) -> None:
    predicate, test, chance = Engine(NAMES).compile(text), program(parsed(text, NAMES)), random.Random(2)
    results = set()
    for _ in range(60):
        given = values(predicate.names, NAMES, f"{text} 'a' 'ab' 1 2", chance)
        results.add(test(dict(given)))
        assert test(dict(given)) is predicate.test(given), given
    assert results == {True, False}


@pytest.mark.parametrize(
    "text",
    [
        "claim.text.matches('a')",
        'claim.text == "\\u0061"',
        "claim.text == r'a'",
        "claim.size == -1",
        "claim.size * 2 == 4",
        "claim.size == 0x10",
        "claim.size == 1u",
        "claim.ports[0] == 'a'",
        "claim.ports.exists(p, claim.names.exists(p, p == ''))",
        "claim.ports.filter(p, p == 'a') == []",
        "claim.other",
        "size",
        "has(claim.text)",
        "claim.on &&",
        "claim.on claim.on",
        "claim.on // why",
        "claim.size < 1 < 2",
        "",
    ],
)
def test_what_is_not_in_the_language_is_left_to_the_engine(text: str) -> None:
    with pytest.raises(UnsupportedError):
        parsed(text, NAMES)
