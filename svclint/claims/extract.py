"""A Document and the Catalogue → what the document claims, what of it stays unresolved, and what is no address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from svclint.claims.addresses import NotAnAddress, looks_like_address
from svclint.claims.blocks import parse_block, split_endpoint
from svclint.claims.catalogue import Catalogue
from svclint.claims.catalogue_fields import BOOLEANS, Entry, Field
from svclint.claims.embedded import OPENERS
from svclint.claims.not_an_address import no_quotes, not_an_address, unquoted
from svclint.claims.not_kubernetes import is_not_kubernetes
from svclint.claims.patch_delete import without_deleted
from svclint.claims.path_index import Finder
from svclint.claims.paths import Match, relative
from svclint.claims.placeholders import unknown_reason
from svclint.claims.ports_and_traits import holds, ports_of, summary, trait_of
from svclint.claims.split_values import split_values
from svclint.claims.typed_values import boolean, port_range, said, word, yaml_bool
from svclint.documents.list_items import VariableValue, brief, known_as
from svclint.documents.node import MapNode, ScalarNode
from svclint.documents.provenance import place as where
from svclint.documents.read import Document
from svclint.lazy_dataclasses import replace
from svclint.lazy_re import regex
from svclint.model import Claim, Flaw, Location, Owner, Related, Span, Unresolved

Extracted = Claim | Unresolved | Flaw

_NOTHING = frozenset({"", "none", "null", "auto", "~"})
# What stands for every address of a host, where something listens.
_EVERYWHERE = frozenset({"", "*", "0.0.0.0", "::", "[::]"})  # noqa: S104 - read, not bound
# What stands before the host of a URL, and its query; no report shows it. A `:` that begins no port begins a password,
# in which somebody may have left a `/` as it is.
_PASSWORD = regex(r"//(?:[^/@]*|[^/@:\[\s]*:(?!\d*(?:/|$))[^@\s]{0,500})@")
_QUERY = regex(r"(?<=[^?])\?.*")
# A DNS name, wildcards and underscores included; file names, sockets and `*` alone are none.
_NAME = regex(r"(?=.*[^\W\d_])(\*\.)?[\w-]+(\.[\w-]+)*\.?")

# Fields of words: what YAML takes for a boolean is a value there.
_WORDS = BOOLEANS | {"text"}
# A host in a domain that only a variable of the whole cluster names.
_BELOW_UNKNOWN = regex(r"[\w-]+(\.[\w-]+)*\.\$\{[A-Z_a-z][\w]*\}")


def extract(document: Document, cluster: str, catalogue: Catalogue) -> Iterator[Extracted]:
    """Every claim of one document in one cluster, in the order of the catalogue and then as written."""
    if is_not_kubernetes(document):
        return
    if document.deletes:
        node = without_deleted(document.node)
        if not isinstance(node, MapNode):
            return
        document = replace(document, node=node)
    root = Match(document.node, "", ())
    finder = Finder(root, OPENERS, catalogue.deep)
    for entry, keys in catalogue.candidates(document.kind):
        if (keys and keys.isdisjoint(finder.keys)) or not _applies(entry, document):
            continue
        owner = _owner(entry, root, document, cluster)
        for spec in entry.fields:
            matches = finder.matches(spec.path) if finder.leads(spec.path) else []
            for match in matches:
                if spec.when is None or holds(spec.when, match, document.node):
                    yield from _read(spec, match, document, owner)
            if spec.absent is not None and not matches and (not spec.when or holds(spec.when, root, document.node)):
                first = document.node.entries[0][0] if document.node.entries else document.node
                yield _claim(spec, root, document, owner, _place(document, owner, root, first.span), spec.absent)


def _applies(entry: Entry, document: Document) -> bool:
    if "*" not in entry.groups and document.group not in entry.groups:
        return False
    if entry.names and document.name not in entry.names:
        return False
    if "*" in entry.kinds and document.kind == "CustomResourceDefinition":
        return False  # a schema speaks of fields; it claims nothing
    if document.kind in entry.except_kinds:
        return False
    if entry.files and not any(fnmatchcase("/" + document.file, one) for one in entry.files):
        return False
    if entry.any_keys and all(document.node.get(key) is None for key in entry.any_keys):
        return False
    return all(document.node.get(key) is not None for key in entry.keys)


def _owner(entry: Entry, root: Match, document: Document, cluster: str) -> Owner:
    """Whose claims an entry's are; what has no kind is known by its file."""
    for path in entry.describes:
        named = next(iter(relative(root, path, document.node, OPENERS)), None)
        if isinstance(named, ScalarNode) and named.text:
            cluster = named.text
            break
    group, kind, namespace = brief(document.group), brief(document.kind), brief(document.namespace)
    return Owner(brief(cluster), group, kind, namespace, known_as(document))


