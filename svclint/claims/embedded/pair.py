"""Two values with a comma between them (`172.22.0.10,172.22.0.100`) → the first and the last."""

from __future__ import annotations

from svclint.claims.embedded.offsets import Offsets
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.lazy_re import regex

_PAIR = regex(r"\s*(?P<first>[^\s,]+)\s*,\s*(?P<last>[^\s,]+)\s*")


def read_pair(node: Node) -> MapNode | None:
    """A mapping with `first` and `last`; None if the text has another form."""
    match = _PAIR.fullmatch(node.text) if isinstance(node, ScalarNode) else None
    if match is None or not isinstance(node, ScalarNode):
        return None
    offsets = Offsets(node)
    entries = (
        (ScalarNode(name, name, node.span), offsets.scalar(match[name], match.start(name)))
        for name in ("first", "last")
    )
    return MapNode(tuple(entries), node.span)
