"""A mapping or sequence that is still being read: its members in, the frozen Node out, merge keys settled."""

from __future__ import annotations

from svclint.documents.node import Mapping, Node, Scalar, Sequence
from svclint.model import Span


class OpenSequence:
    """A sequence between its start and its end."""

    __slots__ = ("anchor", "before", "column", "items", "line")

    def __init__(self, line: int, column: int, anchor: str | None, before: int) -> None:
        self.line = line
        self.column = column
        self.anchor = anchor
        self.before = before
        self.items: list[Node] = []

    def add(self, node: Node, *, plain: bool) -> str:  # noqa: ARG002 - the same call as OpenMapping.add
        """Take one item; never a fault."""
        self.items.append(node)
        return ""

    def close(self, end: tuple[int, int] | None) -> Sequence:
        """The sequence, ended at line and column `end`, or where its last item ends."""
        if end is None:
            end = _end(self.items[-1]) if self.items else (self.line, self.column)
        return Sequence(tuple(self.items), Span(self.line, self.column, *end))


class OpenMapping:
    """A mapping between its start and its end; `doubles` collects (earlier key, later key)."""

    __slots__ = ("_doubles", "_entries", "_key", "_last", "_merging", "anchor", "before", "column", "line")

    def __init__(
        self, line: int, column: int, anchor: str | None, before: int, doubles: list[tuple[Scalar, Scalar]]
    ) -> None:
        self.line = line
        self.column = column
        self.anchor = anchor
        self.before = before
        self._doubles = doubles
        self._entries: dict[str, tuple[Scalar, Node, bool]] = {}
        self._key: Scalar | None = None
        self._merging = False
        self._last: Node | None = None

    def add(self, node: Node, *, plain: bool) -> str:
        """Take a key or a value in turn; `plain`: untagged and unquoted. Returns what is wrong with it, or ''."""
        key = self._key
        if key is None:
            return self._begin(node, plain=plain)
        self._key = None
        self._last = node
        if self._merging:
            self._merging = False
            return self._merge(node)
        earlier = self._entries.get(key.text)
        if earlier is not None and not earlier[2]:
            self._doubles.append((earlier[0], key))
        self._entries[key.text] = (key, node, False)
        return ""

    def close(self, end: tuple[int, int] | None) -> Mapping:
        """The mapping, ended at line and column `end`, or where its last value ends."""
        if end is None:
            end = (self.line, self.column) if self._last is None else _end(self._last)
        entries = tuple((key, node) for key, node, _ in self._entries.values())
        return Mapping(entries, Span(self.line, self.column, *end))

    def _begin(self, node: Node, *, plain: bool) -> str:
        if not isinstance(node, Scalar):
            return "a mapping or a list cannot be a key: if this is a template's '{{ }}', put it in quotes"
        if node.value is None:
            return "a key cannot be empty or null"
        self._key = node
        self._merging = plain and node.text == "<<"
        return ""

    def _merge(self, node: Node) -> str:
        """Take over the entries of a `<<` value: over what stands before it, under what follows, as goyaml.v2 does."""
        sources = node.items if isinstance(node, Sequence) else (node,)
        for source in reversed(sources):
            if not isinstance(source, Mapping):
                return "the value of '<<' must be a mapping or a list of mappings"
            for key, value in source.entries:
                self._entries[key.text] = (key, value, True)
        return ""


def _end(node: Node) -> tuple[int, int]:
    return node.span.end_line, node.span.end_column
