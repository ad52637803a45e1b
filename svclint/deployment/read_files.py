"""The contents of the files that a run has read, shared by all parts of the run that read files."""

from __future__ import annotations

from svclint.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svclint.documents.list_items import Document
    from svclint.documents.node import Node
    from svclint.model import Span


class ReadFiles:
    """The data (UTF-8, without a byte-order mark), trees and objects by path; the trees of embedded texts by text."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {}
        self.trees: dict[str, tuple[Node, ...]] = {}
        self.documents: dict[str, tuple[Document, ...]] = {}
        self.embedded: dict[tuple[str, Span], tuple[Node, ...]] = {}
