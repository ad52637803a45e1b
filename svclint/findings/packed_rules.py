"""rules/*.yaml → the content of the pack of svclint's own rules, as plain data for `rule_pack`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from svclint.claims.catalogue import load_catalogue
from svclint.datafiles import read_own
from svclint.findings.cel_tree import Tree, UnsupportedError, parsed
from svclint.findings.condition import Condition, names_in
from svclint.findings.rule import Edit, Head, Policy, Rule, build, vocabulary_of
from svclint.findings.words import vocabulary
from svclint.light_typing import Any
from svclint.model import RuleText
from svclint.packs import packed

# Tuples and dicts of scalars, and bytes of them.
Row = Any

_VOCABULARIES = ("claim", "cluster", "pair", "reference")


def content(folder: str) -> Row:
    """What the pack holds, from the rule files of a folder and the catalogue."""
    rules = sorted((_rule(raw) for raw in read_own(folder)), key=lambda rule: rule.id)
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


def _rule(raw: Row) -> Rule:
    return build(raw, raw["file"], raw["file"].rpartition("/")[0])


def _parts_row(rule: Rule) -> Row:
    cases = tuple((case.when, int(case.severity), case.message) for case in rule.policy.cases)
    edits = tuple(_values(edit) for edit in rule.policy.edits)
    return _values(rule.text, severity=int(rule.text.severity)), _values(rule.policy, cases=cases, edits=edits)


def _values(record: Head | RuleText | Policy | Edit, **instead: Row) -> Row:
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
    try:
        return parsed(text, types)
    except UnsupportedError:
        return None
