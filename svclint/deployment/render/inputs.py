"""A kustomization → all files, kustomizations, charts and remote sources that it uses, without building it."""

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
"""Files of one tree; a larger tree is not built."""
_MOST_TEXTS = 1_000_000
_START = Span(1, 1, 1, 1)

Place = tuple[str, ScalarNode]
"""A file, and a scalar in it."""


@dataclass(frozen=True, slots=True)
class KustomizationInputs:
    """A kustomization and all kustomizations below it.

    `kustomizations` are their documents, the root first, then in the order of their names in the files. `files` are all
    files of the tree. `remote` and `outside` are the scalars that name remote sources, and files outside the
    repository; `unsure` are scalars that may do so in ways that svclint does not analyse. `charts` are the folders of
    charts to inflate. `plugins`: the tree uses plugins. `refused` is the reason why svclint cannot determine all this:
    file, span and message.
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
    """Read the tree of the kustomization file `root`."""
    return _Walk(root, originals).tree()


class _Walk:
    """Reads one tree, file by file."""

    def __init__(self, root: str, originals: SourceTree) -> None:
        self._root = root
        self._originals = originals
        # Files to read, each with the folder to which its paths are relative. kustomize resolves links before `..`.
        self._todo = [(root, posixpath.dirname(originals.real(root)))]
        self._seen = {root}
        self._files = {root}
        self._documents: list[Document] = []
        self._remote: list[Place] = []
        self._outside: list[Place] = []
        self._unsure: list[Place] = []
        self._charts: list[str] = []
        self._plugins: list[str] = []  # the folders of kustomizations with plugins

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
        """Read one file; returns the reason why it cannot be read, or None."""
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
        for reference in named(node):
            if is_remote(reference.scalar.text) and not reference.text:
                self._remote.append((path, reference.scalar))
                continue
            where = joined(folder, reference.path)
            if not self._originals.inside(where):
                self._outside.append((path, reference.scalar))
            elif self._originals.is_file(where):
                self._files.add(where)
            elif reference.tree and (not reference.text or self._originals.is_folder(where)):
                self._include(path, reference.scalar, where)
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
        """Yield the texts of the tree that name files in `.git`: a plugin may read the file that any of them names.

        kustomize prevents plugins from reading files outside the kustomization's folder.
        """
        for text, place in texts.items():
            if any(self._originals.is_git_file(joined(folder, text)) for folder in self._plugins):
                yield place

    def _texts(self) -> Iterator[Place]:
        """Yield every scalar of one line in the tree's files, including those of objects that they hold as text."""
        for path in sorted(self._files):
            todo = list(self._originals.trees(path))
            while todo:
                for scalar in scalars(todo.pop()):
                    todo += parse_embedded_all(scalar) if "{" in scalar.text or "\n" in scalar.text else ()
                    if scalar.text and "\n" not in scalar.text:
                        yield path, scalar

    def _include(self, path: str, scalar: ScalarNode, where: str) -> None:
        """Add the kustomization of the folder `where`, which a list of the file `path` names."""
        inner = self._originals.kustomization_file(where)
        if not inner:
            self._unsure.append((path, scalar))
        self._files.update([inner] if inner else ())
        if inner and inner not in self._seen:
            self._seen.add(inner)
            self._todo.append((inner, self._originals.real(where)))


def roots(paths: Iterable[str], originals: SourceTree) -> list[str]:
    """The kustomization files of `paths` that no other of them includes; a Component is not a root."""
    documents: dict[str, Document] = {}
    for path in paths:
        document = next(filter(is_kustomization, originals.documents(path)), None)
        if document is not None:
            documents[path] = document
    included = set()
    for path, document in documents.items():
        folder = posixpath.dirname(path)
        for scalar in (scalar for key in (*TREES, *PLUGINS) for scalar in scalars_of(document.node.get(key))):
            if not is_remote(scalar.text) and "\n" not in scalar.text:
                inner = originals.kustomization_file(joined(folder, scalar.text))
                if inner and inner != path:
                    included.add(inner)
    candidates = (path for path, document in documents.items() if document.kind != "Component")
    return sorted(path for path in candidates if path not in included)
