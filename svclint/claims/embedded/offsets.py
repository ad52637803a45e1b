"""A scalar and an offset into its text → the span in the file, as exact as the style of the scalar allows."""

from __future__ import annotations

from bisect import bisect_right

from svclint.documents.node import ScalarNode, part_of_line
from svclint.model import Span


class Offsets:
    """The spans of parts of one scalar's text, for readers that need many of them."""

    def __init__(self, scalar: ScalarNode) -> None:
        self._scalar = scalar
        self._starts = [0]
        self._literal = scalar.style == "|" and bool(scalar.lines)
        if self._literal:
            self._starts += [number + 1 for number, letter in enumerate(scalar.text) if letter == "\n"]
        span = scalar.span
        self._quote = 1 if scalar.style in ("'", '"') and scalar.style else 0
        self._one_line = span.line == span.end_line and (
            span.end_column - span.column == len(scalar.text) + 2 * self._quote
        )

    def at(self, offset: int, length: int) -> Span:
        """The span of `length` characters at `offset`; the whole scalar if folding or escapes hide the position."""
        span = self._scalar.span
        if self._literal:
            row = bisect_right(self._starts, offset) - 1
            line = self._scalar.lines[min(row, len(self._scalar.lines) - 1)]
            return part_of_line(line, offset - self._starts[row], length)
        if self._one_line:
            return span.on_line(span.column + self._quote + offset, length)
        return span

    def scalar(self, text: str, offset: int) -> ScalarNode:
        """A part of the text as a scalar."""
        return ScalarNode(text, text, self.at(offset, len(text)))
