"""A file of Helm values and the release that reads it → a document with the values where a HelmRelease has them."""

from __future__ import annotations

from svclint.documents.expand import Document
from svclint.documents.node import Mapping, Scalar

_GROUP, _VERSION, _KIND = "helm.toolkit.fluxcd.io", "v2", "HelmRelease"


def values_document(path: str, values: Mapping, release: str, namespace: str) -> Document:
    """The values as those of a release: what charts make of them is a Service in both places."""
    key = Scalar("values", "values", values.span)
    spec = Mapping(((key, values),), values.span)
    node = Mapping(((Scalar("spec", "spec", values.span), spec),), values.span)
    return Document(path, 0, node, _GROUP, _VERSION, _KIND, namespace, release or path, "")
