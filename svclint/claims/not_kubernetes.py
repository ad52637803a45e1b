"""A document → whether it is one that claims nothing by any key: a schema, a workflow, another program's file."""

from __future__ import annotations

from svclint.documents.node import MapNode, text_at
from svclint.documents.read import Document

# The outermost keys by which other programs' files are known; all of one set have to be there.
_OTHERS = (
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
    """Whether nobody reads the document as Kubernetes' or a chart's.

    A kind begins with a capital: `kind: feature` is a release note's, `kind: not-important` a patch's without an
    object of its own.
    """
    if document.kind:
        return not document.kind[0].isupper()
    if document.file.endswith(_SCHEMAS):
        return True
    keys = {key.text for key, _ in document.node.entries}
    return any(known <= keys for known in _OTHERS) or is_schema(document.node)


def is_schema(node: MapNode) -> bool:
    """Whether a mapping is a JSON Schema's."""
    described = any(isinstance(node.get(key), MapNode) for key in ("properties", "definitions", "$defs"))
    return described and (bool(text_at(node, "$schema")) or text_at(node, "type") == "object")
