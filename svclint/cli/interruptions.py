"""Signals and the time limit of a run → Stopped in the main thread, so that nothing of the run is left behind.

That is no process, no temporary folder and no part of a file.
"""

from __future__ import annotations

from svclint.errors import Stopped
from svclint.light_typing import TYPE_CHECKING
from svclint.limits import hint

if TYPE_CHECKING:
    import signal as _signal
else:
    import _signal  # `signal` also makes enumerations of all names, which takes 2 ms

_ENDING = ("SIGTERM", "SIGHUP")
# Whether this process is the program, so that its signals may be handled.
_watching: list[bool] = []


def watch() -> None:
    """Raise Stopped for signals that would end the program at once. A signal that the caller ignores stays ignored."""
    _watching.append(True)
    for name in _ENDING:
        number = getattr(_signal, name, None)
        if number is not None and _signal.getsignal(number) == _signal.SIG_DFL:
            _signal.signal(number, _stop)


def limit_time(seconds: int) -> None:
    """Raise Stopped after this time, the last limit of a run, if the system has timers and this is the main thread."""
    if not hasattr(_signal, "setitimer") or not _watching:
        return

    def stop(_number: int, _frame: object) -> None:
        raise Stopped(f"the run exceeded its time limit of {seconds:,} s; no report was written. {hint('seconds')}", 3)

    _signal.signal(_signal.SIGALRM, stop)
    _signal.setitimer(_signal.ITIMER_REAL, seconds)


def _stop(number: int, _frame: object) -> None:
    _signal.signal(number, _signal.SIG_IGN)  # a second one would interrupt the clean-up
    raise Stopped("", 128 + number)
