"""A file of Helm values and the release that reads it → a document with the values where a HelmRelease has them."""

from __future__ import annotations

from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, Node, ScalarNode

_GROUP, _VERSION, _KIND = "helm.toolkit.fluxcd.io", "v2", "HelmRelease"


_DEEPEST = 40


def without(values: MapNode, later: MapNode, depth: int = 0) -> MapNode:
    """The values that hold when `later` is laid over them; lists and texts are taken whole, as Helm does."""
    over = {key.text: value for key, value in later.entries}
    kept: list[tuple[ScalarNode, Node]] = []
    for key, value in values.entries:
        other = over.get(key.text)
        if other is None:
            kept.append((key, value))
        elif isinstance(value, MapNode) and isinstance(other, MapNode) and depth < _DEEPEST:
            kept.append((key, without(value, other, depth + 1)))
    return MapNode(tuple(kept), values.span)


def values_document(
    path: str, values: MapNode, release: str, namespace: str, further_files: tuple[str, ...] = ()
) -> Document:
    """The values as those of a release: what charts make of them is a Service in both places."""
    key = ScalarNode("values", "values", values.span)
    spec = MapNode(((key, values),), values.span)
    node = MapNode(((ScalarNode("spec", "spec", values.span), spec),), values.span)
    return Document(path, 0, node, _GROUP, _VERSION, _KIND, namespace, release or path, "", further_files)
