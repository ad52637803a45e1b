"""A repository's files and a RenderRequest → the rendered documents, the files that they replace, and flaws."""

from __future__ import annotations

import os
import posixpath
import tempfile
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from svclint.deployment.paths import joined
from svclint.deployment.render import helm, kustomize
from svclint.deployment.render.failures import failed, forbidden
from svclint.deployment.render.inputs import KustomizationInputs, roots, walk
from svclint.deployment.render.isolation import without_network
from svclint.deployment.render.process import Limits, Processes, Ran
from svclint.deployment.render.releases import VALUES, Release, charts, leads_out, releases, without_values
from svclint.deployment.render.request import RenderRequest
from svclint.deployment.render.tools import NO_HELM, NO_KUSTOMIZE, environment, find_helm, find_kustomize
from svclint.deployment.source_tree import SourceTree
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.globs import globs
from svclint.documents.read import KUSTOMIZATIONS, Document
from svclint.documents.scan import AnyScanner, hides
from svclint.lazy_dataclasses import dataclass, replace
from svclint.light_typing import TypeVar
from svclint.model import Flaw

_AT_ONCE = 2 * min(8, os.cpu_count() or 1)
# Words of objects that name charts to render, whether or not they hold an address.
_RELEASES = (b"HelmRelease", b"argoproj.io/")

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")
Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """The paths of the checked files, the files themselves, the scanner, and what to render.

    `until` is the moment, as of `time.monotonic`, at which all rendering has to be done.
    """

    paths: Sequence[str]
    originals: SourceTree
    scanner: AnyScanner
    request: RenderRequest
    until: float

    def wanted(self, data: bytes) -> bool:
        """May the document hold an address, or name a chart to render?"""
        return self.scanner.wanted(data) or any(word in data for word in _RELEASES)

    def chosen(self, folder: str) -> bool:
        """Is the folder to be rendered?"""
        return not self.request.folders or globs(self.request.folders).match_file(folder + "/")


@dataclass(frozen=True, slots=True)
class Rendering:
    """The result of rendering.

    `replaced` are the files that the documents were rendered from, whose own documents are not checked any more.
    `templates` are the templates of Helm among them, which are not YAML. `dropped` are further replaced documents, by
    file and line. `flaws` are failed renderings; `notes` state which program is missing.
    """

    documents: tuple[Document, ...] = ()
    replaced: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    dropped: frozenset[tuple[str, int]] = frozenset()
    flaws: tuple[Flaw, ...] = ()
    notes: tuple[str, ...] = ()


def kustomizations_of(job: Job) -> Rendering:
    """Build all kustomizations that no other kustomization includes."""
    originals, request = job.originals, job.request
    selected = [file for file in roots(_kustomizations(job), originals) if job.chosen(posixpath.dirname(file))]
    tool = find_kustomize(request.kustomize_program) if selected else None
    documents: list[Document] = []
    replaced: set[str] = set()
    flaws: list[Flaw] = []
    inflating = find_helm(request.helm_program) if request.helm and selected else None
    program = inflating.words[0] if inflating and inflating.kind == "helm" else ""

    def build(
        root: str, scratch: Path, variables: Environment, limits: Limits
    ) -> tuple[KustomizationInputs, Ran | Flaw | None]:
        inputs = walk(root, originals)
        wrong = forbidden(inputs, originals, network=request.network, cut=bool(limits.before))
        if wrong or tool is None:
            return inputs, wrong
        # The charts that plugins would inflate are unknown.
        helm = program if inputs.charts and not inputs.plugins else ""
        return inputs, kustomize.build(root, originals, tool, scratch, variables, limits, helm=helm)

    with closing(_all(selected, build, job)) as builds:
        for (inputs, ran), scratch in builds:
            if isinstance(ran, Flaw):
                flaws.append(ran)
            elif ran and ran.status == 0:
                documents += kustomize.documents(ran.out, inputs, originals, scratch, job.wanted)
                replaced.update(inputs.files)
            elif ran and tool:
                flaws.append(failed(inputs.root, originals, tool, ran, scratch, "kustomization"))
    notes = (NO_KUSTOMIZE,) if selected and tool is None else ()
    return Rendering(tuple(documents), frozenset(replaced), flaws=tuple(flaws), notes=notes)


