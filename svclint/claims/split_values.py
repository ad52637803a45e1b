"""A field's node → the values in it, each with its span in the file; a list in a text is split."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.documents.node import ListNode, Node, ScalarNode, part_of_line
from svclint.lazy_re import regex
from svclint.model import Span

# A template or variable is one value even if it contains separators. Its length is bounded to bound the work.
_OPAQUE = r"\{\{.{0,200}?\}\}|\$\{[^}]{0,200}\}"
_PATTERNS = {
    "comma": regex(rf"(?:{_OPAQUE}|[^,])+"),
    "space": regex(rf"(?:{_OPAQUE}|\S)+"),
    "pipe": regex(rf"(?:{_OPAQUE}|[^|])+"),
    "comma-or-space": regex(rf"(?:{_OPAQUE}|[^\s,])+"),
    "lines": regex(r"[^\n]+"),
}


def split_values(node: Node, split: str) -> Iterator[tuple[ScalarNode, str, Span]]:
    """The values of a field as (scalar, text, span). `split` is a key of `_PATTERNS`, `json`, or empty (no split)."""
    for scalar in node.items if isinstance(node, ListNode) else (node,):
        if not isinstance(scalar, ScalarNode):
            continue
        if not split:
            yield scalar, scalar.text, scalar.span
        elif split == "json":
            for text in _json_items(scalar.text):
                yield scalar, text, _span(scalar, scalar.text.find(text), text)
        else:
            for match in _PATTERNS[split].finditer(scalar.text):
                text = match.group().strip()
                if text:
                    yield scalar, text, _span(scalar, match.start() + match.group().index(text), text)


def _json_items(text: str) -> tuple[str, ...]:
    import json  # 1 ms, for few fields

    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return (text,)
    items = data if isinstance(data, list) else [data]
    return tuple(item for item in items if isinstance(item, str))


def _span(scalar: ScalarNode, offset: int, piece: str) -> Span:
    """The span of a piece of a scalar's text in the file; the span of the scalar if quoting hides the position."""
    span = scalar.span
    if scalar.style == "|" and scalar.lines:
        row = scalar.text.count("\n", 0, offset)
        line = scalar.lines[min(row, len(scalar.lines) - 1)]
        return part_of_line(line, offset - (scalar.text.rfind("\n", 0, offset) + 1), len(piece))
    quote = 1 if scalar.style in ("'", '"') and scalar.style else 0
    width = span.end_column - span.column
    if offset < 0 or span.line != span.end_line or width != len(scalar.text) + 2 * quote:
        return span
    return span.on_line(span.column + quote + offset, len(piece))
