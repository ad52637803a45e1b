"""The text of a question → how svclint understands it: an address, a port, a name, an object, a line, a rule, …"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from svclint.claims.blocks import NotAnAddress, ParsedBlock, looks_like_address, parse_block, split_endpoint
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Block, Port

KINDS = ("line", "rule", "address", "port", "finding", "object", "name")
"""What a question may be about, in the order of precedence."""
LONGEST = 500
"""The most characters of a question."""

_LINE = regex(r"(?P<file>.+?):(?P<line>\d{1,7})(?::\d{1,7})?")
_PORT = regex(r"(?P<first>\d{1,5})(?:-(?P<last>\d{1,5}))?(?:/(?P<protocol>tcp|udp|sctp))?", re.IGNORECASE)
_FINGERPRINT = regex(r"[0-9a-f]{8,32}", re.IGNORECASE)
_NAME = regex(r"(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*\.?", re.IGNORECASE)
_HIGHEST_PORT = 65535
_PROTOCOLS = ("TCP", "UDP", "SCTP")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file; `file` is as written."""

    file: str
    number: int


@dataclass(frozen=True, slots=True)
class ObjectName:
    """An object: parts that are not stated are empty. `text` is the question."""

    kind: str
    namespace: str
    name: str
    text: str


Value = str | Line | Block | tuple[Port, ...] | ObjectName


@dataclass(frozen=True, slots=True)
class Question:
    """A question of one of `KINDS`. `value` is its text, or what was parsed from it."""

    kind: str
    value: Value
    text: str


class UnclearError(Exception):
    """A text that is not a question of the kind that was requested, or of any kind; the message says why."""


def understood(text: str, rules: Collection[str], is_file: Callable[[str], bool], kind: str = "") -> Question:
    """The question that a text is: of `kind`, else of the first of `KINDS` that the text can be.

    `rules` are the IDs of the rules, also former ones. Raises UnclearError.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise UnclearError("the question is empty" if not text else f"the question is longer than {LONGEST} characters")
    if not kind and looks_like_address(text) and isinstance(parsed := parse_block(text), NotAnAddress):
        raise UnclearError(f"{text} is not an address, a CIDR or a range: {parsed.reason}")
    for name in (kind,) if kind else KINDS:
        value = _parsed(name, text, rules, is_file, forced=bool(kind))
        if value is not None:
            return Question(name, value, text)
    raise UnclearError(_reason(text, kind))


def _parsed(
    kind: str, text: str, rules: Collection[str], is_file: Callable[[str], bool], *, forced: bool
) -> Value | None:
    if kind == "line":
        return _line(text, is_file, forced=forced)
    if kind == "rule":
        return text if text in rules or forced else None
    if kind == "address":
        return _block(text)
    if kind == "port":
        return _ports(text)
    if kind == "finding":
        return text.lower() if _FINGERPRINT.fullmatch(text) else None
    if kind == "object":
        return object_name(text, bare=forced)
    host = _host(text)
    bare = "." not in host.rstrip(".") and "://" not in text
    return host if host and (forced or not bare) and _NAME.fullmatch(host) else None


def _line(text: str, is_file: Callable[[str], bool], *, forced: bool) -> Line | None:
    match = _LINE.fullmatch(text)
    if match is None or not int(match["line"]):
        file, _, number = text.rpartition(":")
        if file and is_file(file):
            raise UnclearError(f"{number} is not the number of a line of {file}")
        return None
    if _block(text) is not None:
        return None
    named = "/" in match["file"] or match["file"].lower().endswith((".yaml", ".yml", ".json", ".ini", ".tfvars"))
    if not (forced or is_file(match["file"]) or (named and "://" not in text)):
        return None
    return Line(match["file"], int(match["line"]))


def _block(text: str) -> Block | None:
    """The address, CIDR or range that a text is, also with a port or as part of a URL."""
    parsed = parse_block(text)
    if not isinstance(parsed, ParsedBlock):
        parsed = parse_block(_host(text))
    return parsed.block if isinstance(parsed, ParsedBlock) else None


def _host(text: str) -> str:
    return split_endpoint(text).host.lower()


def _ports(text: str) -> tuple[Port, ...] | None:
    match = _PORT.fullmatch(text)
    if match is None:
        return None
    first, last = int(match["first"]), int(match["last"] or match["first"])
    if not 0 < first <= last <= _HIGHEST_PORT:
        return None
    protocols = (match["protocol"].upper(),) if match["protocol"] else _PROTOCOLS
    return tuple(Port(protocol, first, last) for protocol in protocols)


def object_name(text: str, *, bare: bool = False) -> ObjectName | None:
    """`kind/name`, `namespace/name`, `kind/namespace/name` or `Kind namespace/name`; with `bare`, also only a name.

    Of two parts, the first may be a kind or a namespace: `kind` and `namespace` are then both that part.
    """
    kind, space, rest = text.partition(" ")
    parts = [kind, *rest.strip().split("/")] if space else text.split("/")
    if "://" in text or not all(parts) or any(" " in part for part in parts):
        return None
    if len(parts) == 3:
        return ObjectName(parts[0], parts[1], parts[2], text)
    if len(parts) == 2:
        return ObjectName(parts[0], "" if space else parts[0], parts[1], text)
    return ObjectName("", "", text, text) if bare and len(parts) == 1 else None


def _reason(text: str, kind: str) -> str:
    if kind == "address" and isinstance(parsed := parse_block(text), NotAnAddress):
        return f"{text} is not an address, a CIDR or a range: {parsed.reason}"
    forms = {
        "line": "FILE:LINE, such as apps/web.yaml:12",
        "port": "a port, such as 443, 53/UDP or 30000-30100",
        "finding": "a fingerprint: 8 to 32 hexadecimal digits, as the JSON report shows it",
        "object": "an object, such as Service/web or shop/web",
        "name": "a DNS name, such as lb.example.com",
    }
    if kind in forms:
        return f"{text} is not {forms[kind]}"
    return ""
