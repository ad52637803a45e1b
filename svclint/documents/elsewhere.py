"""Trees put together from several files: each scalar's line also says which file, so that its own place is kept.

What a kustomization patches, or a renderer writes, is no text of one file that a person can edit. A tree taken from
file number n of such a document (from 1) has its lines moved far beyond those of any file; `place` takes them back.
"""

from __future__ import annotations

from svclint.documents.expand import Document
from svclint.documents.node import Node
from svclint.documents.rebuild import moved
from svclint.model import Span

_FAR = 1 << 32
"""More lines than a file that svclint reads can have."""


def taken(node: Node, number: int) -> Node:
    """The tree as taken from file `number` of a document's `files`, counted from 1."""
    return moved(node, lambda line, column: (line % _FAR + number * _FAR, column))


def place(document: Document, span: Span) -> tuple[str, Span]:
    """The file and the place in it of something in a document."""
    number, line = divmod(span.line, _FAR)
    if not number:
        return document.file, span
    return document.files[number - 1], Span(line, span.column, span.end_line % _FAR, span.end_column)
