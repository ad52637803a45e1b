"""A document → whether it claims nothing: a schema, a workflow, a file of another program."""

from __future__ import annotations

from svclint.documents.node import MapNode, text_at
from svclint.documents.read import Document

# Top-level keys that identify files of other programs; a file has all keys of one set.
_OTHER_PROGRAMS = (
    {"jobs", "on"},  # GitHub Actions
    {"runs", "inputs"},
    {"tasks", "version"},  # Taskfile
    {"site_name"},  # MkDocs
    {"openapi", "paths"},
    {"openapi", "components"},
    {"swagger", "paths"},
)
_SCHEMAS = (".schema.json", ".schema.yaml", ".schema.yml")


def is_not_kubernetes(document: Document) -> bool:
    """Whether the document is neither a Kubernetes object nor part of a chart.

    Kinds of Kubernetes start with a capital letter. `kind: feature` is in release notes, `kind: not-important` in
    patches whose target is defined elsewhere.
    """
    if document.kind:
        return not document.kind[0].isupper()
    if document.file.endswith(_SCHEMAS):
        return True
    keys = {key.text for key, _ in document.node.entries}
    return any(known <= keys for known in _OTHER_PROGRAMS) or is_schema(document.node)


def is_schema(node: MapNode) -> bool:
    """Whether a mapping is a JSON Schema."""
    described = any(isinstance(node.get(key), MapNode) for key in ("properties", "definitions", "$defs"))
    return described and (bool(text_at(node, "$schema")) or text_at(node, "type") == "object")
