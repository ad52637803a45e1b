"""Files and folders as given on the command line in; the sorted files to read out, relative to the repository."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from svclint.documents.git import inside_work_tree, listed
from svclint.documents.globs import globs
from svclint.documents.walk import walked
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass

EXTENSIONS = (".yaml", ".yml", ".json", ".kubeconfig")


@dataclass(frozen=True, slots=True)
class Discovered:
    """What the arguments come to, each a tuple of sorted POSIX paths relative to the root.

    `missing` are the arguments, as given, that do not exist or are neither file nor folder.
    """

    files: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def discover(
    paths: Sequence[str],
    *,
    root: Path,
    exclude: Sequence[str] = (),
    tracked_only: bool = False,
    endings: tuple[str, ...] = EXTENSIONS,
) -> Discovered:
    """The files that `paths` (relative to the working directory, or absolute) name or hold.

    In a folder: what has one of `endings`, as git lists it where there is git, or by our own walk that honours
    .gitignore. A file named itself is taken whatever its name, unless `exclude` (gitignore's
    patterns, relative to the root) has it; raises UsageError for a pattern that is none. Links below a folder are
    not followed: what they lead to is seen where it is, or is not ours.
    """
    named: set[str] = set()
    found: set[str] = set()
    missing: list[str] = []
    base = os.path.realpath(root)
    for path in paths:
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError):
            missing.append(path)
            continue
        if stat.S_ISREG(mode):
            named.add(_relative(path, base))
        elif stat.S_ISDIR(mode):
            found.update(_below(path, base, endings, tracked_only=tracked_only))
        else:
            missing.append(path)
    found |= named
    found -= _doubled(named, found, base)
    excluded = _excluded(found, exclude) if exclude else set()
    return Discovered(tuple(sorted(found - excluded)), tuple(sorted(excluded)), tuple(sorted(set(missing))))


def _below(path: str, base: str, endings: tuple[str, ...], *, tracked_only: bool) -> Iterable[str]:
    """The manifests below a folder, relative to the root."""
    folder = Path(os.path.realpath(path))
    names = listed(folder, tracked_only=tracked_only) if inside_work_tree(folder) else None
    from_git = names is not None
    prefix = _relative(path, base)
    start = "" if prefix == "." else prefix + "/"
    inside: dict[str, bool] = {}
    for name in walked(folder, endings) if names is None else names:
        if name.lower().endswith(endings) and (not from_git or _regular(folder, name, inside)):
            yield start + name.replace(os.sep, "/")


def _regular(folder: Path, name: str, inside: dict[str, bool]) -> bool:
    """Is it a regular file, not by way of a link? Git also lists what has been deleted, links and submodules.

    `inside` is for the answers about folders: one that git knows may have been replaced by a link since.
    """
    path = os.path.join(folder, name)
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return False
    except (OSError, ValueError):
        return False
    parent = os.path.dirname(path)
    if parent not in inside:
        inside[parent] = os.path.realpath(parent) == parent
    return inside[parent]


def _relative(path: str, base: str) -> str:
    """The path relative to the root, POSIX; one outside keeps its `..`. A link as the last part stays its own name."""
    head, tail = os.path.split(os.path.abspath(path))
    real = os.path.join(os.path.realpath(head), tail) if not os.path.isdir(path) else os.path.realpath(path)
    return os.path.relpath(real, base).replace(os.sep, "/")


def _doubled(named: set[str], found: set[str], base: str) -> set[str]:
    """Links that were named themselves, to files that are read under their own name as well."""
    links = (path for path in named if os.path.islink(os.path.join(base, path)))
    return {path for path in links if os.path.relpath(os.path.realpath(os.path.join(base, path)), base) in found}


def _excluded(found: set[str], exclude: Sequence[str]) -> set[str]:
    for pattern in exclude:
        try:
            globs([pattern])
        except ValueError:
            raise UsageError(f"exclude: not a valid .gitignore pattern: {pattern}") from None
    return set(globs(exclude).match_files(found))
