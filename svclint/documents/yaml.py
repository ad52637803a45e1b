"""A YAML or JSON text → its documents as our own Nodes, as Kubernetes reads them; no other module parses manifests."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.documents.lines import drifts
from svclint.documents.node import MapNode, Node, ScalarNode, part_of_line
from svclint.documents.transform import moved, placed_at
from svclint.documents.yaml_errors import YamlError
from svclint.lazy_dataclasses import replace
from svclint.lazy_re import regex
from svclint.light_typing import TYPE_CHECKING
from svclint.model import Span

if TYPE_CHECKING:
    from svclint.documents.compose import ParsedText

__all__ = ["YamlError", "parse", "parse_embedded", "parse_embedded_all"]

_UNCOMMON_SEPARATOR = regex(r"(?:\A|\n)---(?![ \t]*+\r?(?:\n|\Z)|[ \t]++#[ -~\t]*+\r?(?:\n|\Z))")
_LINE_END = regex(r"[^\S\n]*+\n?")


def parse(text: str, *, first_line: int = 1) -> Iterator[ParsedText]:
    """Yield each document of a YAML or JSON text as soon as it is complete.

    `first_line` is the number of the text's first line in its file, from 1. Raises YamlError where the text stops being
    YAML as Kubernetes reads it, after yielding the documents before the error.
    """
    text = text.removeprefix("\ufeff")
    if "---" not in text or _UNCOMMON_SEPARATOR.search(text) is None:
        yield from _documents(text, first_line)
        return
    from svclint.documents.split import slices

    for part in slices(text.encode()):
        yield from _documents(part.data.decode(), part.line + first_line - 1)


def _documents(text: str, first_line: int) -> Iterator[ParsedText]:
    """Yield the documents of a text that has only separators that YAML knows. Raises YamlError."""
    from svclint.documents.compose import Composer

    failed: YamlError | None = None
    seen = 0
    is_json = text.lstrip(" \t\r\n").startswith(("{", "["))
    # A YAML parser rejects the escape `\/` and reads U+2028 as a line break.
    if not is_json or not ("\\/" in text or drifts(text)):
        try:
            for parsed in Composer(text, first_line).documents():
                yield parsed
                seen += 1
            return
        except YamlError as error:
            if not is_json:
                raise
            failed = error
    yield from _stream(text, first_line, seen, failed)


def _stream(text: str, first_line: int, seen: int, failed: YamlError | None) -> Iterator[ParsedText]:
    """Yield the values of a JSON text after the first `seen`, and the text after them as YAML: kubectl reads both.

    `failed` is the error of reading the text as YAML, None if this was not tried. It is raised if the text is not a
    JSON stream either.
    """
    from svclint.documents.compose import Composer, ParsedText
    from svclint.documents.json_text import JsonComposer, NotJsonError

    count = end = 0
    try:
        for value in JsonComposer(text, first_line).values():
            count, end = count + 1, value.end
            if count > seen:
                earlier, later = tuple(zip(*value.duplicates, strict=True)) or ((), ())
                yield ParsedText(value.node, later, value.line, earlier)
        return
    except NotJsonError:
        pass  # the rest of the text may be YAML
    if failed is None and not count:
        yield from Composer(text, first_line).documents()
    elif failed is not None and (not count or seen > count or text.lstrip().startswith("[")):
        raise failed
    else:
        yield from _after_json(text, end, first_line, failed)


def _after_json(text: str, end: int, first_line: int, failed: YamlError | None) -> Iterator[ParsedText]:
    """Yield the mappings after the JSON that stops at `end`. Raises YamlError: `failed` if there are no mappings."""
    from svclint.documents.compose import Composer
    from svclint.documents.lines import LineTable

    match = _LINE_END.match(text, end)
    start = end if match is None else match.end()
    line, column = LineTable(text).place(start)
    line += first_line - 1

    def move(span: Span) -> Span:
        begin = span.column + column - 1 if span.line == line else span.column
        end = span.end_column + column - 1 if span.end_line == line else span.end_column
        return Span(span.line, begin, span.end_line, end, span.source)

    objects = 0
    try:
        for parsed in Composer(text[start:], line).documents():
            if isinstance(parsed.node, MapNode):
                yield parsed if column == 1 else replace(parsed, node=moved(parsed.node, move))
                objects += 1
    except YamlError as error:
        raise error if failed is None or objects else failed from None
    if failed is not None and not objects:
        raise failed


def parse_embedded(scalar: ScalarNode) -> Node | None:
    """Parse a scalar's text: its first mapping or sequence, with positions in the outer file.

    None if the text does not parse or contains only scalars.
    """
    return next(iter(parse_embedded_all(scalar)), None)


def parse_embedded_all(scalar: ScalarNode) -> tuple[Node, ...]:
    """Every mapping or sequence among the documents of a scalar's text; empty if any document does not parse."""
    if ":" not in scalar.text and not scalar.text.lstrip().startswith(("[", "{", "-")):
        return ()
    try:
        nodes = [parsed.node for parsed in parse(scalar.text)]
    except YamlError:
        return ()
    return tuple(_outward(node, scalar) for node in nodes if node is not None and not isinstance(node, ScalarNode))


def _outward(node: Node, scalar: ScalarNode) -> Node:
    """A node of the inner text with positions in the outer file, as exactly as they are known."""
    span = scalar.span
    if scalar.lines:
        return moved(node, lambda inner: _in_lines(scalar.lines, inner))
    quotes = 1 if scalar.style else 0
    if span.line == span.end_line and span.end_column - span.column == len(scalar.text) + 2 * quotes:
        left = span.column + quotes - 1
        return moved(node, lambda inner: span.on_line(left + inner.column, inner.end_column - inner.column))
    return placed_at(node, span)


def _in_lines(lines: tuple[Span, ...], inner: Span) -> Span:
    """The span in the outer file of a span in an inner text with these `lines`."""
    first, last = lines[inner.line - 1], lines[inner.end_line - 1]
    if inner.line == inner.end_line:
        return part_of_line(first, inner.column - 1, inner.end_column - inner.column)
    begin, end = part_of_line(first, inner.column - 1, 0), part_of_line(last, inner.end_column - 1, 0)
    if begin[:2] != begin[2:4] or begin.source != end.source:  # a line span as a whole, or lines of several files
        return begin
    return Span(begin.line, begin.column, end.end_line, end.end_column, begin.source)
