"""A Secret, or an object from which a controller creates one → its name and its keys; the values are not read."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.documents.list_items import Document, VariableValue
from svclint.documents.node import MapNode, Node, ScalarNode, items_at, node_at, text_at
from svclint.documents.provenance import place

# https://github.com/external-secrets/external-secrets/blob/0126c16c6faf5bef4b02fc4b6b0090dff87b6b7d/apis/externalsecrets/v1/externalsecret_types.go
# https://github.com/bitnami-labs/sealed-secrets/blob/v0.27.0/pkg/apis/sealedsecrets/v1alpha1/types.go
_NAME = {"ExternalSecret": ("spec", "target", "name"), "SealedSecret": ("spec", "template", "metadata", "name")}
_DATA = {
    "Secret": (("data",), ("stringData",)),
    "ExternalSecret": (("spec", "target", "template", "data"),),
    "SealedSecret": (("spec", "encryptedData"), ("spec", "template", "data")),
}


def secret_name(document: Document) -> str:
    """The name of the Secret."""
    return text_at(document.node, *_NAME.get(document.kind, ("metadata", "name"))) or document.name


def secret_settings(document: Document) -> Iterator[VariableValue]:
    """Yield the keys of the Secret, without their values.

    Keys that an ExternalSecret takes from its store as they are there (`dataFrom`) are not known.
    """
    keys = [key for path in _DATA[document.kind] for key in _keys(node_at(document.node, *path))]
    if not keys and document.kind == "ExternalSecret":
        keys = [node_at(item, "secretKey") for item in items_at(document.node, "spec", "data")]
    for key in keys:
        if isinstance(key, ScalarNode):
            yield VariableValue(key.text, "", *place(document, key.span))


def _keys(node: Node | None) -> list[Node | None]:
    return [key for key, _ in node.entries] if isinstance(node, MapNode) else []
