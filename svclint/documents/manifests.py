"""A document → the same document without the objects that it holds as text, and these objects as documents.

The manifests in a ConfigMap (which a ClusterResourceSet applies, for example) and Talos' inline manifests are objects
of the cluster. They keep their positions in the outer file.
"""

from __future__ import annotations

from svclint.documents.list_items import Document, expand, listed
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, text_at
from svclint.documents.yaml import parse_embedded_all
from svclint.lazy_dataclasses import replace

_MARKS = ("apiVersion", "kind", "metadata")


def unpacked(document: Document) -> list[Document]:
    """The document, followed by the objects that its texts hold; these texts are removed from a ConfigMap.

    A text that occurs several times, for example through aliases, is parsed once.
    """
    objects: list[MapNode] = []
    known: dict[str, list[MapNode]] = {}
    if document.kind == "ConfigMap":
        data, kept = document.node.get("data"), []
        for key, value in data.entries if isinstance(data, MapNode) else ():
            text = value.text if isinstance(value, ScalarNode) else ""
            if text not in known:
                known[text] = _objects(value)
                objects += known[text]
            if not known[text]:
                kept.append((key, value))
        if objects and isinstance(data, MapNode):
            rest = MapNode(tuple(kept), data.span)
            entries = tuple((key, rest if value is data else value) for key, value in document.node.entries)
            document = replace(document, node=MapNode(entries, document.node.span))
    elif not document.kind:
        cluster = document.node.get("cluster")
        inline = cluster.get("inlineManifests") if isinstance(cluster, MapNode) else None
        for item in inline.items if isinstance(inline, ListNode) else ():
            objects += _objects(item.get("contents") if isinstance(item, MapNode) else None)
    inner = (item for node in objects for item in expand(document.file, 0, node, document.origin))
    return [document, *inner]


def _objects(text: Node | None) -> list[MapNode]:
    """The objects that a text consists of; empty if any part of it is not an object with a name."""
    if not isinstance(text, ScalarNode) or not all(mark in text.text for mark in _MARKS):
        return []
    nodes = [node for node in parse_embedded_all(text) if isinstance(node, MapNode)]
    return nodes if all(_is_object(node) for node in nodes) else []


def _is_object(node: MapNode) -> bool:
    named = text_at(node, "metadata", "name") or text_at(node, "kind").endswith("List") or listed(node)
    return bool(text_at(node, "apiVersion") and text_at(node, "kind") and named)
