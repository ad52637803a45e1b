"""A values file of Helm and its release → a document of kind HelmRelease with these values."""

from __future__ import annotations

from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, Node, ScalarNode

_GROUP, _VERSION, _KIND = "helm.toolkit.fluxcd.io", "v2", "HelmRelease"
_DEEPEST = 40


def without_overridden(values: MapNode, later: MapNode, depth: int = 0) -> MapNode:
    """The values that `later` does not override; as in Helm, only mappings are merged."""
    over = {key.text: value for key, value in later.entries}
    kept: list[tuple[ScalarNode, Node]] = []
    for key, value in values.entries:
        other = over.get(key.text)
        if other is None:
            kept.append((key, value))
        elif isinstance(value, MapNode) and isinstance(other, MapNode) and depth < _DEEPEST:
            kept.append((key, without_overridden(value, other, depth + 1)))
    return MapNode(tuple(kept), values.span)


def values_document(
    path: str, values: MapNode, release: str, namespace: str, further_files: tuple[str, ...] = ()
) -> Document:
    """The values as a HelmRelease has them, so that the catalogue's entries for its values apply."""
    key = ScalarNode("values", "values", values.span)
    spec = MapNode(((key, values),), values.span)
    node = MapNode(((ScalarNode("spec", "spec", values.span), spec),), values.span)
    return Document(path, 0, node, _GROUP, _VERSION, _KIND, namespace, release or path, "", further_files)
