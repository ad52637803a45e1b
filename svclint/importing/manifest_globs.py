"""Files and the folder names of each cluster → globs of each cluster's files in a repository of several clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# Folders whose content all clusters share, whatever the names of its folders.
_SHARED = frozenset({"base", "bases", "common", "shared", "components"})
# The most globs of a cluster; with more, the folders do not identify its files.
_MOST = 12


def manifests(words: Sequence[frozenset[str]], files: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The globs of the folders that are named after each cluster, per cluster.

    `words` are the folder names that only one cluster has, per cluster. The first such folder of a path decides:
    `main/apps/storage` belongs to cluster main, even if there is a cluster storage.
    """
    owner = {word: number for number, names in enumerate(words) for word in names}
    globs: list[dict[str, None]] = [{} for _ in words]
    for file in files:
        folders = file.split("/")[:-1]
        for depth, folder in enumerate(folders, start=1):
            if folder in _SHARED:
                break
            if folder in owner:
                globs[owner[folder]]["/".join(folders[:depth]) + "/**"] = None
                break
    return tuple(tuple(sorted(patterns)) if len(patterns) <= _MOST else () for patterns in globs)
