"""The repository's files → its Helm charts, and what HelmReleases and Argo CD Applications say to render of them."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterable, Iterator, Sequence

from svclint.deployment.paths import joined
from svclint.deployment.source_tree import SourceTree
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, text_at
from svclint.documents.read import Document
from svclint.documents.yaml import parse_embedded
from svclint.lazy_dataclasses import dataclass, replace
from svclint.lazy_re import regex
from svclint.model import Span

CHART = "Chart.yaml"
VALUES = "values.yaml"
_NAME = regex(r"[a-z0-9](?:[a-z0-9.-]{0,51}[a-z0-9])?")
_EMPTY = MapNode((), Span(1, 1, 1, 1))
_GIT = ".git"
_MOST_FILES = 10_000
_SCHEMAS = ("values.schema.json", ".tgz", ".tar.gz")
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its folder relative to the root, and its name."""

    folder: str
    name: str

    @property
    def file(self) -> str:
        return joined(self.folder, CHART)


@dataclass(frozen=True, slots=True)
class Release:
    """One rendering of a chart. `document` asks for it; None where no one does, and the chart's own values count.

    `values` are trees of values in the document itself, `files` paths of values files; of both the last counts most,
    and the trees more than the files.
    """

    chart: Chart
    name: str
    namespace: str
    document: Document | None = None
    values: tuple[MapNode, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def application(self) -> str:
        """The Application that asks for it, as people call it; empty where none does."""
        one = self.document
        path = "/".join(part for part in (one.namespace, one.name) if part) if one else ""
        return f"{one.kind} {path}" if one and one.kind == "Application" else ""

    @property
    def file(self) -> str:
        """The file that the rendering belongs to."""
        return self.document.file if self.document else self.chart.file


def charts(paths: Iterable[str], originals: SourceTree) -> list[Chart]:
    """The charts among the files, without those in a chart's own `charts/` and without libraries."""
    folders = sorted(posixpath.dirname(path) for path in paths if posixpath.basename(path) == CHART)
    found = []
    for folder in folders:
        inside = any(folder.startswith(joined(one, "charts") + "/") for one in folders)
        trees = originals.documents(joined(folder, CHART))
        if inside or not trees or not originals.is_folder(joined(folder, "templates")):
            continue
        name = text_at(trees[0].node, "name")
        if text_at(trees[0].node, "type") != "library" and name:
            found.append(Chart(folder, name))
    return found


def releases(found: Sequence[Chart], documents: Iterable[Document]) -> list[Release]:
    """What is asked of the charts, in the order of the documents; a chart that nothing names is rendered by itself."""
    # A path that is the whole repository may be that of any repository.
    by_folder = {one.folder: one for one in found if one.folder}
    asked = [one for document in documents for one in _asked(document, by_folder)]
    named = {one.chart.folder for one in asked}
    alone = [Release(one, _safe(one.name, "release"), "default") for one in found if one.folder not in named]
    return [*asked, *alone]


def without_values(document: Document) -> Document | None:
    """What is left of a document that asked for a rendering: an Application still says where it deploys to."""
    if document.kind != "Application":
        return None
    spec = _mapping(document.node, "spec")
    several = spec.get("sources")
    items = several.items if isinstance(several, ListNode) else ()
    bare = {id(one): _without(one, "helm") for one in (*items, spec.get("source")) if isinstance(one, MapNode)}
    kept: list[tuple[ScalarNode, Node]] = []
    for key, value in spec.entries:
        if value is several and isinstance(several, ListNode):
            kept.append((key, ListNode(tuple(bare.get(id(one), one) for one in items), several.span)))
        else:
            kept.append((key, bare.get(id(value), value)))
    changed = MapNode(tuple(kept), spec.span)
    entries = tuple((key, changed if value is spec else value) for key, value in document.node.entries)
    return replace(document, node=MapNode(entries, document.node.span))


def _without(node: MapNode, name: str) -> MapNode:
    return MapNode(tuple((key, value) for key, value in node.entries if key.text != name), node.span)


def leads_out(chart: str, originals: SourceTree, *, schemas: bool) -> str:
    """Why the chart in a folder must not be loaded: Helm follows links, wherever they lead, and so does this, counting
    what is behind them as often as Helm loads it. Empty if it may. Git's own files are none of the repository.

    A schema of values names others by their URLs, and Helm fetches those: without `schemas` a chart with one must not
    be loaded either, nor one with an archive, which may hold one.
    """
    files = size = 0
    ignored = {line.strip() for line in originals.text(joined(chart, ".helmignore")).splitlines()}
    todo: list[tuple[str, tuple[str, ...]]] = [
        (chart, (originals.real(chart),))
    ]  # each folder with itself and those above it, without links
    while todo:
        folder, above = todo.pop()
        for name in originals.names(folder):
            path = joined(folder, name)
            if name == _GIT and _is_ignored(originals.full(path), ignored):
                continue
            if not originals.inside(path):
                return f"{path} is a link to outside the repository"
            if not schemas and name.lower().endswith(_SCHEMAS) and not originals.is_folder(path):
                return f"{path} may make Helm fetch schemas, and this system cannot isolate Helm from the network"
            files += 1
            if originals.is_folder(path):
                real = originals.real(path)
                if real in above:
                    return f"{path} leads back to a folder that it is in"
                todo.append((path, (*above, real)))
            elif originals.is_file(path):
                size += os.path.getsize(originals.full(path))
            if files > _MOST_FILES or size > _MOST_BYTES:
                return f"it contains more than {_MOST_FILES} files or {_MOST_BYTES >> 20} MiB"
    return ""


def _is_ignored(git: str, ignored: Collection[str]) -> bool:
    """Whether these lines of a `.helmignore` keep git's own files out of a chart; Helm lets no line undo it."""
    is_folder = os.path.isdir(git) and not os.path.islink(git)
    return _GIT in ignored or (is_folder and f"{_GIT}/" in ignored)


def _asked(document: Document, charts: dict[str, Chart]) -> Iterator[Release]:
    if document.group == "helm.toolkit.fluxcd.io" and document.kind == "HelmRelease":
        yield from _flux(document, charts)
    elif document.group == "argoproj.io" and document.kind == "Application":
        yield from _argo(document, charts)


def _flux(document: Document, charts: dict[str, Chart]) -> Iterator[Release]:
    spec = _mapping(document.node, "spec")
    inner = _mapping(_mapping(spec, "chart"), "spec")
    chart = charts.get(joined("", text_at(inner, "chart") or "-"))
    if chart is None or text_at(inner, "sourceRef", "kind") != "GitRepository":
        return
    target = text_at(spec, "targetNamespace")
    name = text_at(spec, "releaseName") or "-".join(one for one in (target, document.name) if one)
    values = spec.get("values")
    files = tuple(joined("", one) for one in _texts(inner, "valuesFiles"))
    yield Release(
        chart,
        _safe(name, chart.name),
        _safe(target or document.namespace, "default"),
        document,
        (values,) if isinstance(values, MapNode) else (),
        files,
    )


def _argo(document: Document, charts: dict[str, Chart]) -> Iterator[Release]:
    spec = _mapping(document.node, "spec")
    several = spec.get("sources")
    sources = [spec.get("source"), *(several.items if isinstance(several, ListNode) else ())]
    for source in sources:
        chart = charts.get(joined("", text_at(source, "path") or "-"))
        if chart is None:
            continue
        helm = _mapping(source, "helm")
        text = helm.get("values")
        trees = [parse_embedded(text) if isinstance(text, ScalarNode) else None, helm.get("valuesObject")]
        parameters = helm.get("parameters")
        trees += [_parameter(one) for one in (parameters.items if isinstance(parameters, ListNode) else ())]
        files = tuple(joined(chart.folder, one) for one in _texts(helm, "valueFiles") if not one.startswith("$"))
        yield Release(
            chart,
            _safe(text_at(helm, "releaseName") or document.name, chart.name),
            _safe(text_at(spec, "destination", "namespace"), "default"),
            document,
            tuple(one for one in trees if isinstance(one, MapNode)),
            files,
        )


def _parameter(node: Node) -> MapNode | None:
    """`{name: a.b, value: x}` as the tree `{a: {b: x}}`; list indices in names are left alone."""
    name = node.get("name") if isinstance(node, MapNode) else None
    value = node.get("value") if isinstance(node, MapNode) else None
    if (
        not isinstance(name, ScalarNode)
        or not isinstance(value, ScalarNode)
        or "[" in name.text
        or name.text.count(".") > 50
    ):
        return None
    tree: Node = value
    for step in reversed(name.text.split(".")):
        tree = MapNode(((ScalarNode(step, step, name.span), tree),), name.span)
    return tree if isinstance(tree, MapNode) else None


def _mapping(node: Node | None, key: str) -> MapNode:
    found = node.get(key) if isinstance(node, MapNode) else None
    return found if isinstance(found, MapNode) else _EMPTY


def _texts(node: MapNode, key: str) -> tuple[str, ...]:
    found = node.get(key)
    return tuple(one.text for one in found.items if isinstance(one, ScalarNode)) if isinstance(found, ListNode) else ()


def _safe(name: str, instead: str) -> str:
    """A name as Helm accepts it, which also begins no option."""
    return name if _NAME.fullmatch(name) else instead if _NAME.fullmatch(instead) else "release"
