"""The helmfiles of a repository → the release of each values file that they name.

A helmfile often installs, before Flux or Argo CD runs, the same releases that these then adopt.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.paths import joined
from svclint.documents.node import ScalarNode, items_at, text_at
from svclint.documents.unread_sources import HELMFILE, generator_of


def helmfile_releases(files: CheckedFiles) -> dict[str, tuple[str, str]]:
    """The name and namespace of the release of each values file, without files that several releases read."""
    releases: dict[str, set[tuple[str, str]]] = {}
    for helmfile in files.sources:
        if generator_of(helmfile) == HELMFILE:
            for path, release in _named(files, helmfile):
                releases.setdefault(path, set()).add(release)
    return {path: named.pop() for path, named in releases.items() if len(named) == 1}


def _named(files: CheckedFiles, helmfile: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield (path, release) for each values file that one helmfile names."""
    folder = posixpath.dirname(helmfile)
    for tree in files.tree.trees(helmfile):
        for release in items_at(tree, "releases"):
            name, namespace = text_at(release, "name"), text_at(release, "namespace")
            for value in items_at(release, "values"):
                if isinstance(value, ScalarNode) and name:
                    yield _file(files, joined(folder, value.text)), (name, namespace)


def _file(files: CheckedFiles, path: str) -> str:
    """The path, or for one out of the repository the file that it means: the helmfile was in a deeper folder once."""
    inside = path
    while inside.startswith("../"):
        inside = inside[len("../") :]
    return inside if files.known(inside) else path
