"""The files that were read → the same files, with renderings in place of what they are made of."""

from __future__ import annotations

import os
import posixpath
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from svclint.documents.globs import globs
from svclint.documents.read import Document, SourceFile
from svclint.documents.render import kustomize
from svclint.documents.render.asked import Asked
from svclint.documents.render.faults import failed, forbidden
from svclint.documents.render.originals import KUSTOMIZATIONS, Originals
from svclint.documents.render.process import Limits, Ran
from svclint.documents.render.tools import NO_KUSTOMIZE, Tool, environment, find_helm, find_kustomize
from svclint.documents.render.tree import Tree, roots, walk
from svclint.documents.scan import Scanner
from svclint.model import Finding, Reading
from svclint.records import dataclass, replace

_AT_ONCE = 2 * min(8, os.cpu_count() or 1)
# Objects that say what else to render, whether or not they hold an address.
_RELEASES = (b"HelmRelease", b"argoproj.io/")


@dataclass(frozen=True, slots=True)
class Rendering:
    """What came of rendering. `replaced` are the files that the documents were made of, and that are not to be
    claimed again as they stand; `findings` what did not render; `notes` what could not even be tried.
    """

    documents: tuple[Document, ...] = ()
    replaced: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def render(
    sources: Sequence[SourceFile], root: Path, scanner: Scanner, asked: Asked
) -> tuple[tuple[SourceFile, ...], tuple[str, ...]]:
    """The files with their renderings, and notes for people. Raises UsageError for programs that are none."""
    originals = Originals(root)
    made = _kustomizations([one.path for one in sources], originals, scanner, asked) if asked.kustomize else Rendering()
    return _merged(sources, made, originals), made.notes


def _kustomizations(paths: Sequence[str], originals: Originals, scanner: Scanner, asked: Asked) -> Rendering:
    found = _chosen(roots(_kustomization_files(paths, originals), originals), asked)
    if not found:
        return Rendering()
    tool = find_kustomize(asked.kustomize_program)
    documents: list[Document] = []
    replaced: set[str] = set()
    findings: list[Finding] = []
    for made, ran, scratch in _built(found, originals, tool, asked):
        if isinstance(ran, Finding):
            findings.append(ran)
            continue
        if tool is None:
            continue
        if ran.status == 0:
            documents += kustomize.documents(ran.out, made, originals, scratch, lambda data: _wanted(data, scanner))
            replaced.update(made.files)
        else:
            findings.append(failed(made.root, originals, tool, ran, scratch))
    notes = () if tool else (NO_KUSTOMIZE,)
    return Rendering(tuple(documents), frozenset(replaced), tuple(findings), notes)


def _built(
    found: Sequence[str], originals: Originals, tool: Tool | None, asked: Asked
) -> Iterator[tuple[Tree, Ran | Finding, Path]]:
    """Each root's tree and build, in order; or why it must not be built."""
    helm = find_helm(asked.helm_program) if asked.helm else None
    inflate = helm.words[0] if helm and helm.kind == "helm" else ""
    limits = Limits(seconds=asked.seconds)
    with tempfile.TemporaryDirectory(prefix="svclint-") as folder, ThreadPoolExecutor(_AT_ONCE // 2) as pool:
        home = Path(folder, "home")
        home.mkdir()
        told = environment(home, network=asked.network)

        def one(number: int, root: str) -> tuple[Tree, Ran | Finding, Path]:
            made = walk(root, originals)
            scratch = Path(folder, str(number))
            scratch.mkdir()
            wrong = forbidden(made, network=asked.network)
            if wrong or tool is None:
                return made, wrong or Ran(-1, b"", b""), scratch
            return made, kustomize.build(root, originals, tool, scratch, told, limits, helm=inflate), scratch

        for start in range(0, len(found), _AT_ONCE):  # no more outputs in memory than that
            batch = list(enumerate(found))[start : start + _AT_ONCE]
            yield from pool.map(lambda pair: one(*pair), batch)


def _kustomization_files(paths: Iterable[str], originals: Originals) -> list[str]:
    """The kustomizations among the paths, and those without an extension that stand beside them."""
    found = {path for path in paths if posixpath.basename(path) in KUSTOMIZATIONS}
    bare = {posixpath.join(posixpath.dirname(path), KUSTOMIZATIONS[-1]) for path in paths}
    return sorted(found | {path for path in bare if path not in found and originals.is_file(path)})


def _chosen(found: Iterable[str], asked: Asked) -> list[str]:
    if not asked.folders:
        return list(found)
    spec = globs(asked.folders)
    return [path for path in found if spec.match_file(posixpath.dirname(path) + "/")]


def _wanted(data: bytes, scanner: Scanner) -> bool:
    return scanner.wanted(data) or any(word in data for word in _RELEASES)


def _merged(sources: Sequence[SourceFile], made: Rendering, originals: Originals) -> tuple[SourceFile, ...]:
    """The files in order, what replaces documents at the file that it was rendered from; further files at the end."""
    by_file: dict[str, list[Document]] = {}
    for document in made.documents:
        by_file.setdefault(document.file, []).append(document)
    noticed: dict[str, list[Finding]] = {}
    for finding in made.findings:
        noticed.setdefault(finding.location.file, []).append(finding)
    spoken = {*by_file, *noticed, *(file for one in made.documents for file in one.files)}
    merged = []
    for source in sources:
        path = source.path
        own = () if path in made.replaced else source.documents
        new = (*own, *by_file.get(path, ()))
        findings = (*source.findings, *noticed.get(path, ()))
        text = source.text or (originals.text(path) if path in spoken else "")
        if (new, findings, text) != (source.documents, source.findings, source.text):
            source = replace(source, documents=new, findings=findings, text=text)  # noqa: PLW2901
        merged.append(source)
    known = {one.path for one in sources}
    for path in sorted(spoken - known):
        text, documents = originals.text(path), tuple(by_file.get(path, ()))
        merged.append(SourceFile(path, Reading.READ, text, documents, tuple(noticed.get(path, ()))))
    return tuple(merged)
