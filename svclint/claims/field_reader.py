"""One field of the catalogue and one match in a document → the claims, unresolved values and flaws of the match."""

from __future__ import annotations

import re
from collections.abc import Iterator

from svclint import redact
from svclint.claims.addresses import NotAnAddress, looks_like_address
from svclint.claims.blocks import Endpoint, parse_block, split_endpoint
from svclint.claims.catalogue_fields import BOOLEANS, Field
from svclint.claims.embedded import OPENERS
from svclint.claims.listeners import PORT_NAME, port_number
from svclint.claims.not_an_address import no_quotes, not_an_address, unquoted
from svclint.claims.paths import Match, relative
from svclint.claims.placeholders import unknown_reason
from svclint.claims.ports_and_traits import ports_of, summary, traits_of
from svclint.claims.split_values import split_values
from svclint.claims.typed_values import bool_text, boolean, minor_version, port_range, word, yaml_bool
from svclint.documents.list_items import VariableValue
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.provenance import place as where
from svclint.documents.read import Document
from svclint.lazy_dataclasses import replace
from svclint.lazy_re import regex
from svclint.light_typing import Any
from svclint.model import Claim, Flaw, Location, Owner, Related, Span, Unresolved

Extracted = Claim | Unresolved | Flaw

_EMPTY = frozenset({"", "null", "~"})
_NOTHING = frozenset({"", "none", "null", "auto", "~"})
# The hosts of a listener on every address of the machine.
_EVERYWHERE = frozenset({"", "*", "0.0.0.0", "::", "[::]"})  # noqa: S104 - read, not bound
# A DNS name, including wildcards and underscores, but not file names, sockets or a bare `*`.
_NAME = regex(r"(?=.*[^\W\d_])(\*\.)?[\w-]+(\.[\w-]+)*\.?")

# Syntaxes that accept a YAML boolean as a value.
_WORDS = BOOLEANS | {"text", "version"}
# Roles of lists from whose gaps rules conclude: what no known member is, an unknown one may be.
_MAY_BE_IT = frozenset({"pool", "certificate-name"})
# A host whose domain is a variable.
_BELOW_UNKNOWN = regex(r"[\w-]+(\.[\w-]+)*\.\$\{[A-Z_a-z][\w]*\}")


