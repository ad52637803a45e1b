"""svclint's own rules ⇄ plain data of a pack; a run makes only the rules and conditions that it evaluates."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from svclint.claims.catalogue import load_catalogue
from svclint.datafiles import read_own
from svclint.findings.condition import Condition, names_in
from svclint.findings.rule import Head, Policy, Rule, Verdict, build, vocabulary_of
from svclint.findings.words import vocabulary
from svclint.lazy_dataclasses import dataclass
from svclint.light_typing import TYPE_CHECKING, Any
from svclint.model import RuleText, Severity
from svclint.packs import HOME, Pack, packed, unpacked

if TYPE_CHECKING:
    from svclint.findings.cel_tree import Tree

# Tuples and dicts of scalars, and bytes of them.
Row = Any

_VOCABULARIES = ("claim", "cluster", "pair", "reference")


@dataclass(frozen=True, slots=True)
class StoredCondition:
    """What was found out about a condition: the names that it reads, its tree, and its parts.

    `tree` is None if only the CEL engine can evaluate the condition. `parts` are the texts of the parts that read the
    cluster, the claim, the other claim and both: within a cluster, and across clusters. A part has no parts.
    """

    names: tuple[str, ...]
    tree: Tree | None
    parts: tuple[tuple[str | None, ...], ...] = ()


class StoredConditions:
    """The conditions of svclint's own rules over one vocabulary, by their texts, each read when it is asked for."""

    def __init__(self, rows: Mapping[str, bytes]) -> None:
        self._rows = rows
        self._read: dict[str, StoredCondition] = {}

    def get(self, text: str) -> StoredCondition | None:
        """What is known about a condition; None for one that no rule of svclint has."""
        if text not in self._read and text in self._rows:
            self._read[text] = StoredCondition(*unpacked(self._rows[text]))
        return self._read.get(text)


class Knowledge:
    """The content of the pack: rules, and what conditions may read and do read."""

    def __init__(self, rows: Row) -> None:
        self._rows = rows

    def rules(self) -> Iterator[Rule]:
        """The rules, sorted by ID, without their examples."""
        home = folder()
        for head, file, group, parts in self._rows["rules"]:
            yield Rule(Head(*head), partial(_parts, parts), f"{home}{os.sep}{file}", group)

    def types(self, vocabulary: str) -> Mapping[str, str]:
        """The names of a vocabulary and their types."""
        types: Mapping[str, str] = unpacked(self._rows["types"][vocabulary])
        return types

    def conditions(self, vocabulary: str) -> StoredConditions:
        """The conditions over a vocabulary."""
        return StoredConditions(self._rows["conditions"][vocabulary])


def folder() -> str:
    """The folder of svclint's own rules: inside the package in a wheel, at the top in a checkout."""
    packaged = os.path.join(HOME, "rules")
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(HOME), "rules")


def _content() -> Row:
    """What the pack holds, from the rule files and the catalogue."""
    rules = sorted((_rule(raw) for raw in read_own(folder())), key=lambda rule: rule.id)
    traits = load_catalogue().traits
    types = {name: vocabulary(name, traits) for name in _VOCABULARIES}
    texts: dict[str, dict[str, None]] = {name: {} for name in _VOCABULARIES}
    for rule in rules:
        policy = rule.policy
        found = (text.strip() for text in (policy.when, *(case.when for case in policy.cases)) if text)
        texts[vocabulary_of(policy.subject)].update(dict.fromkeys(found))
    return {
        "rules": [(_values(rule.head), rule.file, rule.group, packed(_parts_row(rule))) for rule in rules],
        "types": {name: packed(dict(names)) for name, names in types.items()},
        "conditions": {name: _conditions(texts[name], types[name]) for name in _VOCABULARIES},
    }


PACK = Pack("rules", _content, [folder()])
"""svclint's own rules."""


def load() -> Knowledge:
    """The rules of the pack, and their conditions."""
    return Knowledge(PACK.load())


def _rule(raw: Row) -> Rule:
    return build(raw, raw["file"], raw["file"].rpartition("/")[0])


def _parts_row(rule: Rule) -> Row:
    cases = tuple((case.when, int(case.severity), case.message) for case in rule.policy.cases)
    return _values(rule.text, severity=int(rule.text.severity)), _values(rule.policy, cases=cases)


def _parts(row: bytes) -> tuple[RuleText, Policy]:
    text, policy = unpacked(row)
    made = dict(zip(RuleText.__match_args__, text, strict=True))
    made["severity"] = Severity(made["severity"])
    parts = dict(zip(Policy.__match_args__, policy, strict=True))
    parts["cases"] = tuple(Verdict(when, Severity(severity), message) for when, severity, message in parts["cases"])
    return RuleText(**made), Policy(**parts)


def _values(record: Head | RuleText | Policy, **instead: Row) -> Row:
    """The values of a record's fields, in order, with others for some fields."""
    return tuple(instead.get(name, getattr(record, name)) for name in record.__match_args__)


def _conditions(texts: Iterable[str], types: Mapping[str, str]) -> dict[str, bytes]:
    """Each condition and each part of one, with its row."""

    def row(text: str, *parts: Row) -> bytes:
        return packed((names_in(text, types), _tree(text, types), *parts))

    rows: dict[str, bytes] = {}
    for text in texts:
        condition = Condition(text, lambda part: names_in(part, types))
        within, across = (condition.parts(one_cluster=one).each for one in (True, False))
        for part in filter(None, (*within, *across)):
            rows.setdefault(part.source, row(part.source))
        sources = tuple(tuple(part and part.source for part in parts) for parts in (within, across))
        rows[text] = row(text, sources)  # also if it is a part of another condition
    return rows


def _tree(text: str, types: Mapping[str, str]) -> Tree | None:
    from svclint.findings.cel_tree import UnsupportedError, parsed

    try:
        return parsed(text, types)
    except UnsupportedError:
        return None
