"""File paths and the inventory's clusters → which clusters each file belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from svclint.documents.globs import globs
from svclint.model import Cluster, Finding, Severity

# The cluster of files that no inventory speaks of.
NAMELESS = ""


def assign(files: Iterable[str], clusters: Sequence[Cluster]) -> Mapping[str, tuple[str, ...]]:
    """A file belongs to every cluster whose `manifests` globs name it; else to all clusters that have no globs."""
    open_to_all = tuple(one.name for one in clusters if not one.manifests) or (NAMELESS,)
    named = [one for one in clusters if one.manifests]
    if not named:
        return dict.fromkeys(files, open_to_all)
    specs = [(one.name, globs(one.manifests)) for one in named]
    return {file: tuple(name for name, spec in specs if spec.match_file(file)) or open_to_all for file in files}


def without_files(files: Sequence[str], clusters: Sequence[Cluster]) -> Iterator[Finding]:
    """A finding for each cluster whose `manifests` globs name none of the repository's files."""
    belongs = {name for names in assign(files, clusters).values() for name in names}
    for one in clusters:
        place = one.stated.get("manifests")
        if one.manifests and place and one.name not in belongs:
            message = (
                f"No file of the repository belongs to cluster {one.name}: {', '.join(one.manifests)} matches none."
            )
            yield Finding(place, "cluster-without-manifests", Severity.WARNING, message)
