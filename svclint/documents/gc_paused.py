"""Pauses the garbage collector while a tree is built: trees have no cycles, and the search for them takes a third."""

from __future__ import annotations

import gc


class gc_paused:  # noqa: N801 - used as the function that contextlib would make of it, in a fifth of the time
    """A context without garbage collection; afterwards it is enabled again if it was before."""

    __slots__ = ("_collecting",)

    def __enter__(self) -> None:
        self._collecting = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._collecting:
            gc.enable()
