"""Git, told to run nothing and to fetch nothing: a folder and words in, what it says out; its list of files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import CompletedProcess

_OPTIONS = ("--no-pager", "-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")
_PLACES = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES"))
"""With GIT_DIR set, git takes the folder of `-C` for the top of the work tree."""
_SECONDS = 120
# A partial clone would fetch what it has not: no transport is allowed, which older versions of git mind, too.
_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_REPLACE_OBJECTS": "1",
}


def inside_work_tree(folder: Path) -> bool:
    """Is the folder, or one above it, a git work tree? Looks for `.git` alone: no process is started."""
    try:
        return any((place / ".git").exists() for place in (folder, *folder.parents))
    except OSError:
        return False


def listed(folder: Path, *, tracked_only: bool) -> list[str] | None:
    """Paths below the folder and relative to it, in no order; None where git is missing or refuses.

    Files of the index, and those that are neither tracked nor ignored unless `tracked_only`. GIT_INDEX_FILE, which
    git sets for its hooks, holds; submodules and links come as their own names.
    """
    others = [] if tracked_only else ["--others", "--exclude-standard"]
    done = run_git(folder, "ls-files", "-z", "--cached", *others, "--", ".")
    if done is None or done.returncode != 0:
        return None
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def run_git(
    folder: Path, *words: str, given: IO[bytes] | None = None, into: IO[bytes] | None = None
) -> CompletedProcess[bytes] | None:
    """What git says of the words, in the folder; None where it is missing, or takes too long.

    `given` is an open file that it reads, `into` one that it writes to in place of the result's `stdout`.
    """
    import subprocess

    command = ["git", *_OPTIONS, "-C", os.fspath(folder), *words]
    try:
        return subprocess.run(  # noqa: S603 - fixed commands; the folder is one argument of its own
            command,
            check=False,
            env=_environment(),
            timeout=_SECONDS,
            stdin=given or subprocess.DEVNULL,
            stdout=into or subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def tracked(path: Path) -> bool:
    """Is the file in git's index? True where git is missing or refuses: then nothing can be held against the file."""
    names = listed(path.parent, tracked_only=True)
    return names is None or path.name in names


def _environment() -> dict[str, str]:
    """Ours, fit for `-C`: without what a hook is told of its own place, and with its index as an absolute path."""
    environment = {name: value for name, value in os.environ.items() if name not in _PLACES}
    if index := environment.get("GIT_INDEX_FILE"):
        environment["GIT_INDEX_FILE"] = os.path.abspath(index)
    return environment | _QUIET
