"""How much work one document may cause: nodes and aliases counted in, the sentence that refuses it out."""

from __future__ import annotations

MOST_NODES = 2_000_000
TOO_MANY = f"more than {MOST_NODES:,} values in one document"
MOST_LEVELS = 10_000
"""goyaml.v2: "exceeded max depth of 10000"."""

_LOW, _HIGH = 400_000, 4_000_000


class Budget:
    """The count of one document; a method that counts returns '' or what is wrong."""

    def __init__(self) -> None:
        self.nodes = 0
        self._aliased = 0

    def node(self) -> str:
        """One node more."""
        self.nodes += 1
        return TOO_MANY if self.nodes > MOST_NODES else ""

    def level(self, depth: int) -> str:
        """A collection opened at this depth, from 1."""
        return f"nested more than {MOST_LEVELS:,} levels deep" if depth > MOST_LEVELS else ""

    def alias(self, size: int) -> str:
        """An alias that repeats `size` nodes: refused by goyaml.v2's formula (`decode.go`, CVE-2019-11253)."""
        self.nodes += size
        self._aliased += size
        if self._aliased > 100 and self.nodes > 1000 and self._aliased / self.nodes > _allowed(self.nodes):
            return "the aliases ('*') repeat too much of the document"
        return TOO_MANY if self.nodes > MOST_NODES else ""


def _allowed(nodes: int) -> float:
    """The share of a document's nodes that may come from aliases."""
    if nodes <= _LOW:
        return 0.99
    if nodes >= _HIGH:
        return 0.10
    return 0.99 - 0.89 * (nodes - _LOW) / (_HIGH - _LOW)