def charts_of(job: Job, before: Rendering) -> Rendering:
    """`before`, and the charts, rendered as the HelmReleases and Applications among all documents state."""
    originals, request = job.originals, job.request
    selected = [chart for chart in charts(job.paths, originals) if job.chosen(chart.folder)]
    if not selected:
        return before
    tool = find_helm(request.helm_program)
    if tool is None:
        return replace(before, notes=(*before.notes, NO_HELM))
    plain = _release_documents(job, before.replaced)
    todo = releases(selected, (*before.documents, *plain))
    documents: list[Document] = []
    done: list[Release] = []
    flaws = list(before.flaws)

    def build(release: Release, scratch: Path, variables: Environment, limits: Limits) -> Ran:
        if wrong := leads_out(release.chart.folder, originals, schemas=request.network or bool(limits.before)):
            return Ran(-1, b"", b"", wrong)
        return helm.render(release, originals, tool, scratch, variables, limits)

    with closing(_all(todo, build, job)) as builds:
        for release, (ran, scratch) in zip(todo, builds, strict=True):
            if ran.status == 0:
                documents += helm.documents(ran.out, release, originals, tool, job.wanted)
                done.append(release)
            else:
                what = f"chart (used by {release.document.file})" if release.document else "chart"
                flaws.append(failed(release.chart.file, originals, tool, ran, scratch, what))
    used = {id(release.document) for release in done if release.document}
    return replace(
        before,
        documents=(*_without_values(before.documents, used), *documents),
        replaced=before.replaced | _chart_files(job, done),
        templates=_templates(job, done),
        dropped=frozenset((document.file, document.node.span.line) for document in plain if id(document) in used),
        flaws=tuple(flaws),
    )


def _without_values(documents: Iterable[Document], used: Collection[int]) -> Iterator[Document]:
    for document in documents:
        rest = without_values(document) if id(document) in used else document
        if rest is not None:
            yield rest


def _all(
    items: Sequence[_Item], build: Callable[[_Item, Path, Environment, Limits], _Made], job: Job
) -> Generator[tuple[_Made, Path]]:
    """Yield each item's build, in order, with its scratch folder; several builds run at once.

    Once the generator is closed, no process and no folder of a build is left. Raises Stopped at the moment `job.until`.
    """
    request = job.request
    before = () if request.network or not items else without_network()
    with (
        tempfile.TemporaryDirectory(prefix="svclint-") as folder,
        ThreadPoolExecutor(_AT_ONCE // 2) as pool,
        Processes() as processes,
    ):
        limits = Limits(request.seconds, before=before, until=job.until, processes=processes)
        home = Path(folder, "home")
        home.mkdir()
        variables = environment(home, network=request.network)

        def build_one(number: int) -> tuple[_Made, Path]:
            scratch = Path(folder, str(number))
            scratch.mkdir()
            return build(items[number], scratch, variables, limits), scratch

        for start in range(0, len(items), _AT_ONCE):  # limits the number of outputs in memory
            yield from pool.map(build_one, range(start, min(start + _AT_ONCE, len(items))))


def _kustomizations(job: Job) -> list[str]:
    """The kustomizations among the paths, and the files `Kustomization` in the same folders."""
    named = {path for path in job.paths if posixpath.basename(path) in KUSTOMIZATIONS}
    bare = {posixpath.join(posixpath.dirname(path), KUSTOMIZATIONS[-1]) for path in job.paths}
    return sorted(named | {path for path in bare - named if job.originals.is_file(path)})


def _release_documents(job: Job, replaced: frozenset[str]) -> list[Document]:
    """The documents of files that mention releases and have not been replaced."""
    documents: list[Document] = []
    for path in job.paths:
        if path in replaced or not job.originals.inside(path):
            continue
        try:
            data = load(job.originals.root, path)
        except LoadError:
            continue
        if hides(data) or any(word in data for word in _RELEASES):
            documents += job.originals.documents(path)
    return documents


def _templates(job: Job, done: Iterable[Release]) -> frozenset[str]:
    """The checked files that are templates of rendered charts or of their dependencies."""
    folders = tuple({joined(release.chart.folder, name) + "/" for release in done for name in ("templates", "charts")})
    return frozenset(path for path in job.paths if path.startswith(folders) and "/templates/" in "/" + path)


def _chart_files(job: Job, done: Sequence[Release]) -> frozenset[str]:
    """The checked files that releases were rendered from: templates and values files."""
    inner = tuple({joined(release.chart.folder, "charts") + "/" for release in done})
    values = {path for path in job.paths if path.startswith(inner) and posixpath.basename(path) == VALUES}
    own = {joined(release.chart.folder, VALUES) for release in done}
    named = {file for release in done for file in release.files}
    return _templates(job, done) | values | own | named
