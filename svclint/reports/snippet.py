"""Source line and span → the excerpt that fits a number of columns, and where to underline it."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.lazy_dataclasses import dataclass
from svclint.model import Span
from svclint.reports.escape import visible
from svclint.reports.terminal import columns, graphemes

_TAB = "    "


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An excerpt of a line. `offset` and `length` of its underline are in columns."""

    text: str
    offset: int
    length: int


def around(line: str, span: Span, reach: int) -> tuple[str, int]:
    """The part of a line within `reach` characters of the start of the span, and the index where the part begins.

    It bounds the work: a line may be a whole file with many findings.
    """
    start = min(max(span.column - 1, 0), len(line))
    near = max(0, start - reach)
    return line[near : start + reach], near


def excerpt(line: str, span: Span, room: int) -> Excerpt:
    """The line in at most `room` columns, cut around the span with ellipses. The work is bounded by `room`.

    At least one column is underlined. If the span has several lines, its part in the first line is.
    """
    line = line.rstrip()
    part, near = around(line, span, 2 * room)
    parts = graphemes(part)
    plain = part.isascii() and part.isprintable()
    cells = parts if plain else [_cell(part) for part in parts]
    widths = [1] * len(cells) if plain else [columns(cell) for cell in cells]
    stop = span.end_column - 1 if span.end_line == span.line else len(line)
    first = _index(parts, min(max(span.column - 1, 0), len(line)) - near)
    last = max(first + 1, _index(parts, stop - near))
    whole = len(part) == len(line) and sum(widths) <= room
    left, right = (0, len(cells)) if whole else _window(widths, first, last, room - 2)
    before = "…" if left or near else ""
    after = "…" if right < len(cells) or near + len(part) < len(line) else ""
    offset = len(before) + sum(widths[left:first])
    length = max(1, sum(widths[first : min(last, right)]))
    return Excerpt(before + "".join(cells[left:right]) + after, offset, length)


def _cell(character: str) -> str:
    return _TAB if character == "\t" else visible(character)


def _index(parts: Sequence[str], offset: int) -> int:
    """The index of the part that contains the character at `offset`; `len(parts)` if it is after the last part."""
    if isinstance(parts, str):
        return min(max(offset, 0), len(parts))
    end = 0
    for number, part in enumerate(parts):
        end += len(part)
        if offset < end:
            return number
    return len(parts)


def _window(widths: list[int], first: int, last: int, room: int) -> tuple[int, int]:
    """The slice of cells to show: what fits of `first:last`, then context, with more on the left, where the key is."""
    left = right = first
    room_left = room
    while right < min(last, len(widths)) and widths[right] <= room_left:
        room_left -= widths[right]
        right += 1
    share = room_left // 3
    while left > 0 and widths[left - 1] <= room_left - share:
        left -= 1
        room_left -= widths[left]
    while right < len(widths) and widths[right] <= room_left:
        room_left -= widths[right]
        right += 1
    while left > 0 and widths[left - 1] <= room_left:
        left -= 1
        room_left -= widths[left]
    return left, right
