"""The exceptions that reach the command line: UsageError, an error of the operator, and Stopped, the end of a run."""

from __future__ import annotations


class UsageError(Exception):
    """An invalid argument, configuration, inventory or rule file: exit status 2.

    `line` and `column` count from 1; they are 0 without a location. `message` has one line per problem and may contain
    raw text of the file: escape it before you print it.
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


class Stopped(BaseException):
    """The run ends before its end: a signal, or its last limit. No report is written.

    Not an Exception, so that nothing that handles errors of one file or one program goes on. `status` is the exit
    status; an empty `message` is not printed.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
