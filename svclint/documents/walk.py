"""A folder without git → the files below it, by a walk that honours .gitignore and does not follow links."""

from __future__ import annotations

import os
from pathlib import Path

from svclint.documents.file_bytes import LoadError, load
from svclint.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_IGNORE = ".gitignore"
_NAME = "Kustomization"
"""A name of kustomization files that has no extension; kustomize requires this spelling."""


def walked(folder: Path, extensions: tuple[str, ...]) -> list[str]:
    """Paths of the wanted regular files and links below a folder, relative to it, in no order, without `.git`.

    Folders that cannot be listed are skipped, as by git.
    """
    base = os.fspath(folder)
    paths: list[str] = []
    todo: list[tuple[str, tuple[tuple[str, GitIgnoreSpec], ...]]] = [("", ())]
    while todo:
        inside, rules = todo.pop()
        try:
            with os.scandir(f"{base}/{inside}") as scan:
                entries = list(scan)
        except OSError:
            continue
        if any(entry.name == _IGNORE for entry in entries):
            rules = (*rules, (inside, _spec(folder, inside + _IGNORE)))
        for entry in entries:
            path = inside + entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name != ".git" and not (rules and _ignored(path + "/", rules)):
                    todo.append((path + "/", rules))
                continue
            if not is_wanted(entry.name, extensions):
                continue
            if not entry.is_file(follow_symlinks=False) and not entry.is_symlink():
                continue
            if not (rules and _ignored(path, rules)):
                paths.append(path)
    return paths


def is_wanted(path: str, extensions: tuple[str, ...]) -> bool:
    """Does the path have the name of a manifest?"""
    return path.lower().endswith(extensions) or (path.endswith(_NAME) and os.path.basename(path) == _NAME)


def _spec(folder: Path, file: str) -> GitIgnoreSpec:
    """The patterns of a .gitignore file; invalid lines are skipped, as by git."""
    try:
        lines = os.fsdecode(load(folder, file)).splitlines()
    except LoadError:
        lines = []
    from svclint.documents.globs import globs

    return globs(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    from svclint.documents.globs import globs

    try:
        globs([line])
    except ValueError:
        return False
    return True


def _ignored(path: str, rules: tuple[tuple[str, GitIgnoreSpec], ...]) -> bool:
    """Does the nearest .gitignore with a matching pattern ignore the path?"""
    for inside, spec in reversed(rules):
        verdict: bool | None = spec.check_file(path[len(inside) :]).include
        if verdict is not None:
            return verdict
    return False
