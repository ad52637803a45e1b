"""Names for a message → at most `MOST` of them and the number of others.

Complete lists would need quadratic space where n claims each name n others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

MOST = 20


def few(names: Iterable[str]) -> list[str]:
    """The distinct names, sorted. If there are more than `MOST`, the first ones and `and 7 more`."""
    unique = sorted(set(names))
    return unique if len(unique) <= MOST else [*unique[:MOST], f"and {len(unique) - MOST} more"]


def listed(items: Sequence[str]) -> str:
    """The items in order, separated by commas. If there are more than `MOST`, the first ones and `and 7 more`."""
    more = [f"and {len(items) - MOST} more"] if len(items) > MOST else []
    return ", ".join([*items[:MOST], *more])


def first_few(names: Iterable[str], predicate: Callable[[str], bool], number: int) -> list[str]:
    """Like `few`, for the `number` names that match `predicate`. `names` must be distinct and sorted."""
    first = list(islice(filter(predicate, names), min(number, MOST)))
    return first if number <= MOST else [*first, f"and {number - MOST} more"]
