"""Catalogue entries ⇄ plain rows for the cache; a run rebuilds only the entries of the kinds that occur."""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from typing import Any

from svclint.claims.catalogue_fields import Condition, Entry, Field, PortSource, Trait

# Nested lists of scalars, in the order of the fields of the records. Many fields share traits, ports and conditions:
# `parts` contains each once, and fields refer to it by number.
Row = Any
_Part = Trait | PortSource | Condition


def packed(entries: Iterable[Entry]) -> Row:
    """The entries as plain data for `StoredEntries`: one bytes object per entry, as a run needs only a few."""
    numbers: dict[_Part, int] = {}
    rows = [marshal.dumps(_rows(entry, numbers)) for entry in entries]
    return {"parts": [_rows(part, {}, inside=True) for part in numbers], "entries": rows}


def _rows(value: object, numbers: dict[_Part, int], *, inside: bool = False) -> Row:
    if isinstance(value, Trait | PortSource | Condition) and not inside:
        return numbers.setdefault(value, len(numbers))
    if isinstance(value, Entry | Field | Trait | PortSource | Condition):
        return [_rows(getattr(value, name), numbers) for name in value.__match_args__]
    if isinstance(value, tuple | frozenset):
        return [_rows(item, numbers) for item in (value if isinstance(value, tuple) else sorted(value))]
    return value


class StoredEntries:
    """Packed entries; an entry is built when it is first read."""

    def __init__(self, row: Row) -> None:
        self._parts: list[Row] = row["parts"]
        self._rows: list[bytes] = row["entries"]
        self._built: dict[int, Entry] = {}
        self._known: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def entry(self, number: int) -> Entry:
        """One entry by its position in the packed order."""
        if number not in self._built:
            self._built[number] = self._entry(marshal.loads(self._rows[number]))  # noqa: S302 - what `packed` made
        return self._built[number]

    def _entry(self, row: Row) -> Entry:
        project, groups, kinds, names, keys, fields, words, any_keys, files, describes, except_kinds, roots = row
        return Entry(
            project, tuple(groups), tuple(kinds), tuple(names), tuple(keys), tuple(map(self._field, fields)),
            frozenset(words), tuple(any_keys), tuple(files), tuple(describes), tuple(except_kinds),
            tuple(map(tuple, roots)),
        )  # fmt: skip

    def _field(self, row: Row) -> Field:
        path, role, syntax, split, label, values, strict, traits, ports, *optional = row
        empty, absent, address, until, pattern, text, when, allowed, predicate, unless = optional
        return Field(
            tuple(path), role, syntax, split, label, tuple(values), strict,
            tuple(self._part(_trait, number) for number in traits),
            tuple(self._part(_ports, number) for number in ports),
            empty, absent, tuple(address), until, pattern, text,
            tuple(self._part(_condition, number) for number in when), tuple(allowed), predicate, tuple(unless),
        )  # fmt: skip

    def _part(self, build: Any, number: int) -> Any:
        if number not in self._known:
            self._known[number] = build(*self._parts[number])
        return self._known[number]


def _trait(name: str, kind: str, paths: Row, default: Row, *flags: Any) -> Trait:
    return Trait(name, kind, tuple(paths), tuple(default) if isinstance(default, list) else default, *flags)


def _ports(path: str, port: str, protocol: str, constant: Row, end: str) -> PortSource:
    return PortSource(path, port, protocol, tuple(constant), end)


def _condition(paths: Row, values: Row, absent: bool) -> Condition:  # noqa: FBT001 - a row's cells
    return Condition(tuple(paths), None if values is None else tuple(values), absent)
