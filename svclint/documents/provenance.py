"""Trees put together from several files: each span names its file by number, so that its own place is kept.

What a kustomization patches, or a renderer writes, is no text of one file that a person can edit. `Span.source` is the
file's number among `Document.sources`; 0 is the document's own file, and all that a tree has that was only read.
"""

from __future__ import annotations

from svclint.documents.list_items import Document
from svclint.documents.node import Node, ScalarNode
from svclint.documents.transform import moved
from svclint.model import Span


class Sources:
    """The files that one put-together document is taken from, in the order in which they were first needed."""

    def __init__(self, file: str, *further: str) -> None:
        self._numbers = {name: number for number, name in enumerate(dict.fromkeys((file, *further)))}

    def number(self, file: str) -> int:
        """The file's number, `Span.source`; a new file gets the next one."""
        return self._numbers.setdefault(file, len(self._numbers))

    def take(self, node: Node, file: str) -> Node:
        """A tree as read from a file, at places that name the file."""
        number = self.number(file)
        return taken(node, number) if number else node

    def scalar(self, node: ScalarNode, file: str) -> ScalarNode:
        """`take` of a scalar."""
        new = self.take(node, file)
        return new if isinstance(new, ScalarNode) else node

    def adopt(self, node: Node, document: Document) -> Node:
        """A part of a document that may itself be put together from several files."""
        numbers = [self.number(file) for file in document.sources]
        return moved(node, lambda span: _of(span, numbers[span.source]))

    @property
    def further(self) -> tuple[str, ...]:
        """`Document.further_files`."""
        return tuple(self._numbers)[1:]


def taken(node: Node, number: int) -> Node:
    """The tree as taken from a document's source of this number."""
    return moved(node, lambda span: _of(span, number))


def place(document: Document, span: Span) -> tuple[str, Span]:
    """The file and the place in it of something in a document."""
    if not span.source:
        return document.file, span
    line, column, end_line, end_column, number = span
    # A line that a template has deeper than the file it is from begins left of that file's first column.
    return document.sources[number], Span(line, max(1, column), end_line, max(1, end_column))


def _of(span: Span, number: int) -> Span:
    return Span(*span[:4], number)
