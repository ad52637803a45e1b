"""Names for a message → as many as a reader follows, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 20


def few(names: Iterable[str]) -> list[str]:
    """The names, sorted, each once; of more than `MOST` the first, and `and 7 more`.

    Where n claims each name n others, the whole lists would fill any report.
    """
    found = sorted(set(names))
    return found if len(found) <= MOST else [*found[:MOST], f"and {len(found) - MOST} more"]
