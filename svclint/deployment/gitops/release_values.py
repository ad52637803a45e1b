"""Values files of Helm and their release → a document of kind HelmRelease with these values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from svclint.deployment.gitops.patching import merged
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.documents.provenance import Sources

_GROUP, _VERSION, _KIND = "helm.toolkit.fluxcd.io", "v2", "HelmRelease"


def merged_values(files: Sequence[tuple[str, MapNode]], release: str, namespace: str) -> Document:
    """The values of all files of one release, in Helm's order and merged as by Helm, each with its own position.

    The document is of the last file, the most specific one.
    """
    path = files[-1][0]
    sources = Sources(path)
    trees = [sources.take(values, file) for file, values in files]
    values = reduce(lambda base, later: merged(base, later, known=False), trees)
    return values_document(path, values, release, namespace, sources.further)


def values_document(
    path: str, values: Node, release: str, namespace: str, further_files: tuple[str, ...] = ()
) -> Document:
    """The values as a HelmRelease has them, so that the catalogue's entries for its values apply."""
    key = ScalarNode("values", "values", values.span)
    spec = MapNode(((key, values),), values.span)
    node = MapNode(((ScalarNode("spec", "spec", values.span), spec),), values.span)
    return Document(path, 0, node, _GROUP, _VERSION, _KIND, namespace, release or path, "", further_files)
