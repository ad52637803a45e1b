"""The `manifests` of each cluster, relative to the folder of their inventory → patterns relative to the root.

A cluster without `manifests` in an inventory below the root has the files of that folder, except those that another
cluster lists and those of a further inventory below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from svclint.claims.inventory.merge import ClusterText
from svclint.repository import ANYWHERE, anchored, base_folder, from_root


def manifests_by_cluster(clusters: Sequence[ClusterText], root: Path) -> Mapping[str, tuple[str, ...]]:
    """The patterns per cluster name; empty for a cluster that has every file that no other cluster lists."""
    base = root.resolve()
    listed = {
        cluster.name: tuple(
            from_root(item.text(), base_folder(item.folder, base), base) for item in cluster.items("manifests")
        )
        for cluster in clusters
    }
    # The patterns of the folder of each cluster without globs. If several files describe it, the outermost counts.
    folders = {
        cluster.name: min((anchored(base_folder(file.parent, base), base) for file in cluster.files), key=len)
        for cluster in clusters
        if not listed[cluster.name]
    }
    taken = [glob for globs in listed.values() for glob in globs if not glob.startswith("!")]
    return {name: globs or _implied(folders[name], {*folders.values()}, taken) for name, globs in listed.items()}


def _implied(folder: str, folders: Iterable[str], taken: Sequence[str]) -> tuple[str, ...]:
    """The patterns of a folder without the folders of inventories below it and without the globs of other clusters."""
    if folder == ANYWHERE:
        return ()
    start = folder.removesuffix("**")
    others = [*taken, *sorted(other for other in folders if other != folder and other.startswith(start))]
    return (folder, *(f"!{other}" for other in others))
