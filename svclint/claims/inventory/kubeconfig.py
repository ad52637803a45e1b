"""A kubeconfig file → the `server` of each of its clusters, and nothing else: the rest of it is secret."""

from __future__ import annotations

from pathlib import Path

from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.node import ListNode, MapNode, text_at
from svclint.documents.yaml import YamlError, parse


class KubeconfigError(Exception):
    """The file cannot be read; the text says why, without a word of its content."""


def servers(path: Path) -> tuple[str, ...]:
    """The texts of clusters[].cluster.server, each once, in the order of the file. Raises KubeconfigError."""
    try:
        decoded = decode(load(path.parent, path.name))
    except LoadError as error:
        raise KubeconfigError(str(error)) from None
    if decoded.reason:
        raise KubeconfigError(decoded.reason)
    found: list[str] = []
    try:
        for document in parse(decoded.data.decode()):
            listed = document.node.get("clusters") if isinstance(document.node, MapNode) else None
            items = listed.items if isinstance(listed, ListNode) else ()
            found.extend(text_at(item, "cluster", "server").strip() for item in items)
    except YamlError as error:
        # The parser's own message may quote the text.
        raise KubeconfigError(f"line {error.line} is not valid YAML") from None
    return tuple(dict.fromkeys(one for one in found if one))
