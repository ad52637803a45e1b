"""The files that were read → the same files, with renderings in place of what they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from svclint.deployment.render.builds import Job, Rendering, charts_of, kustomizations_of
from svclint.deployment.render.releases import without_values
from svclint.deployment.render.request import RenderRequest
from svclint.deployment.source_tree import SourceTree
from svclint.documents.read import Document, SourceFile
from svclint.documents.scan import Scanner
from svclint.lazy_dataclasses import replace
from svclint.model import Flaw, Reading


def render(
    sources: Sequence[SourceFile], root: Path, scanner: Scanner, asked: RenderRequest
) -> tuple[tuple[SourceFile, ...], tuple[str, ...]]:
    """The files with their renderings, and notes for people. Raises UsageError for programs that are none."""
    job = Job([one.path for one in sources], SourceTree(root), scanner, asked)
    made = kustomizations_of(job) if asked.kustomize else Rendering()
    if asked.helm:
        made = charts_of(job, made)
    return _merged(sources, made, job.originals), made.notes


def _merged(sources: Sequence[SourceFile], made: Rendering, originals: SourceTree) -> tuple[SourceFile, ...]:
    """The files in order, what replaces documents at the file that it was rendered from; further files at the end."""
    by_file: dict[str, list[Document]] = {}
    for document in made.documents:
        by_file.setdefault(document.file, []).append(document)
    noticed: dict[str, list[Flaw]] = {}
    for flaw in made.flaws:
        noticed.setdefault(flaw.location.file, []).append(flaw)
    spoken = {*by_file, *noticed, *(file for one in made.documents for file in one.further_files)}
    merged = []
    for source in sources:
        path = source.path
        if path in made.templates:
            source = replace(source, reading=Reading.READ, flaws=())  # noqa: PLW2901
        kept = () if path in made.replaced else source.documents
        left = ((without_values(one) if (path, one.node.span.line) in made.dropped else one) for one in kept)
        own = (one for one in left if one is not None)
        new = (*own, *by_file.get(path, ()))
        flaws = (*source.flaws, *noticed.get(path, ()))
        text = source.text or (originals.text(path) if path in spoken else "")
        if path in made.replaced or (new, flaws, text) != (source.documents, source.flaws, source.text):
            source = replace(source, documents=new, flaws=flaws, text=text, rendered=True)  # noqa: PLW2901
        merged.append(source)
    known = {one.path for one in sources}
    for path in sorted(spoken - known):
        text, documents = originals.text(path), tuple(by_file.get(path, ()))
        flaws = tuple(noticed.get(path, ()))
        merged.append(SourceFile(path, Reading.READ, text, documents, flaws, rendered=True, config_maps=True))
    return tuple(merged)
