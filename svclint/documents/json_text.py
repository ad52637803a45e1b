"""JSON text → our own Nodes, including what a YAML parser rejects: surrogate pairs, `\\/`, several values in a row."""

from __future__ import annotations

from collections.abc import Iterator
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]  # public, but not in the stubs

from svclint.documents.budget import too_much
from svclint.documents.lines import LineTable
from svclint.documents.merge import is_lost
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.scalars import resolve
from svclint.documents.yaml_errors import BudgetError
from svclint.lazy_re import regex
from svclint.lazy_tuples import NamedTuple
from svclint.model import Span

_SPACE = regex(r"[ \t\r\n]*+")
_LITERAL = regex(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|true|false|null")
_LONE = regex("[\ud800-\udfff]")


class NotJsonError(Exception):
    """The text stops being JSON."""


class JsonValue(NamedTuple):
    """A value of a stream; `line` is where it begins, `duplicates` its repeated keys (earlier, later), `end` the index
    behind it.
    """

    node: Node
    line: int
    duplicates: list[tuple[ScalarNode, ScalarNode]]
    end: int


class _OpenList:
    """An array that is being read."""

    def __init__(self, line: int, column: int) -> None:
        self._line = line
        self._column = column
        self._items: list[Node] = []

    def add(self, node: Node) -> None:
        """Add one item."""
        self._items.append(node)

    def close(self, end: tuple[int, int]) -> ListNode:
        """The complete array, which ends at line and column `end`."""
        return ListNode(tuple(self._items), Span(self._line, self._column, *end))


class _OpenMap:
    """An object that is being read; repeated keys are added to `duplicates` as (earlier key, later key)."""

    def __init__(self, line: int, column: int, duplicates: list[tuple[ScalarNode, ScalarNode]]) -> None:
        self._line = line
        self._column = column
        self._duplicates = duplicates
        self._entries: dict[str, tuple[ScalarNode, Node]] = {}
        self.key: ScalarNode | None = None

    def add(self, node: Node) -> None:
        """Set the value of `key`, which overrides an earlier one."""
        key, self.key = self.key, None
        if key is None:
            return
        if key.text in self._entries and is_lost(self._entries[key.text][1], node):
            self._duplicates.append((self._entries[key.text][0], key))
        self._entries[key.text] = (key, node)

    def close(self, end: tuple[int, int]) -> MapNode:
        """The complete object, which ends at line and column `end`."""
        return MapNode(tuple(self._entries.values()), Span(self._line, self._column, *end))


class JsonComposer:
    """Composes the values of a JSON text, which begins at line `first_line` of its file."""

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._offset = first_line - 1
        self._table = LineTable(text)
        self._nodes = 0
        self._duplicates: list[tuple[ScalarNode, ScalarNode]] = []

    def values(self) -> Iterator[JsonValue]:
        """Yield each value of a stream, as Go's decoder reads it.

        Raises NotJsonError where the text stops being JSON, and BudgetError if the stream as a whole is too large.
        """
        index = self._skip(0)
        while index < len(self._text):
            line, _ = self._place(index)
            self._duplicates = []
            node, end = self._value(index)
            yield JsonValue(node, line, self._duplicates, end)
            index = self._skip(end)

    def _value(self, index: int) -> tuple[Node, int]:
        """The value at `index`, and the index after it."""
        stack: list[_OpenMap | _OpenList] = []
        while True:
            node, index = self._value_or_opening(stack, index)
            while node is not None:
                if not stack:
                    return node, index
                stack[-1].add(node)
                node, index = self._after_value(stack, self._skip(index))

    def _value_or_opening(self, stack: list[_OpenMap | _OpenList], index: int) -> tuple[Node | None, int]:
        """A scalar or an empty collection; None if a collection begins here and its first value follows."""
        char = self._text[index : index + 1]
        if char not in ("{", "["):
            return self._scalar(index)
        self._count(index, len(stack) + 1)
        line, column = self._place(index)
        index = self._skip(index + 1)
        opened: _OpenMap | _OpenList
        opened = _OpenMap(line, column, self._duplicates) if char == "{" else _OpenList(line, column)
        if self._text[index : index + 1] == ("}" if char == "{" else "]"):
            return opened.close(self._place(index + 1)), index + 1
        stack.append(opened)
        return None, self._key(opened, index)

    def _after_value(self, stack: list[_OpenMap | _OpenList], index: int) -> tuple[Node | None, int]:
        """After a value: the collection that ends here, or None if another value follows."""
        opened = stack[-1]
        char = self._text[index : index + 1]
        if char == ",":
            return None, self._key(opened, self._skip(index + 1))
        if char != ("}" if isinstance(opened, _OpenMap) else "]"):
            raise NotJsonError
        stack.pop()
        return opened.close(self._place(index + 1)), index + 1

    def _key(self, opened: _OpenMap | _OpenList, index: int) -> int:
        """Read the key and colon of an object's entry; an array has none."""
        if isinstance(opened, _OpenList):
            return index
        if self._text[index : index + 1] != '"':
            raise NotJsonError
        key, index = self._scalar(index)
        index = self._skip(index)
        if self._text[index : index + 1] != ":":
            raise NotJsonError
        opened.key = key
        return self._skip(index + 1)

    def _scalar(self, index: int) -> tuple[ScalarNode, int]:
        self._count(index)
        if self._text[index : index + 1] == '"':
            try:
                text, end = scanstring(self._text, index + 1)
            except JSONDecodeError:
                raise NotJsonError from None
            text = _LONE.sub("\ufffd", text)
            return ScalarNode(text, text, self._span(index, end), '"'), end
        match = _LITERAL.match(self._text, index)
        if match is None:
            raise NotJsonError
        return ScalarNode(match[0], resolve(match[0], None), self._span(index, match.end())), match.end()

    def _count(self, index: int, depth: int = 0) -> None:
        """Count the node at `index`; `depth` is that of a collection, 0 for a scalar."""
        self._nodes += 1
        if fault := too_much(self._nodes, depth):
            raise BudgetError(fault, *self._place(index))

    def _span(self, start: int, end: int) -> Span:
        return Span(*self._place(start), *self._place(end))

    def _place(self, index: int) -> tuple[int, int]:
        line, column = self._table.place(index)
        return line + self._offset, column

    def _skip(self, index: int) -> int:
        match = _SPACE.match(self._text, index)
        return index if match is None else match.end()
