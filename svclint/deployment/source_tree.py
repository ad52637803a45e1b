"""A path → the text, trees and objects of the file, as written; each file is read once."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection
from pathlib import Path

from svclint.deployment.kustomization import Kustomization, kustomization
from svclint.deployment.paths import joined
from svclint.documents.decode import decode
from svclint.documents.file_bytes import LARGEST, LoadError, load
from svclint.documents.list_items import Document, expand
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.documents.read import KUSTOMIZATIONS
from svclint.documents.repository_paths import stays_inside
from svclint.documents.yaml import parse, parse_embedded_all
from svclint.documents.yaml_errors import YamlError
from svclint.model import Span


class SourceTree:
    """Files by POSIX path relative to the repository's root. Files outside it are not read, not even through links.

    `only` restricts the tree to these files, which discovery found; they may be anywhere. A file of more than `largest`
    bytes is read as empty.
    """

    def __init__(self, root: Path, only: Collection[str] | None = None, largest: int = LARGEST) -> None:
        self.root = root
        self._real = os.path.realpath(root)
        self._only = only
        self._largest = largest
        self._data: dict[str, bytes] = {}
        self._trees: dict[str, tuple[Node, ...]] = {}
        self._documents: dict[str, tuple[Document, ...]] = {}
        self._embedded: dict[tuple[str, Span], tuple[Node, ...]] = {}
        self._kustomizations: dict[str, Kustomization] = {}

    def inside(self, path: str) -> bool:
        """Is the path, after resolving links, in the repository and not in `.git`?"""
        return stays_inside(self._real, self.full(path))

    def real(self, path: str) -> str:
        """The resolved path, relative to the root; it begins with `..` if it is outside the root."""
        return os.path.relpath(os.path.realpath(self.full(path)), self._real).replace(os.sep, "/")

    def full(self, path: str) -> str:
        """The path for the operating system."""
        return os.path.join(self.root, path)

    def is_file(self, path: str) -> bool:
        return os.path.isfile(self.full(path)) if self._only is None else path in self._only

    def is_folder(self, path: str) -> bool:
        return os.path.isdir(self.full(path))

    def is_git_file(self, path: str) -> bool:
        """Is the path, after resolving links, a file in a `.git` folder below the root?"""
        return self.is_file(path) and not self.inside(path) and not self.real(path).startswith("../")

    def names(self, folder: str) -> list[str]:
        """The sorted names in a folder of the repository."""
        try:
            return sorted(os.listdir(self.full(folder))) if self.inside(folder) else []
        except OSError:
            return []

    def data(self, path: str) -> bytes:
        """The file's text as UTF-8 without a byte-order mark; empty if it cannot be read."""
        if path not in self._data:
            self._data[path] = self._read(path)
        return self._data[path]

    def text(self, path: str) -> str:
        """`data` as text."""
        return self.data(path).decode()

    def trees(self, path: str) -> tuple[Node, ...]:
        """The file's YAML documents, up to the first syntax error."""
        if path not in self._trees:
            trees: list[Node] = []
            with contextlib.suppress(YamlError):  # documents/read.py reports the error
                trees.extend(parsed.node for parsed in parse(self.text(path)) if parsed.node is not None)
            self._trees[path] = tuple(trees)
        return self._trees[path]

    def embedded(self, scalar: ScalarNode) -> tuple[Node, ...]:
        """The YAML documents of a text in a file, parsed once."""
        key = scalar.text, scalar.span
        if key not in self._embedded:
            self._embedded[key] = parse_embedded_all(scalar)
        return self._embedded[key]

    def documents(self, path: str) -> tuple[Document, ...]:
        """The file's objects, up to the first syntax error; documents that are not mappings are left out."""
        if path not in self._documents:
            documents: list[Document] = []
            for tree in self.trees(path):
                if isinstance(tree, MapNode):
                    documents += expand(path, len(documents), tree, "")
            self._documents[path] = tuple(documents)
        return self._documents[path]

    def kustomization_file(self, folder: str) -> str:
        """The path of the kustomization in a folder; empty if it has none."""
        return next((path for path in (joined(folder, name) for name in KUSTOMIZATIONS) if self.is_file(path)), "")

    def kustomization(self, document: Document) -> Kustomization:
        """The kustomization of a document, with the files that it names."""
        if document.file not in self._kustomizations:
            self._kustomizations[document.file] = kustomization(document, self)
        return self._kustomizations[document.file]

    def _read(self, path: str) -> bytes:
        if not (self.inside(path) if self._only is None else path in self._only):
            return b""
        try:
            data = load(self.root, path)
        except LoadError:
            return b""
        return decode(data).data if len(data) <= self._largest else b""
