"""Files and folders as given on the command line in; the sorted files to read out, relative to the repository."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from svclint.documents.git import inside_work_tree, listed
from svclint.documents.globs import globs
from svclint.documents.repository_paths import stays_inside
from svclint.documents.walk import is_wanted, walked
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass

EXTENSIONS = (".yaml", ".yml", ".json", ".kubeconfig")


@dataclass(frozen=True, slots=True)
class Discovered:
    """What the arguments come to, each a tuple of sorted POSIX paths relative to the root.

    `missing` are the arguments, as given, that do not exist or are neither file nor folder; `outside` the links below
    folders that lead to files which are not of the repository.
    """

    files: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


def discover(
    paths: Sequence[str],
    *,
    root: Path,
    exclude: Sequence[str] = (),
    tracked_only: bool = False,
    endings: tuple[str, ...] = EXTENSIONS,
) -> Discovered:
    """The files that `paths` (relative to the working directory, or absolute) name or hold.

    In a folder: what has one of `endings`, or is a `Kustomization`, as git lists it where there is git, or by our own
    walk that honours .gitignore. A file named itself is taken whatever its name, unless `exclude` (gitignore's
    patterns, relative to the root) has it; raises UsageError for a pattern that is none. A link below a folder to a
    file of the repository is that file under another name, which says how kubectl and kustomize read it; it is taken
    where the file is not, and one of several. Links to folders are not followed: what they lead to is seen where it is.
    """
    named: set[str] = set()
    found: set[str] = set()
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
            for name, is_link in _below(path, base, endings, tracked_only=tracked_only):
                (links if is_link else found).add(name)
        else:
            missing.append(path)
    found |= named
    found -= _doubled(named, found, base)
    outside = {path for path in links if not stays_inside(base, os.path.join(base, path))}
    excluded = excluded_of(found | links, exclude) if exclude else set()
    found |= _other_names(links - outside - excluded, found - excluded, base)
    return Discovered(
        tuple(sorted(found - excluded)),
        tuple(sorted(excluded)),
        tuple(sorted(set(missing))),
        tuple(sorted(outside - excluded - named)),
    )


def _below(path: str, base: str, endings: tuple[str, ...], *, tracked_only: bool) -> Iterator[tuple[str, bool]]:
    """The manifests below a folder, relative to the root, and whether they are links."""
    folder = Path(os.path.realpath(path))
    names = listed(folder, tracked_only=tracked_only) if inside_work_tree(folder) else None
    prefix = _relative(path, base)
    start = "" if prefix == "." else prefix + "/"
    inside: dict[str, bool] = {}
    for name in walked(folder, endings) if names is None else names:
        if is_wanted(name, endings):
            is_link = _is_link(folder, name, inside)
            if is_link is not None:
                yield start + name.replace(os.sep, "/"), is_link


def _is_link(folder: Path, name: str, inside: dict[str, bool]) -> bool | None:
    """Is it a link to a file, or a file itself? None for what is neither: git also lists what has been deleted.

    Nor by way of a link: `inside` is for the answers about folders, one that git knows may have been replaced since.
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


def _other_names(links: Iterable[str], found: set[str], base: str) -> set[str]:
    """Of the links those whose files are not found themselves, one for each."""
    first: dict[str, str] = {}
    for path in sorted(links):
        first.setdefault(os.path.relpath(os.path.realpath(os.path.join(base, path)), base).replace(os.sep, "/"), path)
    return {path for real, path in first.items() if real not in found}


def _relative(path: str, base: str) -> str:
    """The path relative to the root, POSIX; one outside keeps its `..`. A link as the last part stays its own name."""
    head, tail = os.path.split(os.path.abspath(path))
    real = os.path.join(os.path.realpath(head), tail) if not os.path.isdir(path) else os.path.realpath(path)
    return os.path.relpath(real, base).replace(os.sep, "/")


def _doubled(named: set[str], found: set[str], base: str) -> set[str]:
    """Links that were named themselves, to files that are read under their own name as well."""
    links = (path for path in named if os.path.islink(os.path.join(base, path)))
    return {path for path in links if os.path.relpath(os.path.realpath(os.path.join(base, path)), base) in found}


def excluded_of(found: Iterable[str], exclude: Sequence[str]) -> set[str]:
    """The paths that gitignore's patterns have; raises UsageError for a pattern that is none."""
    for pattern in exclude:
        try:
            globs([pattern])
        except ValueError:
            raise UsageError(f"exclude: not a valid .gitignore pattern: {pattern}") from None
    return set(globs(exclude).match_files(found))
