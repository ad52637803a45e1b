"""A signal that ends the program → Stopped in the main thread, so that no process, folder or part of a file is left."""

from __future__ import annotations

from svclint.errors import Stopped

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal as _signal
else:
    import _signal  # `signal` also makes enumerations of all names, which takes 2 ms

_ENDING = ("SIGTERM", "SIGHUP")


def watch() -> None:
    """Raise Stopped for signals that would end the program at once. A signal that the caller ignores stays ignored."""
    for name in _ENDING:
        number = getattr(_signal, name, None)
        if number is not None and _signal.getsignal(number) == _signal.SIG_DFL:
            _signal.signal(number, _stop)


def _stop(number: int, _frame: object) -> None:
    _signal.signal(number, _signal.SIG_IGN)  # a second one would interrupt the clean-up
    raise Stopped("", 128 + number)
