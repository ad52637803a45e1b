"""A Document and the Catalogue → what the document claims, what of it stays unresolved, and what is no address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from svclint.claims.addresses import NotAnAddress, looks_like_address
from svclint.claims.blocks import parse_block, split_endpoint
from svclint.claims.catalogue import Catalogue, Entry, Field, PortSource, Trait
from svclint.claims.embedded import OPENERS
from svclint.claims.paths import Match, relative, walk
from svclint.documents.node import Mapping, Node, Scalar, Sequence
from svclint.documents.read import Document
from svclint.model import Claim, Finding, Location, Owner, Port, Severity, Span, TraitValue, Unresolved

Extracted = Claim | Unresolved | Finding

# Why a value cannot be known from the file alone; the first pattern that is found names the reason.
_UNRESOLVED = (
    ("Helm template", re.compile(r"\{\{|\{%")),
    ("Flux variable", re.compile(r"\$\{[A-Za-z_]")),
    ("encrypted value", re.compile(r"^ENC\[|^\$ANSIBLE_VAULT")),
    ("secret reference", re.compile(r"^<path:|^ref\+|^vault:")),
    ("variable", re.compile(r"\$\(|^\$[A-Za-z_]|^%\w+%$|^__\w+__$|#\{|^@\w+@$")),
    ("placeholder", re.compile(r"^<[^>]*>$|REPLACE|CHANGE_?ME|^YOUR[_-]|^TODO\b|^x+(\.x+){3}$", re.IGNORECASE)),
)
_NOTHING = frozenset({"", "none", "null", "auto", "~"})


def extract(document: Document, cluster: str, catalogue: Catalogue) -> Iterator[Extracted]:
    """Every claim of one document in one cluster, in the order of the catalogue and then as written."""
    owner = Owner(cluster, document.group, document.kind, document.namespace, document.name)
    root = Match(document.node, "", ())
    for entry in catalogue.of(document.kind):
        if _applies(entry, document):
            for spec in entry.fields:
                for match in walk(root, spec.path, OPENERS):
                    yield from _read(spec, match, document, owner)


def _applies(entry: Entry, document: Document) -> bool:
    if "*" not in entry.groups and document.group not in entry.groups:
        return False
    if entry.names and document.name not in entry.names:
        return False
    if "*" in entry.kinds and document.kind == "CustomResourceDefinition":
        return False  # a schema speaks of fields; it claims nothing
    return all(document.node.get(key) is not None for key in entry.keys)


def _read(spec: Field, match: Match, document: Document, owner: Owner) -> Iterator[Extracted]:
    node = match.node
    if spec.syntax == "any":
        anchor = match.key if match.key is not None else node
        yield _claim(spec, match, document, owner, _place(document, owner, match, anchor.span), _summary(node))
        return
    if isinstance(node, Mapping):
        yield from _mangled(spec, node, document, owner, match)
        return
    for scalar, piece, span in _pieces(spec, node):
        text = piece.strip()
        if isinstance(scalar.value, bool) and spec.syntax != "text" or text.lower() in _NOTHING:
            continue
        place = _place(document, owner, match, span)
        reason = next((why for why, pattern in _UNRESOLVED if pattern.search(text)), "")
        if reason:
            if not spec.values:
                yield Unresolved(place, text, reason)
        elif not spec.values or text in spec.values:
            yield from _value(spec, match, document, owner, place, text)


def _value(
    spec: Field, match: Match, document: Document, owner: Owner, place: Location, text: str
) -> Iterator[Extracted]:
    match spec.syntax:
        case "text":
            yield _claim(spec, match, document, owner, place, text)
        case "port":
            if text.isdigit() and len(text) < 6:
                yield _claim(spec, match, document, owner, place, text, port=int(text))
        case "host":
            yield from _named(spec, match, document, owner, place, text, text)
        case "endpoint":
            end = split_endpoint(text)
            yield from _named(spec, match, document, owner, place, text, end.host, port=end.port)
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
    for number, block in enumerate(parsed.readings):
        claim = _claim(spec, match, document, owner, place, text)
        problems = tuple(str(one) for one in parsed.problems) if number == 0 else ()
        traits = {**claim.traits, "problems": problems, "alternative": number > 0}
        yield Claim(owner, spec.role, place, text, claim.title, block, "", claim.ports, traits)


def _named(
    spec: Field, match: Match, document: Document, owner: Owner, place: Location, text: str, host: str, port: int | None = None
) -> Iterator[Extracted]:
    claim = _claim(spec, match, document, owner, place, text, port=port)
    parsed = parse_block(host)
    if not isinstance(parsed, NotAnAddress):
        yield Claim(owner, spec.role, place, text, claim.title, parsed.block, "", claim.ports, claim.traits)
    elif looks_like_address(host):
        yield not_an_address(place, text, parsed.reason)
    elif host:
        yield Claim(owner, spec.role, place, text, claim.title, None, host.lower().rstrip("."), claim.ports, claim.traits)


def _claim(
    spec: Field, match: Match, document: Document, owner: Owner, place: Location, text: str, port: int | None = None
) -> Claim:
    ports = _ports(spec, match, document, port)
    traits = {one.name: _trait(one, match, document) for one in spec.traits}
    title = spec.label if not str(owner) else f"{spec.label} of {owner}" if spec.label else str(owner)
    return Claim(owner, spec.role, place, text, title, None, "", ports, traits)


def _pieces(spec: Field, node: Node) -> Iterator[tuple[Scalar, str, Span]]:
    """The values in one field: an item each of a list in a string, with its own place in the file."""
    if isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar):
                yield from _pieces(spec, item)
        return
    if not isinstance(node, Scalar):
        return
    if not spec.split:
        yield node, node.text, node.span
        return
    if spec.split == "json":
        for item in _json_items(node.text):
            yield node, item, _inside(node, node.text.find(item), item)
        return
    pattern = {"comma": r"[^,]+", "space": r"\S+", "lines": r"[^\n]+"}[spec.split]
    for found in re.finditer(pattern, node.text):
        item = found.group().strip()
        if item:
            yield node, item, _inside(node, found.start() + found.group().index(item), item)


def _json_items(text: str) -> tuple[str, ...]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return (text,)
    items = data if isinstance(data, list) else [data]
    return tuple(item for item in items if isinstance(item, str))


def _inside(scalar: Scalar, offset: int, piece: str) -> Span:
    """Where a piece of a scalar's text stands in the file; the whole scalar where quoting hides it."""
    span = scalar.span
    if scalar.style == "|" and scalar.lines:
        row = scalar.text.count("\n", 0, offset)
        line, column = scalar.lines[min(row, len(scalar.lines) - 1)]
        start = column + offset - (scalar.text.rfind("\n", 0, offset) + 1)
        return Span(line, start, line, start + len(piece))
    quote = 1 if scalar.style in ("'", '"') and scalar.style else 0
    width = span.end_column - span.column
    if offset < 0 or span.line != span.end_line or width != len(scalar.text) + 2 * quote:
        return span
    start = span.column + quote + offset
    return Span(span.line, start, span.line, start + len(piece))


