"""Git's list of files: a folder in, its tracked (and unignored) paths out; git is told to run nothing."""

from __future__ import annotations

import os
from pathlib import Path

_OPTIONS = ("--no-pager", "-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")
_PLACES = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES"))
"""With GIT_DIR set, git takes the folder of `-C` for the top of the work tree."""
_SECONDS = 120


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
    import subprocess

    others = [] if tracked_only else ["--others", "--exclude-standard"]
    command = ["git", *_OPTIONS, "-C", os.fspath(folder), "ls-files", "-z", "--cached", *others, "--", "."]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the folder is one argument of its own
            command, capture_output=True, check=False, env=_environment(), timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def tracked(path: Path) -> bool:
    """Is the file in git's index? True where git is missing or refuses: then nothing can be held against the file."""
    names = listed(path.parent, tracked_only=True)
    return names is None or path.name in names


def _environment() -> dict[str, str]:
    """Ours, fit for `-C`: without what a hook is told of its own place, and with its index as an absolute path."""
    environment = {name: value for name, value in os.environ.items() if name not in _PLACES}
    if index := environment.get("GIT_INDEX_FILE"):
        environment["GIT_INDEX_FILE"] = os.path.abspath(index)
    return environment | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
