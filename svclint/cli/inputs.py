"""The paths of a command line → existing files and folders, and the bytes of standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from svclint import limits
from svclint.errors import UsageError

STANDARD_INPUT = "-"


def separate(paths: Sequence[str]) -> tuple[list[str], bytes | None]:
    """The files and folders (default: the current folder), and the bytes of standard input, None unless `-` is given.

    Raises UsageError that lists all paths that do not exist, or are neither files nor folders.
    """
    places = [path for path in paths if path != STANDARD_INPUT]
    missing = [path for path in places if not os.path.exists(path)]
    if missing:
        hint = _command_hint(missing[0]) if missing[0] == paths[0] and len(paths) < 3 else ""
        raise UsageError(f"no such file or folder: {', '.join(missing)}{hint}")
    special = [path for path in places if not os.path.isfile(path) and not os.path.isdir(path)]
    if special:
        raise UsageError(f"not a file or folder: {', '.join(special)}; to read from a pipe, use `-`")
    if len(places) < len(paths):
        return places, sys.stdin.buffer.read(
            limits.current().bytes + 1
        )  # the reader reports more than its limit as too large
    return places or ["."], None


def _command_hint(word: str) -> str:
    import difflib

    from svclint.cli.fast_args import COMMANDS

    matches = difflib.get_close_matches(word, COMMANDS, 1)
    return f"; did you mean the command '{matches[0]}'?" if matches else ""


def ids(option: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """The ids in comma-separated lists, in order, without duplicates. Raises UsageError if the option has no id."""
    words = (word.strip() for value in values for word in value.split(","))
    listed = tuple(dict.fromkeys(word for word in words if word))
    if values and not listed:
        raise UsageError(f"{option}: no rule is named; run `svclint rules` to list them")
    return listed
