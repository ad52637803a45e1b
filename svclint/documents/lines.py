"""Places in a text: an index into it in, line and column as editors count them out.

YAML also breaks lines at U+0085, U+2028 and U+2029; editors and code hosts break them at \\n, \\r\\n and \\r alone.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import repeat

from svclint.lazy_re import regex
from svclint.model import Span

_BREAK = regex("\r\n|\r|\n")
_new = tuple.__new__  # what a NamedTuple's own constructor calls, without the call
_YAML_ONLY = ("\x85", "\u2028", "\u2029")
_MOST_LINES = 200_000
"""A block text of more lines than this gets no line table: it would outweigh the text."""


def drifts(text: str) -> bool:
    """Does the text break lines for YAML where no editor does, so that the parser's line numbers are not ours?"""
    return not text.isascii() and any(mark in text for mark in _YAML_ONLY)


class LineTable:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = array("Q", [0])
        self._starts.extend(match.end() for match in _BREAK.finditer(text))

    def place(self, index: int) -> tuple[int, int]:
        """Line and column, both from 1, of the character at `index`."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def block_lines(source: str, start: int, end: int, header_line: int, text: str) -> tuple[Span, ...]:
    """The empty span at which each line of a literal block's text (`text.split("\\n")`) begins in the file.

    `source[start:end]` is the block, from the `|` in line `header_line` on. Empty where the text is too long or its
    lines are not the source's lines.
    """
    count = text.count("\n") + 1
    if count > _MOST_LINES or drifts(source[start:end]):  # of the text U+0085 does not tell: it has become \\n
        return ()
    numbers = range(header_line + 1, header_line + 1 + count)
    columns = repeat(_indent(source, start, text) + 1)
    return tuple(map(_new, repeat(Span), zip(numbers, columns, numbers, columns, repeat(0))))


def _indent(source: str, start: int, text: str) -> int:
    """How far the block is indented: what the first line that has text has more in the source than in the text."""
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
