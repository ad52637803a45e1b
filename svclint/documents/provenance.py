"""Trees put together from several files: each scalar's line also says which file, so that its own place is kept.

What a kustomization patches, or a renderer writes, is no text of one file that a person can edit. A tree taken from
file number n of such a document (from 1) has its lines moved far beyond those of any file; `place` takes them back.
"""

from __future__ import annotations

from svclint.documents.list_items import Document
from svclint.documents.node import Node
from svclint.documents.transform import moved
from svclint.model import Span

FAR = 1 << 32
"""More lines than a file that svclint reads can have."""
STRETCH = 1 << 20
"""More columns than a line has that anyone looks at."""


def taken(node: Node, number: int) -> Node:
    """The tree as taken from file `number` of a document's `files`, counted from 1."""
    return moved(node, lambda line, column: (line % FAR + number * FAR, column))


def whole(span: Span) -> tuple[int, int]:
    """Line and column for the beginning of a line of text, all of which is to stand at `span`.

    A template makes lines whose parts are elsewhere than in a file's line of the same length: the columns that readers
    count from here do not matter, as long as the line is shorter than a stretch.
    """
    return span.line, (span.column * STRETCH + max(1, span.end_column - span.column)) * STRETCH


def place(document: Document, span: Span) -> tuple[str, Span]:
    """The file and the place in it of something in a document."""
    number, line = divmod(span.line, FAR)
    file = document.files[number - 1] if number else document.file
    if span.column >= STRETCH:
        column, width = divmod(span.column // STRETCH, STRETCH)
        return file, Span(line, column, line, column + width)
    if not number:
        return file, span
    # A line that a template has deeper than the file it is from begins left of that file's first column.
    return file, Span(line, max(1, span.column), span.end_line % FAR, max(1, span.end_column))
