"""catalogue/*.yaml → Catalogue: which field of which kind holds an address, and what it claims; one file a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from svclint.claims.catalogue_cache import StoredEntries, packed
from svclint.claims.catalogue_fields import BOOLEANS, Condition, Entry, Field, PortSource, Trait
from svclint.claims.path_index import Deep, deep_keys
from svclint.claims.paths import split_path
from svclint.claims.roles import ROLES
from svclint.claims.scan_terms import wanted
from svclint.claims.traits import TRAITS
from svclint.datafiles import Plain, load_all
from svclint.documents.scan import STRUCTURE, Scanner, planned
from svclint.model import TraitValue

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

DEFAULTS: Mapping[str, TraitValue] = {"string": "", "int": 0, "bool": False, "list": ()}


class Catalogue:
    """All entries; each is built when its kind is first asked for. `traits` gives every trait's type."""

    def __init__(self, index: Plain) -> None:
        self.traits: Mapping[str, str] = index["traits"]
        self.deep: Deep = {tuple(prefix): frozenset(keys) for prefix, keys in index["deep"]}
        self._kinds: Mapping[str, list[int]] = index["kinds"]
        self._stored = StoredEntries(index["stored"])
        self._plan: Plain = index["scan"]
        self._of: dict[str, tuple[tuple[Entry, frozenset[str]], ...]] = {}

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(map(self._stored.entry, range(len(self._stored))))

    def of(self, kind: str) -> tuple[Entry, ...]:
        """The entries for documents of a kind; an empty one for those without."""
        return tuple(entry for entry, _ in self.candidates(kind))

    def candidates(self, kind: str) -> tuple[tuple[Entry, frozenset[str]], ...]:
        """The same; where an entry's paths all begin with `**`, with the keys of which it takes one, else with none."""
        if kind not in self._of:
            numbers = [*self._kinds.get(kind, ()), *(self._kinds.get("*", ()) if kind else ())]
            found = map(self._stored.entry, numbers)
            self._of[kind] = tuple((entry, _deep_only(entry)) for entry in found)
        return self._of[kind]

    def scanner(self) -> Scanner:
        """What tells the documents that can hold a claim."""
        return Scanner(plan=self._plan)


def _deep_only(entry: Entry) -> frozenset[str]:
    if any(spec.path[:1] != ("**",) or spec.absent is not None for spec in entry.fields):
        return frozenset()
    return frozenset(spec.path[1] for spec in entry.fields)


class CatalogueError(Exception):
    """An entry that does not fit the others; the message names file and entry."""


def folder() -> Path:
    """Where svclint's own catalogue files are."""
    return Path(__file__).parents[1] / "catalogue"


def load_catalogue(folders: Iterable[Traversable] = ()) -> Catalogue:
    """The catalogue that svclint ships, and the files of further folders."""
    further = [one for place in folders for one in load_all(place, "catalogue")]
    if further:
        return build([*load_all(folder(), "catalogue", ours=True), *further])
    return Catalogue(load_all(folder(), "catalogue", index, ours=True))


def build(data: Iterable[Plain]) -> Catalogue:
    """Validated catalogue files (plain data) → Catalogue. Raises CatalogueError where two files disagree."""
    return Catalogue(index(data))


def index(data: Iterable[Plain]) -> Plain:
    """What a Catalogue is made of, as plain data that can be kept. Raises CatalogueError."""
    traits: dict[str, str] = dict(TRAITS)
    entries: list[Entry] = []
    for document in data:
        for raw in document["entries"]:
            entry = _entry(document["project"], raw)
            for spec in entry.fields:
                if spec.role not in ROLES:
                    raise CatalogueError(f"{document['project']}: unknown role {spec.role!r}")
            for one in (trait for spec in entry.fields for trait in spec.traits):
                if traits.setdefault(one.name, one.kind) != one.kind:
                    raise CatalogueError(
                        f"{document['project']}: trait '{one.name}' has type {traits[one.name]} elsewhere"
                    )
            entries.append(entry)
    kinds: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        for kind in entry.kinds:
            kinds.setdefault(kind, []).append(number)
    deep = deep_keys(spec.path for entry in entries for spec in entry.fields)
    pairs = dict.fromkeys([*(pair for entry in entries for pair in wanted(entry)), *STRUCTURE])
    return {
        "traits": traits,
        "deep": [[list(prefix), sorted(keys)] for prefix, keys in deep.items()],
        "kinds": kinds,
        "stored": packed(entries),
        "scan": planned(pairs),
    }


def _entry(project: str, raw: Plain) -> Entry:
    roots = raw.get("roots", [""])
    shared = raw.get("traits", {})
    fields = tuple(
        _field(spec, root + spec["path"], shared, raw.get("ports")) for spec in raw["fields"] for root in roots
    )
    kinds = _many(raw.get("kind", ""))
    return Entry(
        project=project,
        groups=_many(raw.get("group", "*")),
        kinds=kinds,
        names=_many(raw.get("names", [])),
        keys=_many(raw.get("keys", [])),
        fields=fields,
        words=frozenset(raw.get("words", ())),
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
    stated = spec.get("type", "string")
    kind = "bool" if spec.get("present") or stated in BOOLEANS else stated
    syntax = stated if stated in BOOLEANS else "bool"
    default = _frozen(spec.get("default", DEFAULTS[kind]))
    return Trait(
        name, kind, _many(spec["path"]), default, constant=False, present=bool(spec.get("present")), syntax=syntax
    )


def _ports(spec: Plain) -> PortSource:
    usual = "TCP" if "constant" in spec else ""
    constant, end = tuple(spec.get("constant", ())), spec.get("end", "")
    return PortSource(spec.get("path", ""), spec.get("port", "."), spec.get("protocol", usual), constant, end)


def _many(value: Plain) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _frozen(value: Plain) -> TraitValue:
    return tuple(value) if isinstance(value, list) else value


def _type(value: TraitValue) -> str:
    return {bool: "bool", int: "int", str: "string", tuple: "list"}[type(value)]
