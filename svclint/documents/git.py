"""Git's list of files: a folder in, its tracked (and unignored) paths out; git is told to run nothing."""

from __future__ import annotations

import os
from pathlib import Path

_OPTIONS = ("--no-pager", "-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")
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
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the folder is one argument of its own
            command, capture_output=True, check=False, env=environment, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
