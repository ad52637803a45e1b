"""The one door to the YAML parser: a text in, its documents as our own Nodes out, read as Kubernetes reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from svclint.documents.lines import drifts
from svclint.documents.node import MapNode, Node, ScalarNode, part_of_line
from svclint.documents.transform import moved, placed_at
from svclint.documents.yaml_errors import YamlError
from svclint.lazy_dataclasses import replace
from svclint.lazy_re import regex
from svclint.model import Span

if TYPE_CHECKING:
    from svclint.documents.compose import ParsedText

__all__ = ["YamlError", "parse", "parse_embedded", "parse_embedded_all"]

_UNCOMMON_SEPARATOR = regex(r"(?:\A|\n)---(?![ \t]*+\r?(?:\n|\Z)|[ \t]++#[ -~\t]*+\r?(?:\n|\Z))")
_LINE_END = regex(r"[^\S\n]*+\n?")


def parse(text: str, *, first_line: int = 1) -> Iterator[ParsedText]:
    """The documents of a YAML or JSON text, each as soon as it is complete.

    `first_line` is the number of the text's first line in its file. Raises YamlError where the text stops being
    YAML as Kubernetes reads it; the documents before that have been yielded.
    """
    text = text.removeprefix("\ufeff")
    if "---" not in text or _UNCOMMON_SEPARATOR.search(text) is None:
        yield from _documents(text, first_line)
        return
    from svclint.documents.split import slices

    for part in slices(text.encode()):
        yield from _documents(part.data.decode(), part.line + first_line - 1)


def _documents(text: str, first_line: int) -> Iterator[ParsedText]:
    """The documents of a text, none of whose separators is unknown to YAML."""
    from svclint.documents.compose import Composer

    failed: YamlError | None = None
    seen = 0
    is_json = text.lstrip(" \t\r\n").startswith(("{", "["))
    # YAML would refuse the escape, and take U+2028 for the end of a line.
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
    """The values of a JSON text behind the first `seen`, and what follows them as YAML: kubectl reads both.

    `failed` is what is wrong with the text as YAML, None where it was not read as that. Raises it where the text is no
    JSON stream either.
    """
    from svclint.documents.compose import Composer, ParsedText
    from svclint.documents.json_text import JsonComposer, NotJsonError

    count = end = 0
    try:
        for value in JsonComposer(text, first_line).values():
            count, end = count + 1, value.end
            if count > seen:
                earlier, later = tuple(zip(*value.doubles, strict=True)) or ((), ())
                yield ParsedText(value.node, later, value.line, earlier)
        return
    except NotJsonError:
        pass  # YAML, from there on
    if failed is None and not count:
        yield from Composer(text, first_line).documents()
    elif failed is not None and (not count or seen > count or text.lstrip().startswith("[")):
        raise failed
    else:
        yield from _behind(text, end, first_line, failed)


def _behind(text: str, end: int, first_line: int, failed: YamlError | None) -> Iterator[ParsedText]:
    """The mappings behind the JSON that stops at `end`; raises YamlError, `failed` itself where there are none."""
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