class FieldReader:
    """One field of the catalogue and one match in a document → the claims, unresolved values and flaws of the match."""

    def __init__(self, spec: Field, match: Match, document: Document, owner: Owner) -> None:
        self._spec = spec
        self._match = match
        self._document = document
        self._owner = owner

    def read(self) -> Iterator[Extracted]:
        """The results for the node of the match: one, or one for each value in it."""
        spec, node = self._spec, self._match.node
        if spec.syntax == "any":
            judged = spec.predicate != "" and isinstance(node, ScalarNode)  # the value is at fault, not its key
            anchor = node if self._match.key is None or judged else self._match.key
            yield self.claim(self.place(anchor.span), summary(node) or spec.empty or "")
        elif spec.syntax == "list":
            yield from self._list(node)
        elif isinstance(node, MapNode):
            if spec.syntax == "block" and spec.strict and (key := unquoted(node)):
                yield no_quotes(self.place(key.span), key.text)
        elif spec.empty is not None and isinstance(node, ScalarNode) and node.text.strip().lower() in _EMPTY:
            yield self.claim(self.place(node.span), spec.empty)
        else:
            for scalar, piece, span in split_values(node, spec.split):
                yield from self._piece(scalar, self._value_text(piece.strip()), self.place(span))

    def _list(self, node: Node) -> Iterator[Extracted]:
        """One claim of a list: its entries, and whether some of them cannot be known here."""
        if isinstance(node, ScalarNode) and self._spec.pattern:
            node = node._replace(text=self._value_text(node.text))
        pieces = [(scalar, text) for scalar, text, _ in split_values(node, self._spec.split) if text]
        if not pieces or isinstance(node, MapNode):
            return
        reasons = [unknown_reason(scalar, text, names_only=False) for scalar, text in pieces]
        place = self.place(pieces[0][0].span)
        yield from (
            Unresolved(place, redact.prose(text), reason)
            for (_, text), reason in zip(pieces, reasons, strict=True)
            if reason
        )
        entries = tuple(text for _, text in pieces)
        nested = isinstance(node, ListNode) and not all(isinstance(item, ScalarNode) for item in node.items)
        claim = self.claim(place, ",".join(entries))
        traits = {**claim.traits, "entries": entries, "unreadable": nested or any(reasons)}
        settings = tuple(value for scalar, _ in pieces for value in self._document.used.get(scalar.span, ()))
        yield _with_settings(replace(claim, traits=traits), settings)

    def claim(self, place: Location, text: str, port: int | None = None, **more: Any) -> Claim:
        """A claim with the role, ports and traits of the field; `more` are further fields of the claim."""
        spec, tree = self._spec, self._document.node
        traits = traits_of(spec, self._match, tree)
        owner = str(self._owner)
        title = spec.label if not owner else f"{spec.label} of {owner}" if spec.label else owner
        values = {"ports": ports_of(spec, self._match, tree, port), "traits": traits, **more}
        return Claim(self._owner, spec.role, place, text, title, **values)

    def place(self, span: Span) -> Location:
        """The location of a span of the document in the files of the repository."""
        file, span = where(self._document, span)
        return Location(file, span, self._owner, self._match.pointer, self._document.origin)

    def _piece(self, scalar: ScalarNode, text: str, place: Location) -> Iterator[Extracted]:
        """The results for one value of the field."""
        spec = self._spec
        if isinstance(scalar.value, bool) and spec.syntax not in _WORDS:
            return
        if text.lower() in _NOTHING and text not in spec.values:
            return
        if spec.syntax == "bind":
            yield from self._bound(scalar, text, place)
            return
        if reason := unknown_reason(scalar, text, names_only=spec.syntax not in _WORDS):
            yield from self._unresolved(text, place, reason)
            return
        if spec.syntax in BOOLEANS:
            value = boolean(scalar, spec.syntax)
            if value is None:  # the reader of the field rejects it
                return
            text = bool_text(value)
        if spec.values and text not in spec.values and word(scalar) not in spec.values:
            return
        if spec.syntax in ("port", "port-or-name") and type(scalar.value) is int and text == scalar.text:
            text = str(scalar.value)  # 010 is 8 to Kubernetes
        results = self._typed(place, spec.text or text)
        used = self._document.used.get(scalar.span, ())
        yield from (_with_settings(extracted, used) for extracted in results) if used else results

    def _unresolved(self, text: str, place: Location, reason: str) -> Iterator[Extracted]:
        spec = self._spec
        if not spec.values:
            yield Unresolved(place, redact.prose(text), reason)
        if spec.role == "dns-name" and _BELOW_UNKNOWN.fullmatch(text):  # equal texts are equal names
            yield self.claim(place, text, host=text.lower())
        if spec.role in _MAY_BE_IT:
            yield replace(self.claim(place, text), role=f"unknown-{spec.role}")

    def _value_text(self, text: str) -> str:
        """The value in a piece of text: the groups of the field's pattern, and the last address if there is a path."""
        spec = self._spec
        if spec.pattern:
            match = re.search(spec.pattern, text)
            text = "-".join(filter(None, match.groups())) if match else ""
        if spec.until and text:
            last = next(iter(relative(self._match, spec.until, self._document.node, OPENERS)), None)
            text = f"{text}-{last.text.strip()}" if isinstance(last, ScalarNode) and last.text.strip() else text
        return text

    def _typed(self, place: Location, text: str) -> Iterator[Extracted]:
        match self._spec.syntax:
            case "text":
                yield self.claim(place, text)
            case "bool" | "flag" | "rendered":
                yield self.claim(place, text, value=yaml_bool(text))
            case "version":
                yield self.claim(place, text, value=minor_version(text))
            case "port":
                if text.isdecimal() and len(text) < 6 and 0 < int(text) < 65536:
                    yield self.claim(place, text, int(text))
            case "port-or-name" | "port-name":
                if number := port_number(text):
                    if self._spec.syntax == "port-or-name":
                        yield self.claim(place, text, number)
                elif PORT_NAME.fullmatch(text):
                    yield self.claim(place, text, ports=())
            case "ports":
                if ports := port_range(text):
                    yield self.claim(place, text, ports=ports)
            case "host":
                yield from self._named(place, text, Endpoint(text))
            case "domain":
                yield from self._named(place, text, Endpoint(f"*.{text}"))
            case "endpoint":
                yield from self._named(place, redact.endpoint(text), split_endpoint(text))
            case "listen":
                end = split_endpoint(text)
                if end.host not in _EVERYWHERE:
                    yield from self._named(place, text, end)
                elif end.port is not None:
                    yield self.claim(place, text, end.port)
            case _:
                yield from self._address(place, text)

    def _bound(self, scalar: ScalarNode, text: str, place: Location) -> Iterator[Extracted]:
        """The claim of a listener: `host:port`, `:port`, a port or a host, with the host as trait `host_ip`.

        A host that a variable holds is taken as every address of the machine. Port 0 switches a listener off.
        """
        end = split_endpoint(f":{text}" if text.isdecimal() else text)
        is_unknown = bool(unknown_reason(scalar, end.host, names_only=False))
        if end.port == 0 or (end.port is None and is_unknown):
            return
        claim = self.claim(place, text, end.port)
        if not text.isdecimal():
            host = "" if is_unknown or end.host in _EVERYWHERE else end.host
            claim = replace(claim, traits={**claim.traits, "host_ip": host})
        yield claim

    def _address(self, place: Location, text: str) -> Iterator[Extracted]:
        spec, parsed = self._spec, parse_block(text)
        if isinstance(parsed, NotAnAddress):
            if spec.strict:
                yield not_an_address(place, text, parsed.reason)
        elif spec.syntax == "ifaddr" and parsed.host is not None:
            yield self.claim(place, text, block=parsed.host)
        else:
            for number, block in enumerate(parsed.readings):
                claim = self.claim(place, text, block=block)
                stated = () if number else tuple(str(problem) for problem in parsed.problems)
                problems = tuple(problem for problem in stated if problem not in spec.allowed)
                yield replace(claim, traits={**claim.traits, "problems": problems, "alternative": number > 0})

    def _named(self, place: Location, text: str, end: Endpoint) -> Iterator[Extracted]:
        """The claims of a host: by address, or by name and with each address at the field's `address` paths."""
        claim, parsed = self.claim(place, text, end.port), parse_block(end.host)
        if not isinstance(parsed, NotAnAddress):
            yield replace(claim, block=parsed.block)
        elif looks_like_address(end.host):
            yield not_an_address(place, text, parsed.reason)
        elif _NAME.fullmatch(end.host):
            named = replace(claim, host=end.host.lower().rstrip("."))
            if not self._spec.address:
                yield named
            for path in self._spec.address:
                for node in relative(self._match, path, self._document.node, OPENERS):
                    for _, piece, _ in split_values(node, "comma"):
                        parsed_piece = parse_block(piece)
                        if not isinstance(parsed_piece, NotAnAddress):
                            yield replace(named, block=parsed_piece.block)


def _with_settings(extracted: Extracted, variables: tuple[VariableValue, ...]) -> Extracted:
    """A claim or flaw with the locations that set the variables in its text."""
    owner = extracted.location.owner
    places = tuple(
        Related(
            Location(variable.file, variable.span, owner, f"/{variable.name}"),
            f"{variable.name} is set to '{variable.text}' here",
        )
        for variable in variables
    )
    if isinstance(extracted, Claim):
        return replace(extracted, settings=places)
    return replace(extracted, related=places) if isinstance(extracted, Flaw) else extracted
