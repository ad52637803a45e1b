"""A mapping or sequence that is still being read: its members in, the frozen Node out, merge keys settled."""

from __future__ import annotations

from typing import final

from svclint.documents.node import Mapping, Node, Scalar, Sequence
from svclint.model import Span

MERGE = "<<"
new = tuple.__new__  # what a NamedTuple's own constructor calls, without the call


@final
class OpenSequence:
    """A sequence between its start and its end."""

    __slots__ = ("column", "items", "line")

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column
        self.items: list[Node] = []

    def add(self, node: Node, *, plain: bool) -> str:  # noqa: ARG002 - the same call as OpenMapping.add
        """Take one item; never a fault."""
        self.items.append(node)
        return ""

    def close(self, end: tuple[int, int] | None) -> Sequence:
        """The sequence, ended at line and column `end`, or where its last item ends."""
        if end is None:
            end = _end(self.items[-1]) if self.items else (self.line, self.column)
        return new(Sequence, (tuple(self.items), new(Span, (self.line, self.column, *end))))


@final
class OpenMapping:
    """A mapping between its start and its end; `doubles` collects (earlier key, later key).

    `key` is the key that waits for its value, `last` the last value. Whoever puts a value that is neither a repeated
    key's nor a merge key's into `entries` may do so without `add`.
    """

    key: Scalar | None = None
    last: Node | None = None
    _merging = False
    _merged: set[str] | None = None

    def __init__(self, line: int, column: int, doubles: list[tuple[Scalar, Scalar]]) -> None:
        self.line = line
        self.column = column
        self._doubles = doubles
        self.entries: dict[str, tuple[Scalar, Node]] = {}

    def add(self, node: Node, *, plain: bool) -> str:
        """Take a key or a value in turn; `plain`: untagged and unquoted. Returns what is wrong with it, or ''."""
        key = self.key
        if key is None:
            return self._begin(node, plain=plain)
        self.key = None
        self.last = node
        if self._merging:
            self._merging = False
            return self._merge(node)
        text = key.text
        if text in self.entries:
            if self._merged is not None and text in self._merged:
                self._merged.discard(text)
            else:
                self._doubles.append((self.entries[text][0], key))
        self.entries[text] = (key, node)
        return ""

    def close(self, end: tuple[int, int] | None) -> Mapping:
        """The mapping, ended at line and column `end`, or where its last value ends."""
        if end is None:
            end = (self.line, self.column) if self.last is None else _end(self.last)
        return new(Mapping, (tuple(self.entries.values()), new(Span, (self.line, self.column, *end))))

    def _begin(self, node: Node, *, plain: bool) -> str:
        if not isinstance(node, Scalar):
            return "a mapping or a list cannot be a key: if this is a template's '{{ }}', put it in quotes"
        if node.value is None:
            return "a key cannot be empty or null"
        self.key = node
        self._merging = plain and node.text == MERGE
        return ""

    def _merge(self, node: Node) -> str:
        """Take over the entries of a `<<` value: over what stands before it, under what follows, as goyaml.v2 does."""
        sources = node.items if isinstance(node, Sequence) else (node,)
        merged = self._merged = self._merged or set()
        for source in reversed(sources):
            if not isinstance(source, Mapping):
                return "the value of '<<' must be a mapping or a list of mappings"
            self.entries.update((entry[0].text, entry) for entry in source.entries)
            merged.update(key.text for key, _ in source.entries)
        return ""


def _end(node: Node) -> tuple[int, int]:
    return node.span.end_line, node.span.end_column
