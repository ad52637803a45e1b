"""catalogue/*.yaml → the content of a Catalogue as plain data, made once for the pack; one file per project."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.claims.catalogue_cache import packed
from svclint.claims.catalogue_fields import BOOLEANS, DEFAULTS, LISTS, Condition, Entry, Field, PortSource, Trait
from svclint.claims.path_index import deep_keys
from svclint.claims.paths import split_path
from svclint.claims.program_listeners import listener_fields
from svclint.claims.roles import ROLES
from svclint.claims.scan_terms import scan_terms
from svclint.claims.traits import TRAITS
from svclint.datafiles import Plain
from svclint.documents.scan import STRUCTURE, Wanted, planned
from svclint.model import TraitValue

# The keys of `requirement` in a field → the traits of its claims.
_REQUIREMENT = {"holds": "must_hold", "meets": "must_meet", "parser": "parser", "otherwise": "otherwise"}


class CatalogueError(Exception):
    """An entry that contradicts the others; the message names the project."""


def index(data: Iterable[Plain]) -> Plain:
    """The content of a Catalogue as plain data, for the cache. Raises CatalogueError."""
    traits: dict[str, str] = dict(TRAITS)
    entries: list[Entry] = []
    for document in data:
        for raw in document["entries"]:
            entry = _entry(document["project"], raw)
            for spec in entry.fields:
                if spec.role not in ROLES:
                    raise CatalogueError(f"{document['project']}: unknown role {spec.role!r}")
            for trait in (trait for spec in entry.fields for trait in spec.traits):
                if traits.setdefault(trait.name, trait.kind) != trait.kind:
                    raise CatalogueError(
                        f"{document['project']}: trait '{trait.name}' has type {traits[trait.name]} elsewhere"
                    )
            entries.append(entry)
    kinds: dict[str, list[int]] = {}
    asking: dict[str, list[int]] = {}
    needing = {role for entry in entries for role in entry.needed_by}
    for number, entry in enumerate(entries):
        for kind in entry.kinds:
            kinds.setdefault(kind, []).append(number)
            if any(spec.role in needing for spec in entry.fields):
                asking.setdefault(kind, []).append(number)
    deep = deep_keys(spec.path for entry in entries for spec in entry.fields)
    pairs: dict[tuple[str, ...], dict[Wanted, None]] = {(): dict.fromkeys(STRUCTURE)}
    for entry in entries:
        pairs.setdefault(entry.needed_by, {}).update(dict.fromkeys(scan_terms(entry)))
    return {
        "traits": traits,
        "deep": [[list(prefix), sorted(keys)] for prefix, keys in deep.items()],
        "kinds": kinds,
        "asking": asking,
        "stored": packed(entries),
        "scan": [[list(roles), planned(wanted)] for roles, wanted in pairs.items()],
    }


def _entry(project: str, raw: Plain) -> Entry:
    roots = raw.get("roots", [""])
    shared = raw.get("traits", {})
    specs = [*raw.get("fields", ()), *(spec for row in raw.get("listeners", ()) for spec in listener_fields(row))]
    fields = tuple(_field(spec, root + spec["path"], shared, raw.get("ports")) for spec in specs for root in roots)
    kinds = _as_tuple(raw.get("kind", ""))
    return Entry(
        project=project,
        groups=_as_tuple(raw.get("group", "*")),
        kinds=kinds,
        names=_as_tuple(raw.get("names", [])),
        keys=_as_tuple(raw.get("keys", [])),
        fields=fields,
        words=frozenset(raw.get("words", ())),
        any_keys=_as_tuple(raw.get("any-keys", [])),
        files=_as_tuple(raw.get("files", [])),
        describes=_as_tuple(raw.get("describes", [])),
        except_kinds=_as_tuple(raw.get("except-kinds", [])),
        needed_by=_as_tuple(raw.get("needed-by", [])),
    )


def _field(spec: Plain, path: str, shared: Plain, ports: Plain | None) -> Field:
    segments = split_path(path)
    requirement = {_REQUIREMENT[key]: value for key, value in spec.get("requirement", {}).items()}
    traits = {**shared, **spec.get("traits", {}), **_target(spec.get("refers", {})), **requirement}
    own = spec.get("ports", ports)
    literal = [segment for segment in segments if segment[:1] not in "*(["]
    return Field(
        path=segments,
        role=spec["role"],
        syntax=spec.get("syntax", "block"),
        split=spec.get("split", ""),
        label=spec.get("label", literal[-1] if literal else ""),
        values=_as_tuple(spec.get("values", [])),
        strict=spec.get("strict", spec.get("syntax", "block") in ("block", "ifaddr") and "**" not in segments),
        traits=tuple(_trait(name, trait) for name, trait in sorted(traits.items())),
        ports=tuple(_ports(source) for source in (own if isinstance(own, list) else [own] if own else [])),
        empty=spec.get("empty"),
        absent=spec.get("absent"),
        address=_as_tuple(spec.get("address", [])),
        until=spec.get("until", ""),
        pattern=spec.get("pattern", ""),
        text=spec.get("as", ""),
        when=_conditions(spec.get("if", [])),
        allowed=_as_tuple(spec.get("allows", [])),
        predicate=spec.get("predicate", ""),
        unless=_as_tuple(spec.get("unless", [])),
    )


def _target(spec: Plain) -> Plain:
    """What a reference names (`refers` of a field) as traits."""
    traits: Plain = {f"target_{name}": {"path": spec[name]} for name in ("name", "namespace") if name in spec}
    if "selections" in spec:
        traits["target_selections"] = {"type": "selections", **spec["selections"]}
    if "listeners" in spec:
        traits["target_listeners"] = {"path": spec["listeners"], "type": "listeners"}
    return traits | ({"target_kind": spec["kind"]} if spec else {})


def _conditions(specs: Plain) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            _as_tuple(spec["path"]),
            _as_tuple(spec["values"]) if "values" in spec else None,
            spec.get("absent", False),
        )
        for spec in (specs if isinstance(specs, list) else [specs])
    )


def _trait(name: str, spec: Plain) -> Trait:
    if not isinstance(spec, dict):
        value = _frozen(spec)
        return Trait(name, _type(value), (), value, constant=True, present=False)
    stated = spec.get("type", "string")
    kind = "bool" if spec.get("present") or stated in BOOLEANS else "list" if stated in LISTS else stated
    syntax = stated if stated in BOOLEANS | LISTS else "bool"
    default = _frozen(spec.get("default", DEFAULTS[kind]))
    paths, present = _as_tuple(spec["path"]), bool(spec.get("present"))
    rooted = all(path.startswith("/") for path in paths)
    return Trait(name, kind, paths, default, constant=False, present=present, syntax=syntax, rooted=rooted)


def _ports(spec: Plain) -> PortSource:
    usual = "TCP" if "constant" in spec else ""
    constant, end = tuple(spec.get("constant", ())), spec.get("end", "")
    return PortSource(spec.get("path", ""), spec.get("port", "."), spec.get("protocol", usual), constant, end)


def _as_tuple(value: Plain) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _frozen(value: Plain) -> TraitValue:
    return tuple(value) if isinstance(value, list) else value


def _type(value: TraitValue) -> str:
    return {bool: "bool", int: "int", str: "string", tuple: "list"}[type(value)]
