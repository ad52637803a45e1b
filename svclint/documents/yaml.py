"""The one door to the YAML parser: a text in, its documents as our own Nodes out, read as Kubernetes reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from svclint.documents.lines import drifts
from svclint.documents.node import Node, ScalarNode, part_of_line
from svclint.documents.transform import moved, placed_at
from svclint.documents.yaml_errors import YamlError
from svclint.model import Span

if TYPE_CHECKING:
    from svclint.documents.compose import ParsedText

__all__ = ["YamlError", "parse", "parse_embedded", "parse_embedded_all"]


def parse(text: str, *, first_line: int = 1) -> Iterator[ParsedText]:
    """The documents of a YAML or JSON text, each as soon as it is complete.

    `first_line` is the number of the text's first line in its file. Raises YamlError where the text stops being
    YAML as Kubernetes reads it; the documents before that have been yielded.
    """
    from svclint.documents.compose import Composer

    text = text.removeprefix("\ufeff")
    if not text.lstrip(" \t\r\n").startswith(("{", "[")):
        yield from Composer(text, first_line).documents()
        return
    json = _json(text, first_line) if "\\/" in text or drifts(text) else None
    if json is not None:  # YAML would refuse the escape, and take U+2028 for the end of a line
        yield json
        return
    seen = 0
    try:
        for parsed in Composer(text, first_line).documents():
            yield parsed
            seen += 1
    except YamlError:
        json = None if seen else _json(text, first_line)
        if json is None:
            raise
        yield json


def _json(text: str, first_line: int) -> ParsedText | None:
    """The text as one JSON value, or None where it is not JSON."""
    from svclint.documents.compose import ParsedText
    from svclint.documents.json_text import JsonComposer, NotJsonError

    try:
        node, doubles = JsonComposer(text, first_line).document()
    except NotJsonError:
        return None
    return ParsedText(node, tuple(later for _, later in doubles), first_line, tuple(earlier for earlier, _ in doubles))


def parse_embedded(scalar: ScalarNode) -> Node | None:
    """The first mapping or sequence of the YAML or JSON that a scalar's text is, at its places in the outer file.

    None where the text does not parse or is no more than a scalar.
    """
    return next(iter(parse_embedded_all(scalar)), None)


def parse_embedded_all(scalar: ScalarNode) -> tuple[Node, ...]:
    """Every document of the text that is a mapping or a sequence; empty where any of it does not parse."""
    if ":" not in scalar.text and not scalar.text.lstrip().startswith(("[", "{", "-")):
        return ()
    try:
        nodes = [parsed.node for parsed in parse(scalar.text)]
    except YamlError:
        return ()
    return tuple(_outward(node, scalar) for node in nodes if node is not None and not isinstance(node, ScalarNode))


def _outward(node: Node, scalar: ScalarNode) -> Node:
    """A node of the inner text at its place in the outer file, as exactly as that is known."""
    span = scalar.span
    if scalar.lines:
        return moved(node, lambda inner: _in_lines(scalar.lines, inner))
    quotes = 1 if scalar.style else 0
    if span.line == span.end_line and span.end_column - span.column == len(scalar.text) + 2 * quotes:
        left = span.column + quotes - 1
        return moved(node, lambda inner: span.on_line(left + inner.column, inner.end_column - inner.column))
    return placed_at(node, span)


def _in_lines(lines: tuple[Span, ...], inner: Span) -> Span:
    """A place in a text, at that of the text's lines."""
    first, last = lines[inner.line - 1], lines[inner.end_line - 1]
    if inner.line == inner.end_line:
        return part_of_line(first, inner.column - 1, inner.end_column - inner.column)
    begin, end = part_of_line(first, inner.column - 1, 0), part_of_line(last, inner.end_column - 1, 0)
    if begin[:2] != begin[2:4] or begin.source != end.source:  # made from a stretch, or lines of several files
        return begin
    return Span(begin.line, begin.column, end.end_line, end.end_column, begin.source)
