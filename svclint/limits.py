"""The limits of a run: how much of the input it takes, in counts, so that the same input has the same result.

What exceeds a limit is left out, and a finding says so. Only `seconds` is a time; it ends the run without a result.
"""

from __future__ import annotations

from contextvars import ContextVar

from svclint.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits by name, with their defaults.

    `file_size` is in MiB. `documents` are those of one file, `values` and `levels` those of one document: the keys and
    values in it, and how deep they are nested. `claims` are those of a run. `findings` and `steps` are those of one
    rule; a step is a pair of claims that the rule looks at. `expansions` are the steps of following what deploys what.
    `seconds` is the time of a run.
    """

    file_size: int = 64
    documents: int = 100_000
    values: int = 2_000_000
    levels: int = 10_000
    expansions: int = 20_000_000
    claims: int = 500_000
    findings: int = 10_000
    steps: int = 100_000_000
    seconds: int = 900

    def lowered_to(self, other: Limits) -> Limits:
        """Of each limit, the lower one."""
        return Limits(*(min(getattr(self, name), getattr(other, name)) for name in self.__match_args__))

    @property
    def bytes(self) -> int:
        """The size of the largest file that is read, in bytes."""
        return self.file_size << 20


NAMES = {
    name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:]): name for name in Limits.__match_args__
}
"""The names in a configuration and on the command line, and those of the attributes."""
EVALUATION = 20
"""Steps for the evaluation of a condition, which takes as long as looking at this many pairs."""
_DEFAULT = Limits()
_CURRENT = ContextVar("limits", default=_DEFAULT)


def current() -> Limits:
    """The limits that apply now."""
    return _CURRENT.get()


class applied:  # noqa: N801 - used like a function
    """Applies limits to everything in a `with` block."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def __enter__(self) -> None:
        self._token = _CURRENT.set(self._limits)

    def __exit__(self, *_error: object) -> None:
        _CURRENT.reset(self._token)


def hint(name: str) -> str:
    """How to raise a limit, as a sentence."""
    return f"To raise the limit, pass --limit {name}=NUMBER."
