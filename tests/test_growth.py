"""How often conditions and the vocabulary of rules are asked grows with the claims, and no faster.

Counted, not timed: from n objects to four times as many. A rule that looks at all pairs comes to sixteen times as much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from bench.shapes import SHAPES, Shape, write

from svclint.api import Wishes, examine, options
from svclint.findings import evaluate, subjects
from svclint.findings.cel import Engine, Predicate
from svclint.findings.rulebook import load_rules

SMALL, LARGE = 24, 96
MOST = 5
# What is asked some times a run, or only once there are enough claims.
LITTLE = 40
CONDITIONS: Mapping[str, tuple[str, ...]] = {
    rule.id: tuple(one for one in (rule.policy.when, *(case.when for case in rule.policy.cases)) if one)
    for rule in load_rules(examples=False)
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each condition was tested, by its rules, and each word of the vocabulary was worked out."""
    counts: Counter[str] = Counter()
    predicate = Engine.predicate

    def counted(engine: Engine, expression: str) -> Predicate:
        found = predicate(engine, expression)
        name = f"conditions of {', '.join(rules_of(expression))}"
        return Predicate(found.names, counting(found.test, counts, name))

    monkeypatch.setattr(Engine, "predicate", counted)
    monkeypatch.setattr(evaluate, "MOST_RELATED", 3)  # few places more are shown of more claims
    for side, table in (("claim", subjects.CLAIM), ("pair", subjects.PAIR), ("cluster", subjects.CLUSTER)):
        for word, (kind, work, about) in table.items():
            monkeypatch.setitem(table, word, (kind, counting(work, counts, f"{side}.{word}"), about))
    return counts


def counting(work: Callable[..., object], counts: Counter[str], name: str) -> Callable[..., object]:
    def counted(*given: object) -> object:
        counts[name] += 1
        return work(*given)

    return counted


def rules_of(expression: str) -> list[str]:
    """The rules that have a condition, whole or as a part of theirs."""
    return [rule for rule, conditions in CONDITIONS.items() if any(expression in one for one in conditions)]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_what_is_asked_grows_with_the_claims(shape: Shape, asked: Counter[str], tmp_path: Path) -> None:
    small, large = (counts_of(shape, size, tmp_path / str(size), asked) for size in (SMALL, LARGE))
    grown = "\n".join(faster(small, large))
    assert not grown, f"from {SMALL} to {LARGE}:\n{grown}"


def counts_of(shape: Shape, size: int, folder: Path, asked: Counter[str]) -> Counter[str]:
    """What a check of the shape asks."""
    folder.mkdir()
    write(shape, size, folder)
    asked.clear()
    wishes = Wishes(root=str(folder), use_config=False)
    examine([str(folder)], wishes, options([str(folder)], wishes))
    return asked.copy()


def faster(small: Counter[str], large: Counter[str]) -> Iterator[str]:
    """What grows faster than it may, the most first; conditions before the words that they read."""
    for name, count in sorted(large.items(), key=lambda one: (not one[0].startswith("conditions"), -one[1])):
        if count > MOST * small[name] + LITTLE:
            yield f"{name}: {small[name]:,} -> {count:,}"
