"""Parts of a document's tree → the objects that a chart or an operator creates of them, with their positions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.lazy_dataclasses import replace
from svclint.model import Span


def created(source: Document, group: str, kind: str, name: str, namespace: str, **parts: Node | None) -> Document:
    """An object that is created because of the object `source`; `parts` are its `labels` and its `spec`."""
    spec = parts["spec"] or source.node
    span = spec.span
    named = [("name", scalar(name, span)), ("namespace", scalar(namespace, span)), ("labels", parts.get("labels"))]
    node = mapping([("metadata", mapping(named, span)), ("spec", spec)], span)
    return replace(source, node=node, group=group, kind=kind, name=name, namespace=namespace)


def mapping(items: Iterable[tuple[str, Node | None]], span: Span) -> MapNode:
    """A mapping of the items that exist, at a position."""
    return MapNode(tuple(present(items, span)), span)


def present(items: Iterable[tuple[str, Node | None]], span: Span) -> Iterator[tuple[ScalarNode, Node]]:
    """The entries of a mapping, of the items that exist."""
    return ((scalar(key, span), node) for key, node in items if node is not None)


def scalar(text: str, span: Span) -> ScalarNode:
    """A text at a position."""
    return ScalarNode(text, text, span)


def labels(texts: Iterable[tuple[str, str]], more: Node | None, span: Span) -> MapNode:
    """Labels, with those of a mapping, which replace others of the same keys."""
    stated = more.entries if isinstance(more, MapNode) else ()
    keys = {key.text for key, _ in stated}
    entries = ((scalar(key, span), scalar(text, span)) for key, text in texts if key not in keys)
    return MapNode((*entries, *stated), span)
