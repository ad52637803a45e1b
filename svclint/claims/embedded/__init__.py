"""A scalar that holds text of another language → our own tree of it, with places in the file: one opener a language."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.claims.embedded.flags import read_flags
from svclint.claims.paths import Opener
from svclint.documents.node import Node, Scalar
from svclint.documents.yaml import parse_embedded


def _yaml(node: Node) -> Node | None:
    return parse_embedded(node) if isinstance(node, Scalar) else None


# The names that a catalogue path may put in parentheses.
OPENERS: Mapping[str, Opener] = {"flags": read_flags, "json": _yaml, "yaml": _yaml}
