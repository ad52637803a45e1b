"""Files and folders from the command line → the sorted files to read, relative to the repository."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from svclint.documents.unread_sources import ENDINGS, generator_of
from svclint.documents.walk import is_wanted, walked
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass

EXTENSIONS = (".yaml", ".yml", ".json", ".kubeconfig")


@dataclass(frozen=True, slots=True)
class Discovered:
    """What the arguments name, each a tuple of sorted POSIX paths relative to the root.

    `missing` are the arguments, as written, that do not exist or are neither file nor folder. `outside` are links in
    folders to files outside the repository. `generators` are sources of manifests that are not read (unread_sources).
    """

    files: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    generators: tuple[str, ...] = ()


def discover(
    paths: Sequence[str],
    *,
    root: Path,
    exclude: Sequence[str] = (),
    tracked_only: bool = False,
    endings: tuple[str, ...] = EXTENSIONS,
) -> Discovered:
    """Find the files that `paths` (absolute, or relative to the working directory) name or contain.

    In a folder, these are the files that have one of `endings` or the name `Kustomization`. Git lists them; without
    git, or if git ignores the whole folder, a walk that honours .gitignore does. A file that an argument names is read
    whatever its name, unless a pattern of `exclude` (.gitignore syntax, relative to the root) matches it.

    A link in a folder to a file of the repository is another name of that file, and its name decides how kubectl and
    kustomize read it. It is read if the file itself is not; of several such links, only the first. Links to folders are
    not followed.

    Raises UsageError for an invalid pattern.
    """
    named: set[str] = set()
    files: set[str] = set()
    links: set[str] = set()
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
            for name, is_link in _below(path, base, (*endings, *ENDINGS), tracked_only=tracked_only):
                (links if is_link else files).add(name)
        else:
            missing.append(path)
    generators = {path for path in files if generator_of(path)}
    files = {path for path in files if is_wanted(path, endings)} | named
    links = {path for path in links if is_wanted(path, endings)}
    files -= _redundant_links(named, files, base)
    outside = _outside(links, base)
    excluded = excluded_of(files | links, exclude) if exclude else set()
    files |= _other_names(links - outside - excluded, files - excluded, base)
    return Discovered(
        tuple(sorted(files - excluded)),
        tuple(sorted(excluded)),
        tuple(sorted(set(missing))),
        tuple(sorted(outside - excluded - named)),
        tuple(sorted(generators - (excluded_of(generators, exclude) if exclude else set()))),
    )


def _outside(links: Iterable[str], base: str) -> set[str]:
    """The links to files outside the repository."""
    from svclint.documents.repository_paths import stays_inside

    return {path for path in links if not stays_inside(base, os.path.join(base, path))}


def _below(path: str, base: str, endings: tuple[str, ...], *, tracked_only: bool) -> Iterator[tuple[str, bool]]:
    """Yield each manifest below a folder: its path relative to the root, and whether it is a link."""
    from svclint.documents.git import inside_work_tree, listed

    folder = Path(os.path.realpath(path))
    names = listed(folder, tracked_only=tracked_only) if inside_work_tree(folder) else None
    if not names and not tracked_only:
        names = None  # git ignores the folder as a whole, and the user names it nevertheless
    prefix = _relative(path, base)
    start = "" if prefix == "." else prefix + "/"
    inside: dict[str, bool] = {}
    for name in walked(folder, endings) if names is None else names:
        if is_wanted(name, endings):
            is_link = _is_link(folder, name, inside)
            if is_link is not None:
                yield start + name.replace(os.sep, "/"), is_link


def _is_link(folder: Path, name: str, inside: dict[str, bool]) -> bool | None:
    """True for a link to a file, False for a file, None for anything else: git also lists deleted files.

    Also None for a path through a link, because a folder in git's index may have been replaced by a link. `inside`
    caches the answer for each folder.
    """
    path = os.path.join(folder, name)
    try:
        mode = os.lstat(path).st_mode
        is_link = stat.S_ISLNK(mode)
        if not stat.S_ISREG(os.stat(path).st_mode if is_link else mode):
            return None
    except (OSError, ValueError):
        return None
    parent = os.path.dirname(path)
    if parent not in inside:
        inside[parent] = os.path.realpath(parent) == parent
    return is_link if inside[parent] else None


def _other_names(links: Iterable[str], files: set[str], base: str) -> set[str]:
    """The first link to each file that is not in `files`."""
    first: dict[str, str] = {}
    for path in sorted(links):
        first.setdefault(os.path.relpath(os.path.realpath(os.path.join(base, path)), base).replace(os.sep, "/"), path)
    return {path for real, path in first.items() if real not in files}


def _relative(path: str, base: str) -> str:
    """The POSIX path relative to the root; a path outside keeps its `..`. A link to a file keeps its own name."""
    head, tail = os.path.split(os.path.abspath(path))
    real = os.path.join(os.path.realpath(head), tail) if not os.path.isdir(path) else os.path.realpath(path)
    return os.path.relpath(real, base).replace(os.sep, "/")


def _redundant_links(named: set[str], files: set[str], base: str) -> set[str]:
    """The named links to files that are in `files` under their own name."""
    links = (path for path in named if os.path.islink(os.path.join(base, path)))
    return {path for path in links if os.path.relpath(os.path.realpath(os.path.join(base, path)), base) in files}


def excluded_of(files: Iterable[str], exclude: Sequence[str]) -> set[str]:
    """The paths that .gitignore patterns match. Raises UsageError for an invalid pattern."""
    from svclint.documents.globs import globs

    for pattern in exclude:
        try:
            globs([pattern])
        except ValueError:
            raise UsageError(f"exclude: not a valid .gitignore pattern: {pattern}") from None
    return set(globs(exclude).match_files(files))
