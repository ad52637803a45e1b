"""How often conditions and the vocabulary of rules are asked, and claims looked at, grows with the claims, no faster.

Counted, not timed: from n objects to four times as many. A rule that looks at all pairs comes to sixteen times as much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sized
from pathlib import Path
from typing import Any

import pytest

from svclint.api import Request, options
from svclint.findings import evaluate, finding_builder, group_hits, pairs
from svclint.findings.cel import Predicate
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.conditions import Conditions
from svclint.findings.words.registry import CLAIM, CLUSTER, PAIR, REFERENCE, Words
from svclint.lazy_dataclasses import replace
from svclint.pipeline import check, load
from tests.bench.shapes import SHAPES, Shape, write

SMALL, LARGE = 20, 80
MOST = 5
# What is asked some times a run, or only once there are enough claims.
LITTLE = 40
KNOWLEDGE = load()
CONDITIONS: Mapping[str, tuple[str, ...]] = {
    rule.id: tuple(one for one in (rule.policy.when, *(case.when for case in rule.policy.cases)) if one)
    for rule in KNOWLEDGE.book.rules.values()
}


class Asked:
    """How often each condition was tested, each word of the vocabulary worked out, and each claim looked at for one."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._doing = ["joins"]

    def calls(self, work: Callable[..., Any], name: str) -> Callable[..., Any]:
        """A function whose calls are counted."""

        def counted(*given: object) -> Any:
            self.counts[name] += 1
            self._doing.append(name)
            try:
                return work(*given)
            finally:
                self._doing.pop()

        return counted

    def gives(self, work: Callable[..., Sized]) -> Callable[..., Sized]:
        """A method of which is counted how many claims it gives, to whom."""

        def counted(*given: object) -> Sized:
            found = work(*given)
            self.counts[f"claims looked at for {self._doing[-1]}"] += len(found)
            return found

        return counted


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    asked = Asked()
    predicate = Conditions.predicate

    def counted(conditions: Conditions, expression: str) -> Predicate:
        found = predicate(conditions, expression)
        return Predicate(found.names, asked.calls(found.test, f"conditions of {', '.join(rules_of(expression))}"))

    monkeypatch.setattr(Conditions, "predicate", counted)
    for module in (evaluate, finding_builder):
        monkeypatch.setattr(module, "MOST_RELATED", 3)  # few places more are shown of more claims
    monkeypatch.setattr(pairs, "_MOST_DISTINCT", 4)
    monkeypatch.setattr(group_hits, "_tied", asked.calls(group_hits._tied, "pairs of classes"))
    tables: dict[str, Words[Any]] = {"claim": CLAIM, "pair": PAIR, "cluster": CLUSTER, "reference": REFERENCE}
    for side, table in tables.items():
        for name, word in table.items():
            monkeypatch.setitem(table, name, replace(word, read=asked.calls(word.read, f"{side}.{name}")))
    for name in ("of", "claims_of", "requests"):
        monkeypatch.setattr(ClaimIndex, name, asked.gives(getattr(ClaimIndex, name)))
    return asked


def rules_of(expression: str) -> list[str]:
    """The rules that have a condition, whole or as a part of theirs."""
    parts = expression.split("\n&& ")
    return [
        rule for rule, conditions in CONDITIONS.items() if any(all(part in one for part in parts) for one in conditions)
    ]


# The shapes that are made of each rule's examples take four times as long as those that are written by hand.
OF_RULES = (".example", ".apart", ".same")


def marked(name: str, shape: Shape) -> Any:
    return pytest.param(shape, id=name, marks=pytest.mark.slow if name.endswith(OF_RULES) else ())


@pytest.mark.parametrize("shape", [marked(name, shape) for name, shape in SHAPES.items()])
def test_evaluations_grow_in_proportion_to_the_claims(shape: Shape, asked: Asked, tmp_path: Path) -> None:
    small, large = (counts_of(shape, size, tmp_path / str(size), asked) for size in (SMALL, LARGE))
    grown = "\n".join(faster(small, large))
    assert not grown, f"from {SMALL} to {LARGE}:\n{grown}"


def counts_of(shape: Shape, size: int, folder: Path, asked: Asked) -> Counter[str]:
    """What a check of the shape asks."""
    folder.mkdir()
    write(shape, size, folder)
    asked.counts.clear()
    request = Request(root=str(folder), use_config=False)
    check([str(folder)], options([str(folder)], request), KNOWLEDGE)
    return asked.counts.copy()


def faster(small: Counter[str], large: Counter[str]) -> Iterator[str]:
    """What grows faster than it may, the most first; conditions before the words that they read."""
    for name, count in sorted(large.items(), key=lambda one: (not one[0].startswith("conditions"), -one[1])):
        if count > MOST * small[name] + LITTLE:
            yield f"{name}: {small[name]:,} -> {count:,}"
