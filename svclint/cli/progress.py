"""What a long run is doing, on standard error, for a person: one line, which the report replaces."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

from svclint.reports.escape import visible

_PATIENCE = 2.0  # seconds: shorter runs show nothing
_INTERVAL = 0.5
_CLEAR = "\r\x1b[K"


@contextlib.contextmanager
def progress(*, shown: bool) -> Iterator[Callable[[str], None]]:
    """A function to call at the start of each phase of a run. Without `shown`, nothing is printed."""
    if not shown:
        yield _silent
        return
    from threading import Event, Thread

    phase, ended, started = ["starting"], Event(), time.monotonic()

    def run() -> None:
        if ended.wait(_PATIENCE):
            return
        with contextlib.suppress(OSError):
            while True:
                seconds = int(time.monotonic() - started)
                sys.stderr.write(f"{_CLEAR}svclint: {visible(phase[0])} … {seconds} s")
                sys.stderr.flush()
                if ended.wait(_INTERVAL):
                    sys.stderr.write(_CLEAR)
                    sys.stderr.flush()
                    return

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        yield lambda text: phase.__setitem__(0, text)
    finally:
        ended.set()
        thread.join()


def _silent(phase: str) -> None:
    pass