def _read(spec: Field, match: Match, document: Document, owner: Owner) -> Iterator[Extracted]:
    node = match.node
    if spec.syntax == "any":
        anchor = match.key if match.key is not None else node
        text = summary(node) or spec.empty or ""
        yield _claim(spec, match, document, owner, _place(document, owner, match, anchor.span), text)
        return
    if isinstance(node, MapNode):
        if spec.syntax == "block" and spec.strict and (key := unquoted(node)):
            yield no_quotes(_place(document, owner, match, key.span), key.text)
        return
    if spec.empty is not None and isinstance(node, ScalarNode) and node.text.strip().lower() in ("", "null", "~"):
        yield _claim(spec, match, document, owner, _place(document, owner, match, node.span), spec.empty)
        return
    for scalar, piece, span in split_values(node, spec.split):
        text = _wanted(spec, match, document, piece.strip())
        if (isinstance(scalar.value, bool) and spec.syntax not in _WORDS) or text.lower() in _NOTHING:
            continue
        place = _place(document, owner, match, span)
        reason = unknown_reason(scalar, text, names_only=spec.syntax not in _WORDS)
        if reason:
            if not spec.values:
                yield Unresolved(place, text, reason)
            if spec.role == "dns-name" and _BELOW_UNKNOWN.fullmatch(text):  # two of one text are of one name
                yield replace(_claim(spec, match, document, owner, place, text), host=text.lower())
            if spec.role == "pool":  # what lies in no pool may lie in this one
                claim = _claim(spec, match, document, owner, place, text)
                yield replace(claim, role="unknown-pool")
            continue
        if spec.syntax in BOOLEANS:
            value = boolean(scalar, spec.syntax)
            if value is None:  # whoever reads the field refuses it
                continue
            text = said(value)
        if not spec.values or text in spec.values or word(scalar) in spec.values:
            if spec.syntax == "port" and isinstance(scalar.value, int) and text == scalar.text:
                text = str(scalar.value)  # 010 is 8 to Kubernetes
            made = _value(spec, match, document, owner, place, spec.text or text)
            used = document.used.get(scalar.span, ())
            yield from (_set(one, used) for one in made) if used else made


def _set(one: Extracted, used: tuple[VariableValue, ...]) -> Extracted:
    """A claim or flaw with the places that set the variables its text was made from."""
    places = tuple(
        Related(Location(by.file, by.span, one.location.owner, f"/{by.name}"), f"{by.name} is set to '{by.text}' here")
        for by in used
    )
    if isinstance(one, Claim):
        return replace(one, settings=places)
    return replace(one, related=places) if isinstance(one, Flaw) else one


def _wanted(spec: Field, match: Match, document: Document, text: str) -> str:
    """What of a piece is the value: the part that the field's pattern finds, and a range's end, if it has one."""
    if spec.pattern:
        found = re.search(spec.pattern, text)
        text = found[1] if found else ""
    if spec.until and text:
        last = next(iter(relative(match, spec.until, document.node, OPENERS)), None)
        text = f"{text}-{last.text.strip()}" if isinstance(last, ScalarNode) and last.text.strip() else text
    return text


