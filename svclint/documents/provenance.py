"""Trees made from several files → the file and position that each part comes from.

A patched or rendered object is not a part of one file that a user can edit. `Span.source` is therefore an index into
`Document.sources`; 0 is the document's own file, and the only index in a tree that was read from one file.
"""

from __future__ import annotations

from svclint.documents.list_items import Document
from svclint.documents.node import Node, ScalarNode
from svclint.documents.transform import moved
from svclint.model import Span


class Sources:
    """The files that one document is made from, in the order in which they were first used."""

    def __init__(self, file: str, *further: str) -> None:
        self._numbers = {name: number for number, name in enumerate(dict.fromkeys((file, *further)))}

    def number(self, file: str) -> int:
        """The number of the file (`Span.source`); a new file gets the next number."""
        return self._numbers.setdefault(file, len(self._numbers))

    def take(self, node: Node, file: str) -> Node:
        """A tree that was read from `file`, with spans that name this file."""
        number = self.number(file)
        return taken(node, number) if number else node

    def scalar(self, node: ScalarNode, file: str) -> ScalarNode:
        """`take` for a scalar."""
        new = self.take(node, file)
        return new if isinstance(new, ScalarNode) else node

    def adopt(self, node: Node, document: Document) -> Node:
        """A part of a document that may itself be made from several files, with the numbers of this collection."""
        numbers = [self.number(file) for file in document.sources]
        return moved(node, lambda span: _of(span, numbers[span.source]))

    @property
    def further(self) -> tuple[str, ...]:
        """The files for `Document.further_files`."""
        return tuple(self._numbers)[1:]


def taken(node: Node, number: int) -> Node:
    """The tree with the source number `number` in all spans."""
    return moved(node, lambda span: _of(span, number))


def place(document: Document, span: Span) -> tuple[str, Span]:
    """The file of a span of a document, and the span in that file."""
    if not span.source:
        return document.file, span
    line, column, end_line, end_column, number = span
    # A line that a template indents more than the file it comes from would begin before that file's first column.
    return document.sources[number], Span(line, max(1, column), end_line, max(1, end_column))


def _of(span: Span, number: int) -> Span:
    return Span(*span[:4], number)
