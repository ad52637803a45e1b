"""A folder and arguments → the output of git, which runs no hook and fetches nothing; and its list of files."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from svclint.documents.programs import on_path
from svclint.light_typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import CompletedProcess

_OPTIONS = ("--no-pager", "-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")
_PLACES = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES"))
"""With GIT_DIR set, git treats the folder of `-C` as the top of the work tree."""
_SECONDS = 120
# A partial clone fetches missing objects. Older versions ignore GIT_NO_LAZY_FETCH, so no transport is allowed either.
_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_REPLACE_OBJECTS": "1",
}


def inside_work_tree(folder: Path) -> bool:
    """Is the folder, or one above it, a git work tree? Only looks for `.git`, without starting a process."""
    try:
        return any((place / ".git").exists() for place in (folder, *folder.parents))
    except OSError:
        return False


def listed(folder: Path, *, tracked_only: bool) -> list[str] | None:
    """Paths below the folder and relative to it, in no order; None if git is missing or fails.

    The files of the index and, unless `tracked_only`, files that are neither tracked nor ignored. GIT_INDEX_FILE, which
    git sets for its hooks, is respected. Submodules and links are listed under their own names.
    """
    others = [] if tracked_only else ["--others", "--exclude-standard"]
    done = run_git(folder, "ls-files", "-z", "--cached", *others, "--", ".")
    if done is None or done.returncode != 0:
        return None
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def run_git(
    folder: Path, *words: str, given: IO[bytes] | None = None, into: IO[bytes] | None = None
) -> CompletedProcess[bytes] | None:
    """Run git with these arguments in the folder; None if git is missing or exceeds the time limit.

    `given` is an open file for its standard input, `into` one for its standard output (the result's `stdout` is then
    None).
    """
    import subprocess

    program = _program(_top(os.fspath(folder)), os.environ.get("PATH", os.defpath))
    if not program:
        return None
    command = [program, *_OPTIONS, "-C", os.fspath(folder), *words]
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


@functools.cache
def _program(top: str, path: str) -> str:
    """The path of git in the folders of `path`; a repository with the top folder `top` cannot provide it."""
    return on_path("git", path, outside=top)


def _top(folder: str) -> str:
    """The nearest folder from `folder` upwards with `.git`, or else the folder itself."""
    place = os.path.abspath(folder)
    while not os.path.lexists(os.path.join(place, ".git")):
        if place == os.path.dirname(place):
            return folder
        place = os.path.dirname(place)
    return place


def tracked(path: Path) -> bool:
    """Is the file in git's index? Also True if git is missing or fails: then the answer is unknown."""
    names = listed(path.parent, tracked_only=True)
    return names is None or path.name in names


def _environment() -> dict[str, str]:
    """The process's environment for `-C`: without the paths that git sets for hooks, GIT_INDEX_FILE made absolute."""
    environment = {name: value for name, value in os.environ.items() if name not in _PLACES}
    if index := environment.get("GIT_INDEX_FILE"):
        environment["GIT_INDEX_FILE"] = os.path.abspath(index)
    return environment | _QUIET
