"""File paths and the inventory's clusters → which clusters each file belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from svclint.model import Cluster

# The cluster of files that no inventory speaks of.
NAMELESS = ""


def assign(files: Iterable[str], clusters: Sequence[Cluster]) -> Mapping[str, tuple[str, ...]]:
    """A file belongs to every cluster whose `manifests` globs name it; else to all clusters that have no globs."""
    open_to_all = tuple(one.name for one in clusters if not one.manifests) or (NAMELESS,)
    named = [one for one in clusters if one.manifests]
    if not named:
        return dict.fromkeys(files, open_to_all)
    from pathspec import GitIgnoreSpec  # 45 ms: only where globs are used

    specs = [(one.name, GitIgnoreSpec.from_lines(one.manifests)) for one in named]
    return {file: tuple(name for name, spec in specs if spec.match_file(file)) or open_to_all for file in files}
