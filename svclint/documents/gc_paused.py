"""Python's search for reference circles, put off while a tree is built: it has none, and the search takes a third."""

from __future__ import annotations

import gc


class gc_paused:  # noqa: N801 - used as the function that contextlib would make of it, in a fifth of the time
    """No collection within; afterwards as it was before."""

    __slots__ = ("_collecting",)

    def __enter__(self) -> None:
        self._collecting = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._collecting:
            gc.enable()
