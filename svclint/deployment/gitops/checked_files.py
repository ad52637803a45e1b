"""The source files of a run → their folders, documents, ConfigMaps and kustomizations."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from svclint.deployment.gitops.step_budget import StepBudget
from svclint.deployment.kustomization import KINDS, Kustomization, listing
from svclint.deployment.list_only import plain
from svclint.deployment.read_files import ReadFiles
from svclint.deployment.source_tree import SourceTree
from svclint.documents.read import Document, SourceFile, read
from svclint.documents.scan import hides
from svclint.lazy_re import regex
from svclint.model import Reading

_WORD = regex(rb"[\w.-]+")
_FEW = 20
_LARGEST = 1 << 20
"""Bytes; a larger file is not searched for patches, variables and kustomizations, which are small."""


class CheckedFiles:
    """The files that the run has read, and `tree`, which reads any of them again without the scanner's restriction."""

    def __init__(self, root: Path, sources: Iterable[SourceFile], files: ReadFiles | None = None) -> None:
        self.work = StepBudget()
        self.sources: Mapping[str, SourceFile] = {source.path: source for source in sources}
        readable = {path for path, source in self.sources.items() if source.reading is not Reading.UNREADABLE}
        self.tree = SourceTree(root, readable, _LARGEST, files)  # without links out of the repository, for example
        self._whole: dict[str, tuple[Document, ...]] = {}
        self._kustomizations: dict[str, Kustomization | None] = {}
        self._below: dict[str, list[str]] = {}
        for path in self.sources:
            self._below.setdefault(posixpath.dirname(path), []).append(path)
        self._folders = _with_parents(self._below)

    def known(self, path: str) -> bool:
        """Is this one of the files of the run?"""
        return path in self.sources

    def is_folder(self, path: str) -> bool:
        """Is a file of the run in or below this folder?"""
        return path in self._folders

    @property
    def folders(self) -> list[str]:
        """Every folder with files of the run in or below it, sorted."""
        return sorted(self._folders)

    def inside(self, folder: str) -> list[str]:
        """The files directly in a folder, sorted."""
        return sorted(self._below.get(folder, ()))

    def folders_in(self, folder: str) -> list[str]:
        """The folders directly in a folder, sorted."""
        return sorted(self._folders.get(folder, ()))

    def documents(self, path: str) -> tuple[Document, ...]:
        """The documents of a file that may contain addresses or GitOps structure."""
        source = self.sources.get(path)
        return source.documents if source else ()

    @property
    def templates(self) -> list[str]:
        """The files that are templates, which are YAML only after rendering."""
        return [path for path, source in self.sources.items() if source.reading is Reading.TEMPLATE]

    def whole(self, path: str) -> tuple[Document, ...]:
        """All documents of a file, including those that contain no address."""
        if path not in self._whole:
            source = self.sources.get(path)
            whole: tuple[Document, ...] = ()
            if source and source.rendered:
                whole = source.documents
            elif source and source.reading not in (Reading.UNREADABLE, Reading.EXCLUDED):
                data = self.tree.data(path)
                whole = read(path, data, None).documents if data else source.documents
            self._whole[path] = whole
        return self._whole[path]

    def config_maps(self, names: Collection[str]) -> Iterator[Document]:
        """Yield the ConfigMaps with these names, by file."""
        paths = (path for path, source in self.sources.items() if source.config_maps)
        for document in self._naming(names, paths):
            if document.kind == "ConfigMap" and document.name in names:
                yield document

    def secrets(self, names: Collection[str]) -> Iterator[Document]:
        """Yield Secrets, and the objects from which controllers create them, of the files that contain these names."""
        for document in self._naming(names, (path for path, source in self.sources.items() if source.secrets)):
            if document.kind in ("Secret", "ExternalSecret", "SealedSecret"):
                yield document

    def _naming(self, names: Collection[str], paths: Iterable[str]) -> Iterator[Document]:
        """Yield the documents of those files that contain one of the names, by file."""
        words = frozenset(name.encode() for name in names)
        # A few names are searched for one by one; for many, the words of the file are looked up.
        short = words if len(words) <= _FEW else [word for word in words if not _WORD.fullmatch(word)]
        for path in sorted(paths) if words else ():
            data = self.tree.data(path)
            looked_up = len(words) > _FEW and not words.isdisjoint(_WORD.findall(data))
            if looked_up or hides(data) or any(word in data for word in short):
                yield from self.whole(path)

    def kustomization(self, folder: str) -> Kustomization | None:
        """The kustomization of a folder; None if it has none."""
        if folder not in self._kustomizations:
            path = self.tree.kustomization_file(folder)
            self._kustomizations[folder] = self._kustomization(path) if path else None
        return self._kustomizations[folder]

    def _kustomization(self, path: str) -> Kustomization | None:
        keys = plain(self.tree.data(path))
        if keys is not None:
            return listing(path, keys)
        document = next((document for document in self.whole(path) if document.kind in KINDS), None)
        return self.tree.kustomization(document) if document else None


def _with_parents(folders: Iterable[str]) -> dict[str, set[str]]:
    """Each folder, and each folder above it, with the folders directly in it."""
    children: dict[str, set[str]] = {}
    for folder in folders:
        current = folder
        while current not in children:
            children[current] = set()
            if not current:
                break
            current = posixpath.dirname(current)
    for folder in children:
        if folder:
            children[posixpath.dirname(folder)].add(folder)
    return children
