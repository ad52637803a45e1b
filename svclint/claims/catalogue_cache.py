"""Catalogue entries ⇄ plain rows for the cache; a run rebuilds only the entries of the kinds that occur."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from svclint.claims.catalogue_fields import Condition, Entry, Field, PortSource, Trait
from svclint.claims.path_index import Paths, indexed
from svclint.lazy_dataclasses import replace
from svclint.light_typing import Any
from svclint.packs import packed as packed_bytes
from svclint.packs import unpacked

# Nested lists of scalars, in the order of the fields of the records. Many fields share traits, ports and conditions:
# `parts` contains each once, and fields refer to it by number.
Row = Any
_Part = Trait | PortSource | Condition


def packed(entries: Iterable[Entry]) -> Row:
    """The entries as plain data for `StoredEntries`: bytes per entry and field, as a run needs only a few."""
    numbers: dict[_Part, int] = {}
    rows = [_entry_row(entry, numbers) for entry in entries]
    return {"parts": [_rows(part, {}, inside=True) for part in numbers], "entries": rows}


def _entry_row(entry: Entry, numbers: dict[_Part, int]) -> bytes:
    head = _rows(replace(entry, fields=()), numbers)
    fields = [packed_bytes(_rows(field, numbers)) for field in entry.fields]
    absent = [number for number, field in enumerate(entry.fields) if field.absent is not None]
    return packed_bytes((head, fields, indexed(field.path for field in entry.fields), absent))


def _rows(value: object, numbers: dict[_Part, int], *, inside: bool = False) -> Row:
    if isinstance(value, Trait | PortSource | Condition) and not inside:
        return numbers.setdefault(value, len(numbers))
    if isinstance(value, Entry | Field | Trait | PortSource | Condition):
        return [_rows(getattr(value, name), numbers) for name in value.__match_args__]
    if isinstance(value, tuple | frozenset):
        return [_rows(item, numbers) for item in (value if isinstance(value, tuple) else sorted(value))]
    return value


class StoredEntry:
    """A packed entry; a field is built when it is first read.

    `head` is the entry without fields. `paths` are the paths of the fields, which are numbered in the order of the
    entry; `absent` are the fields that make a claim if nothing is at their path.
    """

    def __init__(self, row: bytes, part: Callable[[Any, int], Any]) -> None:
        head, self._rows, paths, absent = unpacked(row)
        project, groups, kinds, names, keys, _, words, any_keys, files, describes, except_kinds, needed_by = head
        self.head = Entry(
            project, tuple(groups), tuple(kinds), tuple(names), tuple(keys), (),
            frozenset(words), tuple(any_keys), tuple(files), tuple(describes), tuple(except_kinds),
            tuple(needed_by),
        )  # fmt: skip
        self.paths: Paths = paths
        self.absent: Sequence[int] = absent
        self._part = part
        self._built: dict[int, Field] = {}

    @property
    def whole(self) -> Entry:
        """The entry with all its fields."""
        return replace(self.head, fields=tuple(map(self.field, range(len(self._rows)))))

    def field(self, number: int) -> Field:
        """A field by its position in the entry."""
        if number not in self._built:
            self._built[number] = self._field(unpacked(self._rows[number]))
        return self._built[number]

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


class StoredEntries:
    """Packed entries; an entry is built when it is first read. Fields share equal traits, ports and conditions."""

    def __init__(self, row: Row) -> None:
        self._parts: list[Row] = row["parts"]
        self._rows: list[bytes] = row["entries"]
        self._built: dict[int, StoredEntry] = {}
        self._known: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def entry(self, number: int) -> StoredEntry:
        """One entry by its position in the packed order."""
        if number not in self._built:
            self._built[number] = StoredEntry(self._rows[number], self._part)
        return self._built[number]

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
