"""An exception → its message on standard error and the exit status: 2 for a usage error, 3 for an internal error."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Sequence

import click

from svclint import redact
from svclint.about import VERSION
from svclint.cli import FAULT, INTERRUPTED, MISTAKE, abandon_output
from svclint.cli.output import say
from svclint.errors import UsageError

_EXHAUSTED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE)
_VERBOSE = re.compile(r"--verbose|-q*v[qv]*")
REPORT_TO = "https://github.com/svclint/svclint/issues"


def explain(error: Exception, words: Sequence[str]) -> int:
    """Print the error and return the exit status; with --verbose in `words`, the command line, print the traceback."""
    if isinstance(error, UsageError):
        return _usage_error(str(error))
    if isinstance(error, click.ClickException):
        context = error.ctx if isinstance(error, click.UsageError) else None
        command = context.command_path if context else "svclint"
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            click.echo(error.format_message(), err=True)
            return MISTAKE
        status = _usage_error(" ".join(error.format_message().split()))  # click lists choices on lines of their own
        say(f"see: {command} --help")
        return status
    if isinstance(error, click.Abort):
        return INTERRUPTED
    if problem := _system_problem(error):
        return _usage_error(problem)
    return _internal_error(error, verbose=any(_VERBOSE.fullmatch(word) for word in words))


def _system_problem(error: Exception) -> str:
    """What the system cannot do, if that is the cause of the error; else empty."""
    if not isinstance(error, OSError):
        return ""
    if error.errno in _EXHAUSTED:
        abandon_output()  # its buffer would be written again
        return f"system error: {os.strerror(error.errno).lower()}"
    try:
        os.getcwd()
    except OSError:
        return "the current folder no longer exists"
    return ""


def _usage_error(text: str) -> int:
    for line in text.rstrip("\n").split("\n"):
        say(f"error: {redact.prose(line)}")
    return MISTAKE


def _internal_error(error: Exception, *, verbose: bool) -> int:
    import platform
    import traceback

    say("error: internal error; no report was written.")
    if verbose:
        for line in "".join(traceback.format_exception(error)).splitlines():
            say(f"  {redact.source_line(line)}")
    else:  # the message of the exception may contain text of the input
        frame = traceback.extract_tb(error.__traceback__)[-1]
        say(f"  {type(error).__name__} in {os.path.basename(frame.filename)}, line {frame.lineno}")
    version = f"svclint {VERSION}, Python {platform.python_version()}, {sys.platform}"
    hint = "" if verbose else " Run again with --verbose to see the traceback."
    say(f"Please report this bug at {REPORT_TO} ({version}), with the file if you can share it.{hint}")
    return FAULT
