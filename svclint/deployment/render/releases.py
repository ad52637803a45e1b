"""HelmReleases and Applications → the charts and values files that they name, to render them with `--render`.

A chart with symbolic links that lead out of the repository is not rendered.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterable, Iterator, Sequence

from svclint.deployment.paths import joined
from svclint.deployment.source_tree import SourceTree
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, items_at, text_at
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
    """One rendering of a chart, as `document` requests; None to render it with the chart's own values.

    `values` are trees of values in the document, `files` paths of values files. In both, later ones override earlier
    ones; the trees override the files.
    """

    chart: Chart
    name: str
    namespace: str
    document: Document | None = None
    values: tuple[MapNode, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def application(self) -> str:
        """Kind, namespace and name of the Application that requests the rendering; empty if none does."""
        document = self.document
        if document is None or document.kind != "Application":
            return ""
        return f"{document.kind} {'/'.join(part for part in (document.namespace, document.name) if part)}"

    @property
    def file(self) -> str:
        """The file to which the rendered documents belong."""
        return self.document.file if self.document else self.chart.file


def charts(paths: Iterable[str], originals: SourceTree) -> list[Chart]:
    """The charts among the files, without dependencies in a chart's `charts/` folder and without library charts."""
    folders = sorted(posixpath.dirname(path) for path in paths if posixpath.basename(path) == CHART)
    result = []
    for folder in folders:
        inside = any(folder.startswith(joined(parent, "charts") + "/") for parent in folders)
        trees = originals.documents(joined(folder, CHART))
        if inside or not trees or not originals.is_folder(joined(folder, "templates")):
            continue
        name = text_at(trees[0].node, "name")
        if text_at(trees[0].node, "type") != "library" and name:
            result.append(Chart(folder, name))
    return result


def releases(charts: Sequence[Chart], documents: Iterable[Document]) -> list[Release]:
    """The releases that documents request, in order, and one for each chart without any, with its own values."""
    # A path to the whole repository may refer to any repository.
    by_folder = {chart.folder: chart for chart in charts if chart.folder}
    requested = [release for document in documents for release in _requested(document, by_folder)]
    named = {release.chart.folder for release in requested}
    others = (chart for chart in charts if chart.folder not in named)
    return [*requested, *(Release(chart, _helm_name(chart.name, "release"), "default") for chart in others)]


def without_values(document: Document) -> Document | None:
    """A rendered document without its values; None if nothing else of it counts. An Application has a destination."""
    if document.kind != "Application":
        return None
    spec = _mapping(document.node, "spec")
    sources = spec.get("sources")
    items = sources.items if isinstance(sources, ListNode) else ()
    bare = {id(node): _without(node, "helm") for node in (*items, spec.get("source")) if isinstance(node, MapNode)}
    kept: list[tuple[ScalarNode, Node]] = []
    for key, value in spec.entries:
        if value is sources and isinstance(sources, ListNode):
            kept.append((key, ListNode(tuple(bare.get(id(item), item) for item in items), sources.span)))
        else:
            kept.append((key, bare.get(id(value), value)))
    changed = MapNode(tuple(kept), spec.span)
    entries = tuple((key, changed if value is spec else value) for key, value in document.node.entries)
    return replace(document, node=MapNode(entries, document.node.span))


def _without(node: MapNode, name: str) -> MapNode:
    return MapNode(tuple((key, value) for key, value in node.entries if key.text != name), node.span)


def leads_out(chart: str, originals: SourceTree, *, schemas: bool) -> str:
    """Why the chart in a folder must not be loaded; empty if it may.

    Helm follows links, so this function does too, and counts a file as often as Helm loads it. A link out of the
    repository or to git's own files is a reason. Without `schemas`, so is a schema of values, because Helm fetches the
    URLs in it, and an archive, which may contain one.
    """
    files = size = 0
    ignored = {line.strip() for line in originals.text(joined(chart, ".helmignore")).splitlines()}
    # Each folder, with the resolved paths of itself and of the folders above it.
    todo: list[tuple[str, tuple[str, ...]]] = [(chart, (originals.real(chart),))]
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
    """Do these lines of a `.helmignore` exclude git's own files from a chart? In Helm, no other line can undo it."""
    is_folder = os.path.isdir(git) and not os.path.islink(git)
    return _GIT in ignored or (is_folder and f"{_GIT}/" in ignored)


def _requested(document: Document, charts: dict[str, Chart]) -> Iterator[Release]:
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
    name = text_at(spec, "releaseName") or "-".join(part for part in (target, document.name) if part)
    values = spec.get("values")
    files = tuple(joined("", path) for path in _texts(inner, "valuesFiles"))
    yield Release(
        chart,
        _helm_name(name, chart.name),
        _helm_name(target or document.namespace, "default"),
        document,
        (values,) if isinstance(values, MapNode) else (),
        files,
    )


def _argo(document: Document, charts: dict[str, Chart]) -> Iterator[Release]:
    spec = _mapping(document.node, "spec")
    for source in (spec.get("source"), *items_at(spec, "sources")):
        chart = charts.get(joined("", text_at(source, "path") or "-"))
        if chart is None:
            continue
        helm = _mapping(source, "helm")
        text = helm.get("values")
        trees = [parse_embedded(text) if isinstance(text, ScalarNode) else None, helm.get("valuesObject")]
        trees += [_parameter(item) for item in items_at(helm, "parameters")]
        files = tuple(joined(chart.folder, path) for path in _texts(helm, "valueFiles") if not path.startswith("$"))
        yield Release(
            chart,
            _helm_name(text_at(helm, "releaseName") or document.name, chart.name),
            _helm_name(text_at(spec, "destination", "namespace"), "default"),
            document,
            tuple(tree for tree in trees if isinstance(tree, MapNode)),
            files,
        )


def _parameter(node: Node) -> MapNode | None:
    """`{name: a.b, value: x}` as the tree `{a: {b: x}}`; None for any other form, such as a name with a list index."""
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
    value = node.get(key) if isinstance(node, MapNode) else None
    return value if isinstance(value, MapNode) else _EMPTY


def _texts(node: MapNode, key: str) -> tuple[str, ...]:
    return tuple(item.text for item in items_at(node, key) if isinstance(item, ScalarNode))


def _helm_name(name: str, default: str) -> str:
    """The name, or else the default, if Helm accepts it; it then does not look like an option either."""
    return name if _NAME.fullmatch(name) else default if _NAME.fullmatch(default) else "release"
