"""How much work one document may cause: nodes, levels and aliases in, the sentence that refuses it out."""

from __future__ import annotations

from svclint.documents.node import Node, scalars

MOST_NODES = 2_000_000
MOST_LEVELS = 10_000
"""goyaml.v2: "exceeded max depth of 10000"."""

_TOO_OFTEN = "the aliases ('*') expand to too much data"
_LOW, _HIGH = 400_000, 4_000_000


def too_much(nodes: int, depth: int = 0) -> str:
    """What is wrong with so many nodes, or with a collection at this depth, from 1; or ''."""
    if nodes > MOST_NODES:
        return f"more than {MOST_NODES:,} values in one document"
    return f"nested more than {MOST_LEVELS:,} levels deep" if depth > MOST_LEVELS else ""


MOST_LETTERS = 1 << 24
"""Of texts that stand in a document only by aliases: each may be a document itself, and is read as often."""


class Repeated:
    """How many nodes of one document, and letters of its texts, are there only by aliases."""

    def __init__(self) -> None:
        self._nodes = self._letters = 0

    def fault(self, node: Node, size: int, nodes: int) -> str:
        """What is wrong with an alias for a node that is `size` nodes, which makes it `nodes`; or ''.

        By goyaml.v2's formula (`decode.go`, CVE-2019-11253), which does not count letters.
        """
        self._nodes += size
        if self._nodes > 100 and nodes > 1000 and self._nodes / nodes > _allowed(nodes):
            return _TOO_OFTEN
        self._letters += sum(len(one.text) for one in scalars(node))
        return _TOO_OFTEN if self._letters > MOST_LETTERS else too_much(nodes)


def _allowed(nodes: int) -> float:
    """The share of a document's nodes that may come from aliases."""
    if nodes <= _LOW:
        return 0.99
    if nodes >= _HIGH:
        return 0.10
    return 0.99 - 0.89 * (nodes - _LOW) / (_HIGH - _LOW)
