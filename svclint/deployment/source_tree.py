"""A path → the text, trees and objects of the file, as written; a run reads each file once."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection
from pathlib import Path

from svclint import limits
from svclint.deployment.kustomization import Kustomization, kustomization
from svclint.deployment.paths import joined
from svclint.deployment.read_files import ReadFiles
from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.list_items import Document, expand
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.documents.read import KUSTOMIZATIONS
from svclint.documents.repository_paths import stays_inside
from svclint.documents.yaml import parse, parse_embedded_all
from svclint.documents.yaml_errors import YamlError


class SourceTree:
    """Files by POSIX path relative to the repository's root. Files outside the root are not read, even through links.

    `only` restricts the tree to these files, which discovery returned; they may be anywhere. A file of more than
    `largest` bytes is read as empty.
    """

    def __init__(
        self,
        root: Path,
        only: Collection[str] | None = None,
        largest: int = 0,
        files: ReadFiles | None = None,
    ) -> None:
        """`files` are the contents that the run has already read through other trees of the same root."""
        self.root = root
        self._real = os.path.realpath(root)
        self._only = only
        self._largest = largest or limits.current().bytes
        self._files = files or ReadFiles()
        self._unreadable: set[str] = set()
        self._inside: dict[str, bool] = {}
        self._kustomizations: dict[str, Kustomization] = {}

    def inside(self, path: str) -> bool:
        """Whether the path, after resolving links, is in the repository and not in `.git`."""
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
        """Whether the path, after resolving links, is a file in a `.git` folder below the root."""
        return self.is_file(path) and not self.inside(path) and not self.real(path).startswith("../")

    def names(self, folder: str) -> list[str]:
        """The sorted names in a folder; empty if it is outside the repository or cannot be read."""
        try:
            return sorted(os.listdir(self.full(folder))) if self.inside(folder) else []
        except OSError:
            return []

    def data(self, path: str) -> bytes:
        """The file's text as UTF-8 without a byte-order mark; empty if it cannot be read."""
        if path in self._unreadable or not self._is_in(path):
            return b""
        data = self._files.data.get(path)
        if data is None:
            data = self._read(path)
            if data is None:
                self._unreadable.add(path)
                return b""
            self._files.data[path] = data
        return data if len(data) <= self._largest else b""

    def text(self, path: str) -> str:
        """`data` as text."""
        return self.data(path).decode()

    def trees(self, path: str) -> tuple[Node, ...]:
        """The file's YAML documents, up to the first syntax error."""
        text = self.text(path)
        if not text:
            return ()
        if path not in self._files.trees:
            trees: list[Node] = []
            with contextlib.suppress(YamlError):  # documents/read.py reports the error
                trees.extend(parsed.node for parsed in parse(text) if parsed.node is not None)
            self._files.trees[path] = tuple(trees)
        return self._files.trees[path]

    def embedded(self, scalar: ScalarNode) -> tuple[Node, ...]:
        """The YAML documents of a text in a file, parsed once."""
        key = scalar.text, scalar.span
        if key not in self._files.embedded:
            self._files.embedded[key] = parse_embedded_all(scalar)
        return self._files.embedded[key]

    def documents(self, path: str) -> tuple[Document, ...]:
        """The file's objects, up to the first syntax error; documents that are not mappings are left out."""
        trees = self.trees(path)
        if not trees:
            return ()
        if path not in self._files.documents:
            documents: list[Document] = []
            for tree in trees:
                if isinstance(tree, MapNode):
                    documents += expand(path, len(documents), tree, "")
            self._files.documents[path] = tuple(documents)
        return self._files.documents[path]

    def kustomization_file(self, folder: str) -> str:
        """The path of the kustomization in a folder; empty if it has none."""
        return next((path for path in (joined(folder, name) for name in KUSTOMIZATIONS) if self.is_file(path)), "")

    def kustomization(self, document: Document) -> Kustomization:
        """The kustomization of a document, with the files that it names."""
        if document.file not in self._kustomizations:
            self._kustomizations[document.file] = kustomization(document, self)
        return self._kustomizations[document.file]

    def _is_in(self, path: str) -> bool:
        if self._only is not None:
            return path in self._only
        if path not in self._inside:
            self._inside[path] = self.inside(path)
        return self._inside[path]

    def _read(self, path: str) -> bytes | None:
        """The decoded file; None if it cannot be read or is too large for this tree."""
        try:
            data = load(self.root, path)
        except LoadError:
            return None
        return decode(data).data if len(data) <= self._largest else None
