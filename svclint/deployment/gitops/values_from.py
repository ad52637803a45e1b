"""A HelmRelease that reads values from ConfigMaps of the repository → these values, with their own positions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.release_values import values_document
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, ScalarNode, items_at, node_at, text_at

_KEY = "values.yaml"


class ReleaseConfigMaps:
    """The ConfigMaps that releases name."""

    def __init__(self, files: CheckedFiles, releases: Iterable[Document]) -> None:
        names = {name for release in releases for name, _ in _named(release)}
        self._files = files
        self._maps: dict[str, list[Document]] = {}
        for document in files.config_maps(names):
            self._maps.setdefault(document.name, []).append(document)

    def values(self, release: Document) -> Iterator[Document]:
        """Yield the values that a release reads from ConfigMaps of its namespace, as documents of the release."""
        for name, key in _named(release):
            possible = [item for item in self._maps.get(name, ()) if item.namespace in ("", release.namespace)]
            exact = [item for item in possible if item.namespace == release.namespace] or possible
            if len({item.file for item in exact}) != 1:
                continue  # unknown or ambiguous
            config_map = exact[0]
            text = node_at(config_map.node, "data", key)
            trees = self._files.tree.embedded(text) if isinstance(text, ScalarNode) else ()
            if trees and isinstance(tree := trees[0], MapNode):
                further = config_map.further_files
                yield values_document(config_map.file, tree, release.name, release.namespace, further)


def takes_values(document: Document) -> bool:
    """Is the document a release that reads values from ConfigMaps?"""
    return document.kind == "HelmRelease" and any(True for _ in _named(document))


def _named(release: Document) -> Iterator[tuple[str, str]]:
    """Yield (name, key) of each ConfigMap that is merged into the values as a whole."""
    for item in items_at(release.node, "spec", "valuesFrom"):
        if text_at(item, "kind") == "ConfigMap" and text_at(item, "name") and not text_at(item, "targetPath"):
            yield text_at(item, "name"), text_at(item, "valuesKey") or _KEY
