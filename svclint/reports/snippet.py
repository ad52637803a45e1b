"""A source line and a span → what to show of it in so many columns, and where the underline goes."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.lazy_dataclasses import dataclass
from svclint.model import Span
from svclint.reports.escape import visible
from svclint.reports.terminal import columns, graphemes

_TAB = "    "


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a line that is shown; `offset` and `length` are columns of the underline below it."""

    text: str
    offset: int
    length: int


def around(line: str, span: Span, reach: int) -> tuple[str, int]:
    """The part of a line that is at most `reach` characters away from where the span begins, and its own start.

    A line may be a whole file, and many findings may be in it: whatever looks at characters looks at this part.
    """
    start = min(max(span.column - 1, 0), len(line))
    near = max(0, start - reach)
    return line[near : start + reach], near


def excerpt(line: str, span: Span, room: int) -> Excerpt:
    """The line in at most `room` columns, cut around the span with ellipses. Work is bounded by `room`.

    Of a span of several lines the part in the first is underlined, and one column at least.
    """
    line = line.rstrip()
    part, near = around(line, span, 2 * room)
    parts = graphemes(part)
    plain = part.isascii() and part.isprintable()
    cells = parts if plain else [_cell(one) for one in parts]
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
    """Which of the parts of a text holds the character at `offset`; how many there are for one behind the last."""
    if isinstance(parts, str):
        return min(max(offset, 0), len(parts))
    end = 0
    for number, part in enumerate(parts):
        end += len(part)
        if offset < end:
            return number
    return len(parts)


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
