"""An exception → what a person reads on standard error, and the exit status: 2 the operator's mistake, 3 ours."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import click

from svclint.about import VERSION
from svclint.cli import FAULT, INTERRUPTED, MISTAKE
from svclint.cli.output import say
from svclint.errors import UsageError

_VERBOSE = re.compile(r"--verbose|-q*v[qv]*")
REPORT_TO = "https://github.com/svclint/svclint/issues"


def explain(error: Exception, words: Sequence[str]) -> int:
    """Say what went wrong; `words` are the command line, which decides how much of a fault of ours is shown."""
    if isinstance(error, UsageError):
        return _mistake(str(error))
    if isinstance(error, click.ClickException):
        context = error.ctx if isinstance(error, click.UsageError) else None
        command = context.command_path if context else "svclint"
        status = _mistake(error.format_message())
        say(f"see: {command} --help")
        return status
    if isinstance(error, click.Abort):
        return INTERRUPTED
    return _fault(error, verbose=any(_VERBOSE.fullmatch(word) for word in words))


def _mistake(text: str) -> int:
    for line in text.rstrip("\n").split("\n"):
        say(f"error: {line}")
    return MISTAKE


def _fault(error: Exception, *, verbose: bool) -> int:
    import platform
    import traceback

    lines = "".join(traceback.format_exception(error)).splitlines()
    say("error: svclint found a fault of its own and stopped; nothing was reported.")
    for line in lines if verbose else lines[-1:]:
        say(f"  {line}")
    version = f"svclint {VERSION}, Python {platform.python_version()}, {sys.platform}"
    asked = "" if verbose else " Run it again with --verbose to see where it happened."
    say(f"Please report this, with the file if you can share it: {REPORT_TO} ({version}).{asked}")
    return FAULT
