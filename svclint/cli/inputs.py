"""The paths of a command line → what is to be read: files and folders that exist, and standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from svclint.documents.file_bytes import LARGEST
from svclint.errors import UsageError

STANDARD_INPUT = "-"


def separate(paths: Sequence[str]) -> tuple[list[str], bytes | None]:
    """The files and folders (the current one when no path is given), and the bytes of standard input if it is named.

    Raises UsageError that names all paths that do not exist, or are no files.
    """
    places = [path for path in paths if path != STANDARD_INPUT]
    missing = [path for path in places if not os.path.exists(path)]
    if missing:
        hint = _command_like(missing[0]) if missing[0] == paths[0] and len(paths) < 3 else ""
        raise UsageError(f"no such file or folder: {', '.join(missing)}{hint}")
    others = [path for path in places if not os.path.isfile(path) and not os.path.isdir(path)]
    if others:
        raise UsageError(f"not a file or folder: {', '.join(others)}; to read from a pipe, use `-`")
    if len(places) < len(paths):
        return places, sys.stdin.buffer.read(LARGEST + 1)  # what is larger is not read, and told as that
    return places or ["."], None


def _command_like(word: str) -> str:
    import difflib

    from svclint.cli.fast_args import COMMANDS

    near = difflib.get_close_matches(word, COMMANDS, 1)
    return f"; did you mean the command '{near[0]}'?" if near else ""


def ids(values: tuple[str, ...]) -> tuple[str, ...]:
    """The ids in comma lists, in the order given, each once."""
    found = (word.strip() for value in values for word in value.split(","))
    return tuple(dict.fromkeys(word for word in found if word))
