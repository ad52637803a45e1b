"""A kubeconfig file → the `server` of each of its clusters, and nothing else, because the rest is secret."""

from __future__ import annotations

from pathlib import Path

from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.node import ListNode, MapNode, text_at
from svclint.documents.yaml import YamlError, parse


class KubeconfigError(Exception):
    """The file cannot be read; the message gives the reason and never quotes the file."""


def servers(path: Path) -> tuple[str, ...]:
    """The texts at clusters[].cluster.server without duplicates, in the order of the file. Raises KubeconfigError."""
    try:
        decoded = decode(load(path.parent, path.name))
    except LoadError as error:
        raise KubeconfigError(str(error)) from None
    if decoded.reason:
        raise KubeconfigError(decoded.reason)
    texts: list[str] = []
    try:
        for document in parse(decoded.data.decode()):
            listed = document.node.get("clusters") if isinstance(document.node, MapNode) else None
            items = listed.items if isinstance(listed, ListNode) else ()
            texts.extend(text_at(item, "cluster", "server").strip() for item in items)
    except YamlError as error:
        # The message of the parser may quote the file.
        raise KubeconfigError(f"line {error.line} is not valid YAML") from None
    return tuple(dict.fromkeys(text for text in texts if text))
