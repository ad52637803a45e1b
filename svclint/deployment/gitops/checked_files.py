"""The files that a run looks at → their folders, their documents and their kustomizations."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from svclint.deployment.gitops.step_budget import StepBudget
from svclint.deployment.kustomization import KINDS, Kustomization, listing
from svclint.deployment.list_only import plain
from svclint.deployment.source_tree import SourceTree
from svclint.documents.read import Document, SourceFile, read
from svclint.documents.scan import hides
from svclint.lazy_re import regex
from svclint.model import Reading

_WORD = regex(rb"[\w.-]+")
_FEW = 20
_LARGEST = 1 << 20
"""Bytes; patches, settings and kustomizations are small, and a larger file is not looked through for them."""


class CheckedFiles:
    """What the run has read, and `tree`, in which it is read more closely as far as that takes to understand it."""

    def __init__(self, root: Path, sources: Iterable[SourceFile]) -> None:
        self.work = StepBudget()
        self.sources: Mapping[str, SourceFile] = {one.path: one for one in sources}
        readable = {one.path for one in self.sources.values() if one.reading is not Reading.UNREADABLE}
        self.tree = SourceTree(root, readable, _LARGEST)  # without a link that leads out, say
        self._whole: dict[str, tuple[Document, ...]] = {}
        self._kustomizations: dict[str, Kustomization | None] = {}
        self._below: dict[str, list[str]] = {}
        for path in self.sources:
            self._below.setdefault(posixpath.dirname(path), []).append(path)
        self._folders = _with_parents(self._below)

    def known(self, path: str) -> bool:
        """Whether it is one of the files that the run looks at."""
        return path in self.sources

    def is_folder(self, path: str) -> bool:
        """Whether some file that the run looks at is in it, or below it."""
        return path in self._folders

    @property
    def folders(self) -> list[str]:
        """Every folder that holds files of the run, sorted."""
        return sorted(self._folders)

    def inside(self, folder: str) -> list[str]:
        """The files of a folder, without those of folders in it, sorted."""
        return sorted(self._below.get(folder, ()))

    def folders_in(self, folder: str) -> list[str]:
        """The folders directly in a folder, sorted."""
        return sorted(self._folders.get(folder, ()))

    def documents(self, path: str) -> tuple[Document, ...]:
        """The documents of a file that may hold addresses or structure."""
        source = self.sources.get(path)
        return source.documents if source else ()

    @property
    def templates(self) -> list[str]:
        """The files that are templates, and can be read as YAML only when they are rendered."""
        return [path for path, source in self.sources.items() if source.reading is Reading.TEMPLATE]

    def whole(self, path: str) -> tuple[Document, ...]:
        """All documents of a file, whether they may hold addresses or not."""
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
        """The ConfigMaps of these names, file by file."""
        words = frozenset(name.encode() for name in names)
        # Each of a few is looked for; of many, each word of the file is looked up.
        short = words if len(words) <= _FEW else [word for word in words if not _WORD.fullmatch(word)]
        for path in sorted(path for path, source in self.sources.items() if source.config_maps and words):
            data = self.tree.data(path)
            looked_up = len(words) > _FEW and not words.isdisjoint(_WORD.findall(data))
            if looked_up or hides(data) or any(word in data for word in short):
                yield from (one for one in self.whole(path) if one.kind == "ConfigMap" and one.name in names)

    def kustomization(self, folder: str) -> Kustomization | None:
        """The kustomization of a folder, None where it has none."""
        if folder not in self._kustomizations:
            path = self.tree.kustomization_file(folder)
            self._kustomizations[folder] = self._kustomization(path) if path else None
        return self._kustomizations[folder]

    def _kustomization(self, path: str) -> Kustomization | None:
        found = plain(self.tree.data(path))
        if found is not None:
            return listing(path, found)
        document = next((one for one in self.whole(path) if one.kind in KINDS), None)
        return self.tree.kustomization(document) if document else None


def _with_parents(folders: Iterable[str]) -> dict[str, set[str]]:
    """Each folder, and each above it, with the folders directly in it."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        current = folder
        while current not in found:
            found[current] = set()
            if not current:
                break
            current = posixpath.dirname(current)
    for folder in found:
        if folder:
            found[posixpath.dirname(folder)].add(folder)
    return found
