"""The root of a repository, files inside of it, and globs relative to it."""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence
from pathlib import Path

from svclint.errors import UsageError
from svclint.lazy_re import regex
from svclint.model import Span

ANYWHERE = "/**"
"""The glob of all files of the repository."""
_HIDDEN = ".svclint"
_SPECIAL = regex(r"[\\*?\[\]!# ]")


def find_root(start: Path) -> Path:
    """The nearest folder from `start` upwards that contains `.git`, as an absolute path.

    Outside of a repository, it is the working directory if that contains `start`, else the folder of `start`.
    """
    folder, here = folder_of(start), Path.cwd()
    outside = here if folder.is_relative_to(here) else folder
    return next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), outside)


def folder_of(start: Path) -> Path:
    """The folder of a path: itself if it is a folder; links are followed."""
    resolved = start.resolve()
    return resolved if resolved.is_dir() else resolved.parent


def nearest(folder: Path, root: Path, names: Sequence[str]) -> Path | None:
    """The nearest file with one of the names from `folder` upwards to `root`; None if there is none."""
    for parent in (folder, *folder.parents):
        for name in names:
            if (parent / name).is_file():
                return parent / name
        if parent == root:
            return None
    return None


def require_inside(path: Path, root: Path, option: str, file: str = "", span: Span | None = None) -> Path:
    """The path, if it is inside the repository: a repository must not make svclint read and report other files.

    Raises UsageError otherwise, at the span of the setting if there is one.
    """
    try:
        inside = path.resolve().is_relative_to(root.resolve()) and not _is_loop(path)
    except (OSError, RuntimeError, ValueError):  # a loop of links before Python 3.13, or an invalid path
        inside = False
    if not inside:
        line, column = (span.line, span.column) if span else (0, 0)
        message = f"{path.name} is outside the repository; to use it, pass it with {option}"
        raise UsageError(message, file, line, column)
    return path


def _is_loop(path: Path) -> bool:
    """Whether the path is a loop of links; since Python 3.13, resolving such a path does not raise an error."""
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def base_folder(folder: Path, root: Path) -> Path:
    """The folder that the globs of an inventory in `folder` are relative to: for `.svclint`, the folder above.

    For an inventory outside of the repository, it is the root.
    """
    resolved = folder.resolve()
    resolved = resolved.parent if resolved.name == _HIDDEN else resolved
    return resolved if resolved.is_relative_to(root) else root


def from_root(glob: str, folder: Path, root: Path) -> str:
    """A glob relative to a folder → the same relative to the root, as .gitignore reads it."""
    resolved = folder.resolve()
    if resolved == root or not resolved.is_relative_to(root):
        return glob
    negation = "!" if glob.startswith("!") else ""
    bare = glob.removeprefix("!")
    below = bare.lstrip("/") if "/" in bare.rstrip("/") else f"**/{bare}"
    return f"{negation}{anchored(resolved, root).removesuffix('**')}{below}"


def anchored(folder: Path, root: Path) -> str:
    """The glob of all files below a folder of the repository, relative to the root; `ANYWHERE` for the root."""
    base = "" if folder == root else f"{_SPECIAL.sub(_escaped, folder.relative_to(root).as_posix())}/"
    return f"/{base}**"


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"
