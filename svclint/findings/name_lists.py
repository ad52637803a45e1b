"""Names for a message → as many as a reader follows, and how many more there are.

Where n claims each name n others, whole lists would fill any report, and any memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

MOST = 20


def few(names: Iterable[str]) -> list[str]:
    """The names, sorted, each once; of more than `MOST` the first, and `and 7 more`."""
    found = sorted(set(names))
    return found if len(found) <= MOST else [*found[:MOST], f"and {len(found) - MOST} more"]


def listed(items: Sequence[str]) -> str:
    """Items in their order with commas between; of more than `MOST` the first, and `and 7 more`."""
    more = [f"and {len(items) - MOST} more"] if len(items) > MOST else []
    return ", ".join([*items[:MOST], *more])


def first_few(names: Iterable[str], wanted: Callable[[str], bool], number: int) -> list[str]:
    """The same of those names, sorted and each once, that are wanted: `number` of them. No more are looked at."""
    found = list(islice(filter(wanted, names), min(number, MOST)))
    return found if number <= MOST else [*found, f"and {number - MOST} more"]
