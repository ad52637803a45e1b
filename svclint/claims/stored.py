"""A catalogue entry ⇄ plain rows for the cache: worked out from its YAML once, built again for the kinds that occur."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from svclint.claims.fields import Condition, Entry, Field, PortSource, Trait

# Nested lists of JSON's scalars, in the order of the dataclasses' fields.
Row = Any


def rows(value: object) -> Row:
    """An Entry, or a part of it, as plain data."""
    if isinstance(value, Entry | Field | Trait | PortSource | Condition):
        return [rows(getattr(value, name)) for name in value.__slots__]
    if isinstance(value, tuple | frozenset):
        return [rows(one) for one in (value if isinstance(value, tuple) else sorted(value))]
    return value


def entry(row: Row) -> Entry:
    """The Entry that `rows` was given."""
    project, groups, kinds, names, keys, fields, words, any_keys, files, describes, except_kinds = row
    return Entry(
        project, tuple(groups), tuple(kinds), tuple(names), tuple(keys), tuple(map(_field, fields)), frozenset(words),
        tuple(any_keys), tuple(files), tuple(describes), tuple(except_kinds),
    )  # fmt: skip


def _field(row: Row) -> Field:
    path, role, syntax, split, label, values, strict, traits, ports, *others = row
    empty, absent, address, until, pattern, text, when, allowed = others
    return Field(
        tuple(path), role, syntax, split, label, tuple(values), strict, tuple(map(_trait, traits)), _ports(ports),
        empty, absent, tuple(address), until, pattern, text, _condition(when), tuple(allowed),
    )  # fmt: skip


def _trait(row: Row) -> Trait:
    name, kind, paths, default, constant, present = row
    return Trait(name, kind, tuple(paths), tuple(default) if isinstance(default, list) else default, constant, present)


def _ports(found: Iterable[Row]) -> tuple[PortSource, ...]:
    return tuple(PortSource(path, port, protocol, tuple(fixed), end) for path, port, protocol, fixed, end in found)


def _condition(row: Row | None) -> Condition | None:
    if row is None:
        return None
    paths, values, absent = row
    return Condition(tuple(paths), None if values is None else tuple(values), absent)
