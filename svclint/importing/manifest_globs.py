"""Folders and the clusters' own folder names → which files of a repository of several clusters are whose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# What stands below is everybody's, whatever its folders are called.
_SHARED = frozenset({"base", "bases", "common", "shared", "components"})
# More globs than people would read: then the folders say nothing.
_MOST = 12


def manifests(words: Sequence[frozenset[str]], files: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """For each cluster the globs of the folders that are named after it.

    `words` are the folder names that tell each cluster from the others. The topmost of a path decides: what stands in
    `main/apps/storage` is the cluster main's, though another is called storage.
    """
    owner = {word: number for number, several in enumerate(words) for word in several}
    found: list[dict[str, None]] = [{} for _ in words]
    for file in files:
        folders = file.split("/")[:-1]
        for depth, folder in enumerate(folders, start=1):
            if folder in _SHARED:
                break
            if folder in owner:
                found[owner[folder]]["/".join(folders[:depth]) + "/**"] = None
                break
    return tuple(tuple(sorted(one)) if len(one) <= _MOST else () for one in found)
