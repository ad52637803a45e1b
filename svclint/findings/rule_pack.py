"""The pack of svclint's own rules → the rules and conditions that a run evaluates, each made when it is needed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import partial

from svclint.findings.rule import Head, Policy, Rule, Verdict
from svclint.lazy_dataclasses import dataclass
from svclint.light_typing import TYPE_CHECKING, Any
from svclint.model import RuleText, Severity
from svclint.packs import HOME, Pack, unpacked

if TYPE_CHECKING:
    from svclint.findings.cel_tree import Tree

# Tuples and dicts of scalars, and bytes of them.
Row = Any


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
    from svclint.findings.packed_rules import content

    return content(folder())


PACK = Pack("rules", _content, [folder()])
"""svclint's own rules."""


def load() -> Knowledge:
    """The rules of the pack, and their conditions."""
    return Knowledge(PACK.load())


def _parts(row: bytes) -> tuple[RuleText, Policy]:
    text, policy = unpacked(row)
    made = dict(zip(RuleText.__match_args__, text, strict=True))
    made["severity"] = Severity(made["severity"])
    parts = dict(zip(Policy.__match_args__, policy, strict=True))
    parts["cases"] = tuple(Verdict(when, Severity(severity), message) for when, severity, message in parts["cases"])
    if parts["edits"]:
        from svclint.findings.rule import Edit

        parts["edits"] = tuple(Edit(*edit) for edit in parts["edits"])
    return RuleText(**made), Policy(**parts)
