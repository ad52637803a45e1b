"""The files of a repository and what to render of them → the rendered documents, what they replace, and what failed."""

from __future__ import annotations

import os
import posixpath
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from svclint.deployment.paths import joined
from svclint.deployment.render import helm, kustomize
from svclint.deployment.render.failures import failed, forbidden
from svclint.deployment.render.inputs import KustomizationInputs, roots, walk
from svclint.deployment.render.isolation import without_network
from svclint.deployment.render.process import Limits, Ran
from svclint.deployment.render.releases import VALUES, Release, charts, leads_out, releases, without_values
from svclint.deployment.render.request import RenderRequest
from svclint.deployment.render.tools import NO_HELM, NO_KUSTOMIZE, environment, find_helm, find_kustomize
from svclint.deployment.source_tree import SourceTree
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.globs import globs
from svclint.documents.read import KUSTOMIZATIONS, Document
from svclint.documents.scan import Scanner, hides
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Flaw

_AT_ONCE = 2 * min(8, os.cpu_count() or 1)
# Objects that say what else to render, whether or not they hold an address.
_RELEASES = (b"HelmRelease", b"argoproj.io/")

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")
Told = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """What is rendered of: the paths of the files that are checked, the files themselves, and what is asked for."""

    paths: Sequence[str]
    originals: SourceTree
    scanner: Scanner
    asked: RenderRequest

    def wanted(self, data: bytes) -> bool:
        """May the document hold an address, or say what else to render?"""
        return self.scanner.wanted(data) or any(word in data for word in _RELEASES)

    def chosen(self, folder: str) -> bool:
        """Is the folder one of those to render?"""
        return not self.asked.folders or globs(self.asked.folders).match_file(folder + "/")


@dataclass(frozen=True, slots=True)
class Rendering:
    """What came of rendering.

    `replaced` are the files that the documents were made of, and that are not to be claimed again as they stand;
    `templates` those of them that are Helm's, and no YAML. `dropped` are further documents that are replaced, by file
    and line. `flaws` tell what did not render, `notes` what could not even be tried.
    """

    documents: tuple[Document, ...] = ()
    replaced: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    dropped: frozenset[tuple[str, int]] = frozenset()
    flaws: tuple[Flaw, ...] = ()
    notes: tuple[str, ...] = ()


def kustomizations_of(job: Job) -> Rendering:
    """The builds of all kustomizations that no other one includes."""
    originals, asked = job.originals, job.asked
    found = [one for one in roots(_kustomizations(job), originals) if job.chosen(posixpath.dirname(one))]
    tool = find_kustomize(asked.kustomize_program) if found else None
    documents: list[Document] = []
    replaced: set[str] = set()
    flaws: list[Flaw] = []
    inflating = find_helm(asked.helm_program) if asked.helm and found else None
    program = inflating.words[0] if inflating and inflating.kind == "helm" else ""

    def build(root: str, scratch: Path, told: Told, limits: Limits) -> tuple[KustomizationInputs, Ran | Flaw | None]:
        made = walk(root, originals)
        wrong = forbidden(made, originals, network=asked.network, cut=bool(limits.before))
        if wrong or tool is None:
            return made, wrong
        # What plugins would have inflated is not known.
        helm = program if made.charts and not made.plugins else ""
        return made, kustomize.build(root, originals, tool, scratch, told, limits, helm=helm)

    for (made, ran), scratch in _all(found, build, asked):
        if isinstance(ran, Flaw):
            flaws.append(ran)
        elif ran and ran.status == 0:
            documents += kustomize.documents(ran.out, made, originals, scratch, job.wanted)
            replaced.update(made.files)
        elif ran and tool:
            flaws.append(failed(made.root, originals, tool, ran, scratch, "kustomization"))
    notes = (NO_KUSTOMIZE,) if found and tool is None else ()
    return Rendering(tuple(documents), frozenset(replaced), flaws=tuple(flaws), notes=notes)


