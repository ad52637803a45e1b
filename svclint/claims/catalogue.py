"""catalogue/*.yaml → Catalogue: which field of which kind holds an address, and what it claims; one file a project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable

from svclint.claims.deep import Deep, deep_keys
from svclint.claims.fields import Condition, Entry, Field, PortSource, Trait
from svclint.claims.paths import split_path
from svclint.claims.roles import ROLES
from svclint.claims.traits import TRAITS
from svclint.datafiles import Plain, load_all
from svclint.model import TraitValue

DEFAULTS: Mapping[str, TraitValue] = {"string": "", "int": 0, "bool": False, "list": ()}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries, by kind; `traits` gives every trait's type, which is the same in all of them."""

    entries: tuple[Entry, ...]
    traits: Mapping[str, str]
    by_kind: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    deep: Deep = field(default_factory=dict)

    def of(self, kind: str) -> Iterator[Entry]:
        yield from self.by_kind.get(kind, ())
        if kind:
            yield from self.by_kind.get("*", ())

    def words(self) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
        """For the scanner: a document can hold a claim if a word of each set of some pair occurs in it."""
        for entry in self.entries:
            yield frozenset(entry.kinds) - {"*", ""}, entry.words


class CatalogueError(Exception):
    """An entry that does not fit the others; the message names file and entry."""


def folder() -> Traversable:
    """Where svclint's own catalogue files are."""
    return files("svclint") / "catalogue"


def load_catalogue(folders: Iterable[Traversable] = ()) -> Catalogue:
    """The catalogue that svclint ships, and the files of further folders."""
    data = [item for place in (folder(), *folders) for item in load_all(place, "catalogue")]
    return build(data)


def build(data: Iterable[Plain]) -> Catalogue:
    """Validated catalogue files (plain data) → Catalogue. Raises CatalogueError where two files disagree."""
    traits: dict[str, str] = dict(TRAITS)
    entries: list[Entry] = []
    for document in data:
        for raw in document["entries"]:
            entry = _entry(document["project"], raw)
            for spec in entry.fields:
                if spec.role not in ROLES:
                    raise CatalogueError(f"{document['project']}: no such role: {spec.role!r}")
            for one in (trait for spec in entry.fields for trait in spec.traits):
                if traits.setdefault(one.name, one.kind) != one.kind:
                    raise CatalogueError(f"{document['project']}: trait '{one.name}' is a {traits[one.name]} elsewhere")
            entries.append(entry)
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        for kind in entry.kinds:
            by_kind.setdefault(kind, []).append(entry)
    deep = deep_keys(spec.path for entry in entries for spec in entry.fields)
    return Catalogue(tuple(entries), traits, {kind: tuple(found) for kind, found in by_kind.items()}, deep)


def _entry(project: str, raw: Plain) -> Entry:
    roots = raw.get("roots", [""])
    shared = raw.get("traits", {})
    fields = tuple(
        _field(spec, root + spec["path"], shared, raw.get("ports")) for spec in raw["fields"] for root in roots
    )
    words = frozenset(raw["words"]) if "words" in raw else frozenset(_word(one.path) for one in fields)
    kinds = _many(raw.get("kind", ""))
    return Entry(
        project=project,
        groups=_many(raw.get("group", "*")),
        kinds=kinds,
        names=_many(raw.get("names", [])),
        keys=_many(raw.get("keys", [])),
        fields=fields,
        words=words,
        any_keys=_many(raw.get("any-keys", [])),
        files=_many(raw.get("files", [])),
        describes=_many(raw.get("describes", [])),
        except_kinds=_many(raw.get("except-kinds", [])),
    )


def _field(spec: Plain, path: str, shared: Plain, ports: Plain | None) -> Field:
    segments = split_path(path)
    traits = {**shared, **spec.get("traits", {})}
    own = spec.get("ports", ports)
    literal = [one for one in segments if one[:1] not in "*(["]
    return Field(
        path=segments,
        role=spec["role"],
        syntax=spec.get("syntax", "block"),
        split=spec.get("split", ""),
        label=spec.get("label", literal[-1] if literal else ""),
        values=_many(spec.get("values", [])),
        strict=spec.get("strict", spec.get("syntax", "block") in ("block", "ifaddr") and "**" not in segments),
        traits=tuple(_trait(name, one) for name, one in sorted(traits.items())),
        ports=tuple(_ports(one) for one in (own if isinstance(own, list) else [own] if own else [])),
        empty=spec.get("empty"),
        absent=spec.get("absent"),
        address=_many(spec.get("address", [])),
        until=spec.get("until", ""),
        pattern=spec.get("pattern", ""),
        text=spec.get("as", ""),
        when=_condition(spec["if"]) if "if" in spec else None,
        allowed=_many(spec.get("allows", [])),
    )


def _condition(spec: Plain) -> Condition:
    values = _many(spec["values"]) if "values" in spec else None
    return Condition(_many(spec["path"]), values, spec.get("absent", False))


def _trait(name: str, spec: Plain) -> Trait:
    if not isinstance(spec, dict):
        value = _frozen(spec)
        return Trait(name, _type(value), (), value, constant=True, present=False)
    kind = "bool" if spec.get("present") else spec.get("type", "string")
    default = _frozen(spec.get("default", DEFAULTS[kind]))
    return Trait(name, kind, _many(spec["path"]), default, constant=False, present=bool(spec.get("present")))


def _ports(spec: Plain) -> PortSource:
    usual = "TCP" if "constant" in spec else ""
    constant, end = tuple(spec.get("constant", ())), spec.get("end", "")
    return PortSource(spec.get("path", ""), spec.get("port", "."), spec.get("protocol", usual), constant, end)


def _word(path: tuple[str, ...]) -> str:
    """The longest literal of a path: a document without it cannot hold the field."""
    literals = [
        re.split("[=~]", one)[-1].rstrip("]") if one.startswith("[") else one.rstrip("*")
        for one in path
        if one[:1] not in "*("
    ]
    return max((one for one in literals if not one.rstrip(":").isdigit()), key=len, default="")


def _many(value: Plain) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _frozen(value: Plain) -> TraitValue:
    return tuple(value) if isinstance(value, list) else value


def _type(value: TraitValue) -> str:
    return {bool: "bool", int: "int", str: "string", tuple: "list"}[type(value)]