def _value(
    spec: Field, match: Match, document: Document, owner: Owner, place: Location, text: str
) -> Iterator[Extracted]:
    match spec.syntax:
        case "text":
            yield _claim(spec, match, document, owner, place, text)
        case "bool" | "flag" | "rendered":
            yield replace(_claim(spec, match, document, owner, place, text), value=yaml_bool(text))
        case "port":
            if text.isdecimal() and len(text) < 6 and 0 < int(text) < 65536:
                yield _claim(spec, match, document, owner, place, text, port=int(text))
        case "ports":
            if ports := port_range(text):
                claim = _claim(spec, match, document, owner, place, text)
                yield replace(claim, ports=ports)
        case "host":
            yield from _named(spec, match, document, owner, place, text, text)
        case "endpoint":
            end = split_endpoint(text)
            shown = _QUERY.sub("", _PASSWORD.sub("//", text)) if "//" in text else text
            yield from _named(spec, match, document, owner, place, shown, end.host, port=end.port)
        case "listen":
            end = split_endpoint(text)
            if end.host not in _EVERYWHERE:
                yield from _named(spec, match, document, owner, place, text, end.host, port=end.port)
            elif end.port is not None:
                yield _claim(spec, match, document, owner, place, text, port=end.port)
        case _:
            yield from _address(spec, match, document, owner, place, text)


def _address(
    spec: Field, match: Match, document: Document, owner: Owner, place: Location, text: str
) -> Iterator[Extracted]:
    parsed = parse_block(text)
    if isinstance(parsed, NotAnAddress):
        if spec.strict:
            yield not_an_address(place, text, parsed.reason)
        return
    if spec.syntax == "ifaddr" and parsed.host is not None:
        claim = _claim(spec, match, document, owner, place, text)
        yield replace(claim, block=parsed.host)
        return
    for number, block in enumerate(parsed.readings):
        claim = _claim(spec, match, document, owner, place, text)
        noticed = () if number else tuple(str(one) for one in parsed.problems)
        problems = tuple(one for one in noticed if one not in spec.allowed)
        traits = {**claim.traits, "problems": problems, "alternative": number > 0}
        yield Claim(owner, spec.role, place, text, claim.title, block, "", claim.ports, traits)


def _named(
    spec: Field,
    match: Match,
    document: Document,
    owner: Owner,
    place: Location,
    text: str,
    host: str,
    port: int | None = None,
) -> Iterator[Extracted]:
    claim = _claim(spec, match, document, owner, place, text, port=port)
    parsed = parse_block(host)
    if not isinstance(parsed, NotAnAddress):
        yield replace(claim, block=parsed.block)
    elif looks_like_address(host):
        yield not_an_address(place, text, parsed.reason)
    elif _NAME.fullmatch(host):
        named = replace(claim, host=host.lower().rstrip("."))
        if not spec.address:
            yield named
        for path in spec.address:
            for node in relative(match, path, document.node, OPENERS):
                for _, piece, _ in split_values(node, "comma"):
                    found = parse_block(piece)
                    if not isinstance(found, NotAnAddress):
                        yield replace(named, block=found.block)


def _claim(
    spec: Field, match: Match, document: Document, owner: Owner, place: Location, text: str, port: int | None = None
) -> Claim:
    ports = ports_of(spec, match, document.node, port)
    traits = {one.name: trait_of(one, match, document.node) for one in spec.traits}
    title = spec.label if not str(owner) else f"{spec.label} of {owner}" if spec.label else str(owner)
    return Claim(owner, spec.role, place, text, title, None, "", ports, traits)


def _place(document: Document, owner: Owner, match: Match, span: Span) -> Location:
    file, span = where(document, span)
    return Location(file, span, owner, match.pointer, document.origin)
