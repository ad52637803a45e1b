"""The text of a regular expression → the pattern, compiled when it is first used.

Most modules have patterns, a run uses only a few of them, and compiling one takes as long as importing a module.
Compiling all of them took a fifth of the time of checking one file.
"""

from __future__ import annotations

import re

from svclint.light_typing import AnyStr, Generic


class _Pattern(Generic[AnyStr]):
    """Stands for a compiled expression, and asks it for every attribute but once."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags
        self._compiled: re.Pattern[AnyStr] | None = None

    def __getattr__(self, name: str) -> object:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        found = getattr(self._compiled, name)
        self.__dict__[name] = found  # the next time nobody comes here
        return found


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile`, put off. What is wrong with the text is found at its first use: every pattern is a constant."""
    return _Pattern(text, flags)  # type: ignore[return-value]  # it does what one does
