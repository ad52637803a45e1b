"""What a run has read of the repository's files: shared by everything in it that looks into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svclint.documents.list_items import Document
    from svclint.documents.node import Node
    from svclint.model import Span


class ReadFiles:
    """The text (UTF-8, without a byte-order mark), trees and objects of files by path; the trees of embedded texts."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {}
        self.trees: dict[str, tuple[Node, ...]] = {}
        self.documents: dict[str, tuple[Document, ...]] = {}
        self.embedded: dict[tuple[str, Span], tuple[Node, ...]] = {}