def charts_of(job: Job, before: Rendering) -> Rendering:
    """What was rendered before, and the charts, as the HelmReleases and Applications among all documents say."""
    originals, asked = job.originals, job.asked
    found = [one for one in charts(job.paths, originals) if job.chosen(one.folder)]
    if not found:
        return before
    tool = find_helm(asked.helm_program)
    if tool is None:
        return replace(before, notes=(*before.notes, NO_HELM))
    plain = _release_documents(job, before.replaced)
    todo = releases(found, (*before.documents, *plain))
    documents: list[Document] = []
    done: list[Release] = []
    flaws = list(before.flaws)

    def build(release: Release, scratch: Path, told: Told, limits: Limits) -> Ran:
        if wrong := leads_out(release.chart.folder, originals, schemas=asked.network or bool(limits.before)):
            return Ran(-1, b"", b"", wrong)
        return helm.render(release, originals, tool, scratch, told, limits)

    for release, (ran, scratch) in zip(todo, _all(todo, build, asked), strict=True):
        if ran.status == 0:
            documents += helm.documents(ran.out, release, originals, tool, job.wanted)
            done.append(release)
        else:
            what = f"chart (used by {release.document.file})" if release.document else "chart"
            flaws.append(failed(release.chart.file, originals, tool, ran, scratch, what))
    spent = {id(one.document) for one in done if one.document}
    return replace(
        before,
        documents=(*_unspent(before.documents, spent), *documents),
        replaced=before.replaced | _made_of(job, done),
        templates=_templates(job, done),
        dropped=frozenset((one.file, one.node.span.line) for one in plain if id(one) in spent),
        flaws=tuple(flaws),
    )


def _unspent(documents: Iterable[Document], spent: Collection[int]) -> Iterator[Document]:
    for one in documents:
        left = without_values(one) if id(one) in spent else one
        if left is not None:
            yield left


def _all(
    items: Sequence[_Item], build: Callable[[_Item, Path, Told, Limits], _Made], asked: RenderRequest
) -> Iterator[tuple[_Made, Path]]:
    """Each item's build, in order, with the folder that was its own; several at once."""
    limits = Limits(seconds=asked.seconds, before=() if asked.network or not items else without_network())
    with tempfile.TemporaryDirectory(prefix="svclint-") as folder, ThreadPoolExecutor(_AT_ONCE // 2) as pool:
        home = Path(folder, "home")
        home.mkdir()
        told = environment(home, network=asked.network)

        def one(number: int) -> tuple[_Made, Path]:
            scratch = Path(folder, str(number))
            scratch.mkdir()
            return build(items[number], scratch, told, limits), scratch

        for start in range(0, len(items), _AT_ONCE):  # no more outputs in memory than that
            yield from pool.map(one, range(start, min(start + _AT_ONCE, len(items))))


def _kustomizations(job: Job) -> list[str]:
    """The kustomizations among the paths, and those without an extension that stand beside them."""
    found = {path for path in job.paths if posixpath.basename(path) in KUSTOMIZATIONS}
    bare = {posixpath.join(posixpath.dirname(path), KUSTOMIZATIONS[-1]) for path in job.paths}
    return sorted(found | {path for path in bare - found if job.originals.is_file(path)})


def _release_documents(job: Job, replaced: frozenset[str]) -> list[Document]:
    """The documents of files that speak of releases and were not rendered themselves."""
    found: list[Document] = []
    for path in job.paths:
        if path in replaced or not job.originals.inside(path):
            continue
        try:
            data = load(job.originals.root, path)
        except LoadError:
            continue
        if hides(data) or any(word in data for word in _RELEASES):
            found += job.originals.documents(path)
    return found


def _templates(job: Job, done: Iterable[Release]) -> frozenset[str]:
    """The checked files that are templates of charts that were rendered, those of their dependencies included."""
    folders = tuple({joined(one.chart.folder, name) + "/" for one in done for name in ("templates", "charts")})
    return frozenset(path for path in job.paths if path.startswith(folders) and "/templates/" in "/" + path)


def _made_of(job: Job, done: Sequence[Release]) -> frozenset[str]:
    """The checked files that releases were rendered from: templates and values."""
    inner = tuple({joined(one.chart.folder, "charts") + "/" for one in done})
    values = {path for path in job.paths if path.startswith(inner) and posixpath.basename(path) == VALUES}
    own = {joined(one.chart.folder, VALUES) for one in done} | {file for one in done for file in one.files}
    return _templates(job, done) | values | own
