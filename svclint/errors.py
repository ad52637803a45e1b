"""The one exception of ours that reaches the command line: a mistake of the operator, with its place."""

from __future__ import annotations


class UsageError(Exception):
    """Arguments, configuration, inventory or rule file are wrong: exit status 2.

    `line` and `column` count from 1; 0 where the mistake has no place. `message` may hold raw text of the file and
    several lines, one a problem: whoever prints it escapes it.
    """

    def __init__(self, message: str, file: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: " if self.file else ""
        return place + self.message
