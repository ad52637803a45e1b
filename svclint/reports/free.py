"""Free addresses of pools or of a range → a table for people, or JSON, as svclint/schemas/free.json describes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svclint.asking.free import Room
from svclint.asking.taken import Taken
from svclint.claims.blocks import format_block
from svclint.light_typing import Any
from svclint.model import Block, Location
from svclint.reports.answers import entry_data, spot
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import json_text, shorten, unforgeable, visible
from svclint.reports.json_report import clean
from svclint.reports.terminal import BOLD, CYAN, DIM, Ink, columns, wrap

_LEAST_WIDTH = 40
_LEAST_INDENT = 4
_LONGEST = 300
_WIDEST_RANGE = 33
_MOST_BLOCKS = 5
_BILLION = 10**9


def as_text(rooms: Sequence[Room], options: DisplayOptions) -> str:
    """For each pool: the free addresses, and a table of the taken ones with the reasons."""
    page = _Page(options)
    lines: list[str] = []
    for room in rooms:
        lines += [*([""] if lines else []), *(line.rstrip() for line in page.room(room))]
    return unforgeable("\n".join(lines)) + "\n"


class _Page:
    def __init__(self, options: DisplayOptions) -> None:
        self.width, self.ink = max(options.width, _LEAST_WIDTH), Ink(on=options.color)

    def room(self, room: Room) -> Iterator[str]:
        yield from (self.ink(BOLD, line) for line in wrap(_headline(room), self.width, indent=2))
        yield ""
        yield self.ink(CYAN, "Next free addresses")
        yield from (f"  {address}" for address in room.addresses or ["none"])
        if room.taken:
            yield ""
            yield self.ink(CYAN, "Taken")
            size = min(max(columns(format_block(taken.block)) for taken in room.taken), _WIDEST_RANGE)
            for taken in room.taken:
                yield from self.taken(taken, size)
            if room.left_out:
                yield self.ink(DIM, f"  and {room.left_out:,} more ranges")
        if room.inside:
            yield ""
            yield self.ink(CYAN, "The whole range is in")
            for entry in room.inside:
                yield from self.hanging("  ", entry.text)
                if entry.location:
                    yield self.place("    ", entry.location)
        for note in room.notes:
            yield ""
            yield from wrap(visible(note), self.width)

    def taken(self, taken: Taken, size: int) -> Iterator[str]:
        """The range in the first column, and its reasons in the second one."""
        text = format_block(taken.block)
        head = f"  {text:<{size}}  "
        if len(text) > size:
            yield f"  {text}"
            head = " " * len(f"  {'':<{size}}  ")
        for entry in taken.reasons:
            notes = f" ({'; '.join(entry.notes)})" if entry.notes else ""
            yield from self.hanging(head, entry.text + notes)
            head = " " * (size + 4)
            if entry.location:
                yield self.place(head, entry.location)

    def place(self, head: str, location: Location) -> str:
        """An arrow to a location; further to the left if it does not fit behind `head`."""
        text = f"--> {spot(location)}"
        room = max(self.width - columns(text), _LEAST_INDENT)
        return self.ink(DIM, head[:room] + text)

    def hanging(self, head: str, text: str) -> Iterator[str]:
        lines = wrap(shorten(visible(text), _LONGEST), self.width, used=len(head), indent=len(head))
        yield from (head + lines[0], *lines[1:])


def _headline(room: Room) -> str:
    blocks = [format_block(block) for block in room.blocks[:_MOST_BLOCKS]]
    more = [f"and {len(room.blocks) - _MOST_BLOCKS} more ranges"] if len(room.blocks) > _MOST_BLOCKS else []
    ranges = ", ".join((*blocks, *more))
    cluster = f" of cluster {visible(room.cluster)}" if room.cluster else ""
    what = f"Pool {visible(room.pool)}{cluster} ({ranges})" if room.pool else f"{ranges}{cluster}"
    taken = room.size - room.free
    return f"{what}: {_number(room.free)} of {_number(room.size)} addresses free, {_number(taken)} taken"


def _number(number: int) -> str:
    """The number; a power of two for the sizes of IPv6 networks."""
    if number < _BILLION:
        return f"{number:,}"
    exponent = number.bit_length() - 1
    return f"2^{exponent}" if number == 1 << exponent else f"about 2^{(number + (number >> 1)).bit_length() - 1}"


def as_json(rooms: Sequence[Room]) -> str:
    """The pools as JSON, version 1."""
    return json_text(clean({"version": 1, "pools": [_room(room) for room in rooms]}))


def _room(room: Room) -> dict[str, Any]:
    return {
        "cluster": room.cluster,
        "pool": room.pool or None,
        "ranges": [format_block(block) for block in room.blocks],
        "size": room.size,
        "freeCount": room.free,
        "free": list(room.addresses),
        "taken": [_taken(taken.block, taken) for taken in room.taken],
        "leftOut": room.left_out,
        "inside": [entry_data(entry) for entry in room.inside],
        "notes": list(room.notes),
    }


def _taken(block: Block, taken: Taken) -> dict[str, Any]:
    return {"range": format_block(block), "by": [entry_data(entry) for entry in taken.reasons]}
