"""A HelmRelease that takes values from ConfigMaps of the repository → those values, at their own lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint.deployment.gitops.patch_lists import items
from svclint.deployment.gitops.release_values import values_document
from svclint.deployment.gitops.repository_files import RepositoryFiles
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, ScalarNode, text_at

_KEY = "values.yaml"


class ReleaseConfigMaps:
    """The ConfigMaps that releases name, each found once."""

    def __init__(self, files: RepositoryFiles, releases: Iterable[Document]) -> None:
        wanted = {name for release in releases for name, _ in _named(release)}
        self._files = files
        self._maps: dict[str, list[Document]] = {}
        for document in files.config_maps(wanted):
            self._maps.setdefault(document.name, []).append(document)

    def values(self, release: Document) -> Iterator[Document]:
        """The values that a release reads from the ConfigMaps beside it, as values of the release."""
        for name, key in _named(release):
            found = [one for one in self._maps.get(name, ()) if one.namespace in ("", release.namespace)]
            exact = [one for one in found if one.namespace == release.namespace] or found
            if len({one.file for one in exact}) != 1:
                continue  # nowhere, or no one can tell which
            data = exact[0].node.get("data")
            text = data.get(key) if isinstance(data, MapNode) else None
            trees = self._files.embedded(text) if isinstance(text, ScalarNode) else ()
            if trees and isinstance(tree := trees[0], MapNode):
                yield values_document(exact[0].file, tree, release.name, release.namespace)


def takes_values(document: Document) -> bool:
    """Whether a document is a release that reads values from somewhere else."""
    return document.kind == "HelmRelease" and any(True for _ in _named(document))


def _named(release: Document) -> Iterator[tuple[str, str]]:
    """(name, key) of each ConfigMap whose values are merged in whole."""
    spec = release.node.get("spec")
    for item in items(spec.get("valuesFrom") if isinstance(spec, MapNode) else None):
        if text_at(item, "kind") == "ConfigMap" and text_at(item, "name") and not text_at(item, "targetPath"):
            yield text_at(item, "name"), text_at(item, "valuesKey") or _KEY
