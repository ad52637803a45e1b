"""A JSON object or array that is still being read: its members in, the frozen Node out."""

from __future__ import annotations

from svclint.documents.node import Mapping, Node, Scalar, Sequence
from svclint.model import Span


class OpenSequence:
    """An array between its brackets."""

    def __init__(self, line: int, column: int) -> None:
        self._line = line
        self._column = column
        self._items: list[Node] = []

    def add(self, node: Node) -> None:
        """Take one item."""
        self._items.append(node)

    def close(self, end: tuple[int, int]) -> Sequence:
        """The array, ended at line and column `end`."""
        return Sequence(tuple(self._items), Span(self._line, self._column, *end))


class OpenMapping:
    """An object between its braces; `doubles` collects (earlier key, later key)."""

    def __init__(self, line: int, column: int, doubles: list[tuple[Scalar, Scalar]]) -> None:
        self._line = line
        self._column = column
        self._doubles = doubles
        self._entries: dict[str, tuple[Scalar, Node]] = {}
        self.key: Scalar | None = None

    def add(self, node: Node) -> None:
        """Take the value of `key`, as its last one."""
        key, self.key = self.key, None
        if key is None:
            return
        if key.text in self._entries:
            self._doubles.append((self._entries[key.text][0], key))
        self._entries[key.text] = (key, node)

    def close(self, end: tuple[int, int]) -> Mapping:
        """The object, ended at line and column `end`."""
        return Mapping(tuple(self._entries.values()), Span(self._line, self._column, *end))
