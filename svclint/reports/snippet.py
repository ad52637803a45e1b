"""A source line and a span → what to show of it in so many columns, and where the underline goes."""

from __future__ import annotations

from svclint.lazy_dataclasses import dataclass
from svclint.model import Span
from svclint.reports.escape import visible
from svclint.reports.terminal import columns

_TAB = "    "


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a line that is shown; `offset` and `length` are columns of the underline below it."""

    text: str
    offset: int
    length: int


def excerpt(line: str, span: Span, room: int) -> Excerpt:
    """The line in at most `room` columns, cut around the span with ellipses. Work is bounded by `room`.

    Of a span of several lines the part in the first is underlined, and one column at least.
    """
    line = line.rstrip()
    start = min(max(span.column - 1, 0), len(line))
    stop = span.end_column - 1 if span.end_line == span.line else len(line)
    near = max(0, start - 2 * room)
    cells = [_cell(char) for char in line[near : start + 2 * room]]
    widths = [columns(cell) for cell in cells]
    first = start - near
    last = max(first + 1, min(stop - near, len(cells)))
    whole = near == 0 and len(cells) == len(line) and sum(widths) <= room
    left, right = (0, len(cells)) if whole else _window(widths, first, last, room - 2)
    before = "…" if left + near > 0 else ""
    after = "…" if right + near < len(line) else ""
    offset = len(before) + sum(widths[left:first])
    length = max(1, sum(widths[first : min(last, right)]))
    return Excerpt(before + "".join(cells[left:right]) + after, offset, length)


def _cell(char: str) -> str:
    return _TAB if char == "\t" else visible(char)


def _window(widths: list[int], first: int, last: int, room: int) -> tuple[int, int]:
    """The cells to show: as much of `first:last` as fits, then what stands around it, the left (the key) before all."""
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
