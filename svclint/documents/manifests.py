"""Objects that stand as text inside another one: a document in, itself without them and their own documents out.

A ConfigMap's payload (a ClusterResourceSet applies it, say) and Talos' inline manifests are objects of the cluster like
any others; each keeps its lines in the outer file.
"""

from __future__ import annotations

from svclint.documents.expand import Document, expand
from svclint.documents.node import Mapping, Node, Scalar, Sequence, text_at
from svclint.documents.yaml import parse_embedded_all
from svclint.records import replace

_MARKS = ("apiVersion", "kind", "metadata")


def unpacked(document: Document) -> list[Document]:
    """The document and, behind it, the objects that texts in it hold; a ConfigMap loses those texts.

    A text that stands there several times, as by aliases, says the same each time, and is opened once.
    """
    found: list[Mapping] = []
    known: dict[str, list[Mapping]] = {}
    if document.kind == "ConfigMap":
        data, kept = document.node.get("data"), []
        for key, value in data.entries if isinstance(data, Mapping) else ():
            text = value.text if isinstance(value, Scalar) else ""
            if text not in known:
                known[text] = _objects(value)
                found += known[text]
            if not known[text]:
                kept.append((key, value))
        if found and isinstance(data, Mapping):
            rest = Mapping(tuple(kept), data.span)
            entries = tuple((key, rest if value is data else value) for key, value in document.node.entries)
            document = replace(document, node=Mapping(entries, document.node.span))
    elif not document.kind:
        cluster = document.node.get("cluster")
        inline = cluster.get("inlineManifests") if isinstance(cluster, Mapping) else None
        for item in inline.items if isinstance(inline, Sequence) else ():
            found += _objects(item.get("contents") if isinstance(item, Mapping) else None)
    return [document, *(one for node in found for one in expand(document.file, 0, node, document.origin))]


def _objects(text: Node | None) -> list[Mapping]:
    """The objects that a text is made of; none where any part of it is no object with a name."""
    if not isinstance(text, Scalar) or not all(mark in text.text for mark in _MARKS):
        return []
    nodes = [node for node in parse_embedded_all(text) if isinstance(node, Mapping)]
    return nodes if all(_is_object(node) for node in nodes) else []


def _is_object(node: Mapping) -> bool:
    named = text_at(node, "metadata", "name") or text_at(node, "kind").endswith("List")
    return bool(text_at(node, "apiVersion") and text_at(node, "kind") and named)
