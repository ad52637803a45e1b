"""A HelmRelease that takes values from ConfigMaps of the repository → those values, at their own lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.release_values import values_document
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, ScalarNode, items_at, node_at, text_at

_KEY = "values.yaml"


class ReleaseConfigMaps:
    """The ConfigMaps that releases name, each found once."""

    def __init__(self, files: CheckedFiles, releases: Iterable[Document]) -> None:
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
            text = node_at(exact[0].node, "data", key)
            trees = self._files.tree.embedded(text) if isinstance(text, ScalarNode) else ()
            if trees and isinstance(tree := trees[0], MapNode):
                yield values_document(exact[0].file, tree, release.name, release.namespace, exact[0].further_files)


def takes_values(document: Document) -> bool:
    """Whether a document is a release that reads values from somewhere else."""
    return document.kind == "HelmRelease" and any(True for _ in _named(document))


def _named(release: Document) -> Iterator[tuple[str, str]]:
    """(name, key) of each ConfigMap whose values are merged in whole."""
    for item in items_at(release.node, "spec", "valuesFrom"):
        if text_at(item, "kind") == "ConfigMap" and text_at(item, "name") and not text_at(item, "targetPath"):
            yield text_at(item, "name"), text_at(item, "valuesKey") or _KEY
