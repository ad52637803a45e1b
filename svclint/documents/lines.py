"""An index into a text → line and column as editors count them.

YAML also breaks lines at U+0085, U+2028 and U+2029; editors and code hosts only at \\n, \\r\\n and \\r.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import repeat

from svclint.lazy_re import regex
from svclint.model import Span

_BREAK = regex("\r\n|\r|\n")
_new = tuple.__new__  # the constructor of a NamedTuple calls it: using it directly saves a call per line
_YAML_ONLY = ("\x85", "\u2028", "\u2029")
_MOST_LINES = 200_000
"""A block scalar with more lines has no line table: the table would be larger than the text."""


def drifts(text: str) -> bool:
    """Does the text have line breaks that only YAML knows? The parser's line numbers then differ from an editor's."""
    return not text.isascii() and any(mark in text for mark in _YAML_ONLY)


class LineTable:
    """The indexes at which the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = array("Q", [0])
        self._starts.extend(_ends(text))

    def place(self, index: int) -> tuple[int, int]:
        """Line and column, both from 1, of the character at `index`."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def index(self, line: int, column: int) -> int:
        """The index of the character at a line and column, both from 1. Raises IndexError if there is no such line."""
        if line < 1:
            raise IndexError
        return self._starts[line - 1] + column - 1


def _ends(text: str) -> Iterator[int]:
    """The indexes after the line breaks."""
    if "\r" in text:
        yield from (match.end() for match in _BREAK.finditer(text))
        return
    end = text.find("\n") + 1
    while end:
        yield end
        end = text.find("\n", end) + 1


def block_lines(source: str, start: int, end: int, header_line: int, text: str) -> tuple[Span, ...]:
    """For each line of a literal block's text (`text.split("\\n")`), the empty span at which it begins in the file.

    `source[start:end]` is the block, from the `|` in line `header_line` on. The result is empty if the text is too long
    or its lines are not the lines of the source.
    """
    count = text.count("\n") + 1
    if count > _MOST_LINES or drifts(source[start:end]):  # not `text`, in which YAML has replaced U+0085 by \\n
        return ()
    numbers = range(header_line + 1, header_line + 1 + count)
    columns = repeat(_indent(source, start, text) + 1)
    return tuple(map(_new, repeat(Span), zip(numbers, columns, numbers, columns, repeat(0))))


def _indent(source: str, start: int, text: str) -> int:
    """The block's indentation: by how much its first non-empty line is longer in the source than in the text."""
    lines = _BREAK.finditer(source, start)
    before = next(lines, None)
    position = 0
    while before is not None:
        end = text.find("\n", position)
        length = (len(text) if end < 0 else end) - position
        after = next(lines, None)
        if length > 0:
            return (len(source) if after is None else after.start()) - before.end() - length
        if end < 0:
            return 0
        position, before = end + 1, after
    return 0
