"""A kustomization → all that it is made of, read without building it: files, further kustomizations, what is remote."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from svclint.deployment.kustomization import is_kustomization
from svclint.deployment.paths import joined
from svclint.deployment.render.file_references import (
    PLUGINS,
    TREES,
    inflated,
    is_remote,
    misspelled,
    named,
    option_like,
    plugins,
    scalars_of,
)
from svclint.deployment.source_tree import SourceTree
from svclint.documents.node import MapNode, ScalarNode, scalars
from svclint.documents.read import Document
from svclint.documents.scan import hides
from svclint.documents.yaml import parse_embedded_all
from svclint.lazy_dataclasses import dataclass
from svclint.model import Span

_MOST = 20_000
"""Files of one tree; a larger one is no kustomization that a person keeps."""
_MOST_TEXTS = 1_000_000
_START = Span(1, 1, 1, 1)

Place = tuple[str, ScalarNode]
"""A file, and the scalar in it."""


@dataclass(frozen=True, slots=True)
class KustomizationInputs:
    """A kustomization and all below it. `kustomizations` are its documents, the root first, then as they are named;
    `files` every file of the tree. `remote` and `outside` are places of what would be fetched, and of what lies outside
    of the repository; `unsure` of what may name such in ways that are not looked into. `charts` are the folders of
    charts that it inflates. `refused` says what keeps svclint from knowing all this: file, place and words.
    """

    root: str
    kustomizations: tuple[Document, ...]
    files: tuple[str, ...]
    remote: tuple[Place, ...] = ()
    outside: tuple[Place, ...] = ()
    unsure: tuple[Place, ...] = ()
    charts: tuple[str, ...] = ()
    plugins: bool = False
    refused: tuple[str, Span, str] | None = None


def walk(root: str, originals: SourceTree) -> KustomizationInputs:
    """The tree of the kustomization file `root`."""
    return _Walk(root, originals).tree()


class _Walk:
    """What is known of one tree so far."""

    def __init__(self, root: str, originals: SourceTree) -> None:
        self._root = root
        self._originals = originals
        # Files still to be read, each with the folder that its paths begin at. kustomize follows links before `..`.
        self._todo = [(root, posixpath.dirname(originals.real(root)))]
        self._seen = {root}
        self._files = {root}
        self._documents: list[Document] = []
        self._remote: list[Place] = []
        self._outside: list[Place] = []
        self._unsure: list[Place] = []
        self._charts: list[str] = []
        self._plugins: list[str] = []  # the folders of kustomizations that have some

    def tree(self) -> KustomizationInputs:
        refused = None
        while self._todo and refused is None:
            refused = self._read(*self._todo.pop(0))
            if len(self._files) > _MOST:
                refused = (self._root, _START, f"it consists of more than {_MOST:,} files")
        if self._plugins and refused is None:
            texts = {scalar.text.rpartition("=")[2]: (path, scalar) for path, scalar in self._texts()}
            if len(texts) * len(self._plugins) > _MOST_TEXTS:
                refused = (self._root, _START, "its plugins may name files in more texts than svclint looks through")
            else:
                self._outside += self._named_by_plugins(texts)
        return KustomizationInputs(
            self._root,
            tuple(self._documents),
            tuple(sorted(self._files)),
            tuple(self._remote),
            tuple(self._outside),
            tuple(self._unsure),
            tuple(self._charts),
            bool(self._plugins),
            refused,
        )

    def _read(self, path: str, folder: str) -> tuple[str, Span, str] | None:
        """Take one file; or what is wrong with it."""
        documents, trees = self._originals.documents(path), self._originals.trees(path)
        if not documents or documents[0].node is not trees[0] or not is_kustomization(documents[0]):
            return path, _START, f"svclint cannot read {path} as a kustomization"
        document = documents[0]
        node = document.node
        first = node.entries[0][0].span if node.entries else _START
        if hides(self._originals.text(path).encode(errors="replace")):
            return path, first, "it contains a YAML tag that hides a string: write the string without the tag"
        if wrong := misspelled(node):
            key, right = wrong
            return (
                path,
                key.span,
                f"its key {key.text!r} is a spelling of {right!r} that only kustomize accepts",
            )
        if option := option_like(node):
            return path, option.span, f"Helm would read {option.text!r} as an option"
        self._documents.append(document)
        self._take(path, folder, node)
        return None

    def _take(self, path: str, folder: str, node: MapNode) -> None:
        for one in named(node):
            if is_remote(one.scalar.text) and not one.text:
                self._remote.append((path, one.scalar))
                continue
            where = joined(folder, one.path)
            if not self._originals.inside(where):
                self._outside.append((path, one.scalar))
            elif self._originals.is_file(where):
                self._files.add(where)
            elif one.tree and (not one.text or self._originals.is_folder(where)):
                self._include(path, one.scalar, where)
        for chart in inflated(node):
            where = joined(folder, chart.path)
            if not self._originals.inside(where):
                self._outside.append((path, chart.scalar))
            elif self._originals.is_folder(where):
                self._charts.append(where)
            elif chart.repository is not None:
                self._remote.append((path, chart.repository))
            self._unsure.append((path, chart.scalar))
        for key in plugins(node):
            if folder not in self._plugins:
                self._plugins.append(folder)
            self._unsure.append((path, key))

    def _named_by_plugins(self, texts: Mapping[str, Place]) -> Iterator[Place]:
        """What any text of the tree names of git's own files: settings of plugins name files in keys of their own.

        kustomize itself lets them read nothing outside of the kustomization's folder.
        """
        for text, place in texts.items():
            if any(self._originals.is_git_file(joined(folder, text)) for folder in self._plugins):
                yield place

    def _texts(self) -> Iterator[Place]:
        """Every scalar of one line in the tree's files, those of objects that stand in them as texts among them."""
        for path in sorted(self._files):
            todo = list(self._originals.trees(path))
            while todo:
                for scalar in scalars(todo.pop()):
                    todo += parse_embedded_all(scalar) if "{" in scalar.text or "\n" in scalar.text else ()
                    if scalar.text and "\n" not in scalar.text:
                        yield path, scalar

    def _include(self, path: str, scalar: ScalarNode, where: str) -> None:
        """The kustomization of a folder, which a list of the file `path` names."""
        inner = self._originals.kustomization_file(where)
        if not inner:
            self._unsure.append((path, scalar))
        self._files.update([inner] if inner else ())
        if inner and inner not in self._seen:
            self._seen.add(inner)
            self._todo.append((inner, self._originals.real(where)))


def roots(paths: Iterable[str], originals: SourceTree) -> list[str]:
    """Of the kustomization files `paths` those that none of the others includes; a Component is no root."""
    found: dict[str, Document] = {}
    for path in paths:
        document = next((one for one in originals.documents(path) if is_kustomization(one)), None)
        if document is not None:
            found[path] = document
    included = set()
    for path, document in found.items():
        folder = posixpath.dirname(path)
        for scalar in (one for key in (*TREES, *PLUGINS) for one in scalars_of(document.node.get(key))):
            if not is_remote(scalar.text) and "\n" not in scalar.text:
                inner = originals.kustomization_file(joined(folder, scalar.text))
                if inner and inner != path:
                    included.add(inner)
    return sorted(path for path, one in found.items() if path not in included and one.kind != "Component")