def _ports(spec: Field, match: Match, document: Document, port: int | None) -> tuple[Port, ...]:
    found: set[Port] = set()
    if spec.syntax == "port" and port is not None:
        protocol = next((_port_protocol(one, match.parents[-1]) for one in spec.ports), "TCP")
        return (Port(protocol, port, port),)
    if port is not None:
        return (Port("TCP", port, port),)
    for source in spec.ports:
        found.update(Port(source.protocol, number, number) for number in source.constant)
        for node in relative(match, source.path, document.node, OPENERS) if source.path else ():
            number = node if source.port == "." else node.get(source.port) if isinstance(node, Mapping) else None
            if isinstance(number, Scalar) and number.text.isdigit() and len(number.text) < 6:
                found.add(Port(_port_protocol(source, node), int(number.text), int(number.text)))
    return tuple(sorted(found))


def _port_protocol(source: PortSource, node: Node) -> str:
    value = node.get(source.protocol) if source.protocol and isinstance(node, Mapping) else None
    if source.protocol.isupper():
        return source.protocol
    return value.text.upper() if isinstance(value, Scalar) and value.text else "TCP"


def _trait(spec: Trait, match: Match, document: Document) -> TraitValue:
    if spec.constant:
        return spec.default
    found: list[Node] = []
    for path in spec.paths:
        found.extend(relative(match, path, document.node, OPENERS))
        if found and spec.kind != "list":
            break
    if spec.present:
        return bool(found)
    if spec.kind == "list":
        flat = [item for node in found for item in (node.items if isinstance(node, Sequence) else (node,))]
        return tuple(_summary(item) for item in flat) or spec.default
    return _typed(spec, found[0]) if found else spec.default


def _typed(spec: Trait, node: Node) -> TraitValue:
    if not isinstance(node, Scalar):
        return spec.default if spec.kind != "string" else _summary(node)
    if spec.kind == "bool":
        return node.text.strip().lower() in ("true", "yes", "on", "1", "y")
    if spec.kind == "int":
        text = node.text.strip()
        return int(text) if text.isdigit() and len(text) < 10 else spec.default
    return node.text


def _summary(node: Node) -> str:
    """A node in one line, keys sorted, so that two equal nodes (selectors, say) have equal texts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return ",".join(item.text for item in node.items if isinstance(item, Scalar))
    return ",".join(sorted(f"{key.text}={value.text}" for key, value in node.entries if isinstance(value, Scalar)))


def _place(document: Document, owner: Owner, match: Match, span: Span) -> Location:
    return Location(document.file, span, owner, match.pointer, document.origin)


def not_an_address(place: Location, text: str, reason: str) -> Finding:
    """The finding for a text that stands where only an address can."""
    return Finding(place, "invalid-address", Severity.ERROR, f"{text!r} is not an address: {reason}")


def _mangled(spec: Field, node: Mapping, document: Document, owner: Owner, match: Match) -> Iterator[Finding]:
    """`- fd00::` is a mapping to YAML: the address is its key, without the last colon."""
    if spec.syntax != "block" or not spec.strict or len(node.entries) != 1:
        return
    key, value = node.entries[0]
    if isinstance(value, Scalar) and not value.text and isinstance(parse_block(key.text + ":"), NotAnAddress) is False:
        place = _place(document, owner, match, key.span)
        reason = "without quotes YAML reads it as a mapping with an empty value; put it in quotes"
        yield not_an_address(place, key.text + ":", reason)
