"""A kustomization → all that it is made of, read without building it: files, further kustomizations, what is remote."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from svclint.documents.node import Mapping, Node, Scalar, Sequence
from svclint.documents.read import Document
from svclint.documents.render.originals import Originals, joined
from svclint.patterns import regex
from svclint.records import dataclass

_GROUP = "kustomize.config.k8s.io"
# Lists of paths of files, folders or both; those that may lead to further kustomizations come first.
_TREES = ("resources", "bases", "components", "generators", "transformers", "validators")
_FILES = ("crds", "configurations", "patchesStrategicMerge")
# Lists of mappings, and their keys that hold a path or a list of paths.
_NESTED = (
    ("patches", ("path",)),
    ("patchesJson6902", ("path",)),
    ("replacements", ("path",)),
    ("configMapGenerator", ("files", "envs", "env")),
    ("secretGenerator", ("files", "envs", "env")),
    ("helmCharts", ("valuesFile", "additionalValuesFiles")),
)
# What kustomize would fetch: URLs, and git's own `user@host:path`.
_REMOTE = regex(r"://|^[\w.-]+@[\w.-]+:|^git::|[?&](?:ref|version)=")
_MOST = 20_000
"""Files of one tree; a larger one is no kustomization that a person keeps."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A kustomization and all below it. `kustomizations` are its documents, the root first, then as they are named;
    `files` every file of the tree. `remote` and `outside` are places (file's document, the scalar that names it) of
    what would be fetched, and of what lies outside of the repository.
    """

    root: str
    kustomizations: tuple[Document, ...]
    files: tuple[str, ...]
    remote: tuple[tuple[str, Scalar], ...] = ()
    outside: tuple[tuple[str, Scalar], ...] = ()
    charts: bool = False


def is_kustomization(document: Document) -> bool:
    """Is it kustomize's own, not Flux's object of the same kind?"""
    return document.group in ("", _GROUP) and document.kind in ("", "Kustomization", "Component")


def walk(root: str, originals: Originals) -> Tree:
    """The tree of the kustomization file `root`."""
    todo, seen = [root], {root}
    documents: list[Document] = []
    files = {root}
    remote: list[tuple[str, Scalar]] = []
    outside: list[tuple[str, Scalar]] = []
    charts = False
    while todo and len(files) < _MOST:
        path = todo.pop(0)
        document = next((one for one in originals.documents(path) if is_kustomization(one)), None)
        if document is None:
            continue
        documents.append(document)
        charts = charts or document.node.get("helmCharts") is not None
        for scalar, text in _named(document.node):
            if _REMOTE.search(text):
                remote.append((path, scalar))
                continue
            where = joined(posixpath.dirname(path), text)
            if not originals.inside(where):
                outside.append((path, scalar))
            elif originals.is_file(where):
                files.add(where)
            elif inner := originals.kustomization(where):
                files.add(inner)
                if inner not in seen:
                    seen.add(inner)
                    todo.append(inner)
    return Tree(root, tuple(documents), tuple(sorted(files)), tuple(remote), tuple(outside), charts)


def roots(paths: Iterable[str], originals: Originals) -> list[str]:
    """Of the kustomization files `paths` those that none of the others includes; a Component is no root."""
    found: dict[str, Document] = {}
    for path in paths:
        document = next((one for one in originals.documents(path) if is_kustomization(one)), None)
        if document is not None:
            found[path] = document
    included = set()
    for path, document in found.items():
        folder = posixpath.dirname(path)
        for scalar, text in _listed(document.node, _TREES):
            if not _REMOTE.search(scalar.text):
                inner = originals.kustomization(joined(folder, text))
                if inner and inner != path:
                    included.add(inner)
    return sorted(path for path, one in found.items() if path not in included and one.kind != "Component")


def _named(node: Mapping) -> Iterator[tuple[Scalar, str]]:
    """Every scalar of a kustomization that names a path, and the path; inline texts are none."""
    yield from _listed(node, (*_TREES, *_FILES))
    for key, names in _NESTED:
        items = node.get(key)
        for item in items.items if isinstance(items, Sequence) else ():
            for name in names:
                yield from _paths(item.get(name) if isinstance(item, Mapping) else None, after="=")
    openapi = node.get("openapi")
    if isinstance(openapi, Mapping):
        yield from _paths(openapi.get("path"))


def _listed(node: Mapping, keys: Iterable[str]) -> Iterator[tuple[Scalar, str]]:
    for key in keys:
        yield from _paths(node.get(key))


def _paths(node: Node | None, after: str = "") -> Iterator[tuple[Scalar, str]]:
    for one in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(one, Scalar) and one.text and "\n" not in one.text and not one.text.lstrip().startswith("{"):
            yield one, one.text.rpartition(after)[2] if after else one.text
