"""The repository's files as people wrote them: a path in, its text and its trees out; each is read once."""

from __future__ import annotations

import contextlib
import os
import posixpath
from pathlib import Path

from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.list_items import Document, expand
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.documents.provenance import FAR, taken
from svclint.documents.repository_paths import stays_inside
from svclint.documents.transform import moved
from svclint.documents.yaml import parse
from svclint.documents.yaml_errors import YamlError

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")


class Originals:
    """Files by POSIX path relative to the repository's root; nothing outside of it is read, by way of links neither."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = os.path.realpath(root)
        self._texts: dict[str, str] = {}
        self._trees: dict[str, tuple[Node, ...]] = {}
        self._documents: dict[str, tuple[Document, ...]] = {}

    def inside(self, path: str) -> bool:
        """Does the path, and what links make of it, stay in the repository, and out of git's own files?"""
        return stays_inside(self._real, self.full(path))

    def real(self, path: str) -> str:
        """The path without links, relative to the root; one that leaves the root begins with `..`."""
        return os.path.relpath(os.path.realpath(self.full(path)), self._real).replace(os.sep, "/")

    def full(self, path: str) -> str:
        """The path for the system."""
        return os.path.join(self.root, path)

    def is_file(self, path: str) -> bool:
        return os.path.isfile(self.full(path))

    def is_folder(self, path: str) -> bool:
        return os.path.isdir(self.full(path))

    def is_git_file(self, path: str) -> bool:
        """Is it a file that git keeps for itself below the root, by whatever links?"""
        return self.is_file(path) and not self.inside(path) and not self.real(path).startswith("../")

    def names(self, folder: str) -> list[str]:
        """The sorted names in a folder of the repository."""
        try:
            return sorted(os.listdir(self.full(folder))) if self.inside(folder) else []
        except OSError:
            return []

    def text(self, path: str) -> str:
        """The file's text, empty where it cannot be read."""
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def documents(self, path: str) -> tuple[Document, ...]:
        """The file's objects, as far as it is YAML; without those that are no mappings."""
        if path not in self._documents:
            found: list[Document] = []
            for tree in self.trees(path):
                if isinstance(tree, MapNode):
                    found += expand(path, len(found), tree, "")
            self._documents[path] = tuple(found)
        return self._documents[path]

    def trees(self, path: str) -> tuple[Node, ...]:
        """The file's documents as they are, as far as it is YAML."""
        if path not in self._trees:
            self._trees[path] = self._parsed(path)
        return self._trees[path]

    def kustomization(self, folder: str) -> str:
        """The path of the kustomization in a folder, empty where it has none."""
        return next((path for path in (joined(folder, name) for name in KUSTOMIZATIONS) if self.is_file(path)), "")

    def _read(self, path: str) -> str:
        if not self.inside(path):
            return ""
        try:
            decoded = decode(load(self.root, path))
        except LoadError:
            return ""
        return "" if decoded.reason else decoded.data.decode()

    def _parsed(self, path: str) -> tuple[Node, ...]:
        found: list[Node] = []
        with contextlib.suppress(YamlError):  # what comes before the mistake counts; the reader tells of it
            found.extend(one.node for one in parse(self.text(path)) if one.node is not None)
        return tuple(found)


class Numbers:
    """The files that one put-together document was taken from, in the order in which they were first needed."""

    def __init__(self, file: str) -> None:
        self._numbers = {file: 0}

    def take(self, node: Node, file: str) -> Node:
        """A tree of a file, so that its places say which file (documents/provenance.py)."""
        number = self.of(file)
        return taken(node, number) if number else node

    def scalar(self, node: ScalarNode, file: str) -> ScalarNode:
        """`take` of a scalar."""
        new = self.take(node, file)
        return new if isinstance(new, ScalarNode) else node

    def adopt(self, node: Node, document: Document) -> Node:
        """A part of a document that may itself be put together from several files."""
        files = (document.file, *document.files)
        return moved(node, lambda line, column: (line % FAR + self.of(files[line // FAR]) * FAR, column))

    def of(self, file: str) -> int:
        """The file's number among `Document.files`, from 1; 0 is the document's own file."""
        return self._numbers.setdefault(file, len(self._numbers))

    @property
    def files(self) -> tuple[str, ...]:
        """`Document.files`."""
        return tuple(self._numbers)[1:]


def joined(folder: str, path: str) -> str:
    """A path that a file in `folder` gives, relative to the root; one that leaves the root begins with `..`."""
    return posixpath.normpath(posixpath.join(folder, path)) if folder not in ("", ".") else posixpath.normpath(path)
