"""Counts of nodes, levels and aliases of a document → why it exceeds the limits, as a sentence."""

from __future__ import annotations

from svclint import limits
from svclint.documents.node import Node, scalars

_TOO_OFTEN = "the aliases ('*') expand to too much data"
_LOW, _HIGH = 400_000, 4_000_000


def too_much(nodes: int, depth: int = 0) -> str:
    """Why a document of this many nodes, or with a collection at this depth (from 1), is rejected; '' if it is not."""
    limit = limits.current()
    if nodes > limit.values:
        return f"more than {limit.values:,} values in one document"
    return f"nested more than {limit.levels:,} levels deep" if depth > limit.levels else ""


MOST_CHARACTERS = 1 << 24
"""Characters of all texts that aliases repeat: each text may hold a document, which is then read once per alias."""


class Repeated:
    """Counts the nodes of one document, and the characters of its texts, that only aliases add."""

    def __init__(self) -> None:
        self._nodes = self._characters = 0

    def fault(self, node: Node, size: int, nodes: int) -> str:
        """Count an alias of a node with `size` nodes, after which the document has `nodes`.

        Returns why the document is rejected, or ''. The formula is that of goyaml.v2 (`decode.go`, CVE-2019-11253),
        which does not count characters.
        """
        self._nodes += size
        if self._nodes > 100 and nodes > 1000 and self._nodes / nodes > _allowed(nodes):
            return _TOO_OFTEN
        self._characters += sum(len(scalar.text) for scalar in scalars(node))
        return _TOO_OFTEN if self._characters > MOST_CHARACTERS else too_much(nodes)


def _allowed(nodes: int) -> float:
    """The share of a document's nodes that may come from aliases."""
    if nodes <= _LOW:
        return 0.99
    if nodes >= _HIGH:
        return 0.10
    return 0.99 - 0.89 * (nodes - _LOW) / (_HIGH - _LOW)
