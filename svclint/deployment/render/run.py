"""Source files → the same files, with rendered documents in place of the documents that they are rendered from."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from svclint.deployment.read_files import ReadFiles
from svclint.deployment.render.builds import Job, Rendering, charts_of, kustomizations_of
from svclint.deployment.render.releases import without_values
from svclint.deployment.render.request import RenderRequest
from svclint.deployment.source_tree import SourceTree
from svclint.documents.read import Document, SourceFile
from svclint.documents.scan import AnyScanner
from svclint.lazy_dataclasses import replace
from svclint.model import Flaw, Reading


def render(
    sources: Sequence[SourceFile], root: Path, scanner: AnyScanner, request: RenderRequest, read: ReadFiles
) -> tuple[tuple[SourceFile, ...], tuple[str, ...]]:
    """The files with their renderings, and notes for the user. Raises UsageError if a program cannot be run."""
    job = Job(
        [source.path for source in sources],
        SourceTree(root, files=read),
        scanner,
        request,
        time.monotonic() + request.total,
    )
    rendering = kustomizations_of(job) if request.kustomize else Rendering()
    if request.helm:
        rendering = charts_of(job, rendering)
    return _merged(sources, rendering, job.originals), rendering.notes


def _merged(sources: Sequence[SourceFile], rendering: Rendering, originals: SourceTree) -> tuple[SourceFile, ...]:
    """The files in order, each with the documents rendered for it; further files at the end."""
    by_file: dict[str, list[Document]] = {}
    for document in rendering.documents:
        by_file.setdefault(document.file, []).append(document)
    flaws_by_file: dict[str, list[Flaw]] = {}
    for flaw in rendering.flaws:
        flaws_by_file.setdefault(flaw.location.file, []).append(flaw)
    further = (file for document in rendering.documents for file in document.further_files)
    reported = {*by_file, *flaws_by_file, *further}
    merged = []
    for source in sources:
        path = source.path
        if path in rendering.templates:
            source = replace(source, reading=Reading.READ, flaws=())  # noqa: PLW2901
        own = () if path in rendering.replaced else source.documents
        rest = (
            without_values(document) if (path, document.node.span.line) in rendering.dropped else document
            for document in own
        )
        new = (*(document for document in rest if document is not None), *by_file.get(path, ()))
        flaws = (*source.flaws, *flaws_by_file.get(path, ()))
        text = source.text or (originals.text(path) if path in reported else "")
        if path in rendering.replaced or (new, flaws, text) != (source.documents, source.flaws, source.text):
            source = replace(source, documents=new, flaws=flaws, text=text, rendered=True)  # noqa: PLW2901
        merged.append(source)
    known = {source.path for source in sources}
    for path in sorted(reported - known):
        text, documents = originals.text(path), tuple(by_file.get(path, ()))
        flaws = tuple(flaws_by_file.get(path, ()))
        merged.append(SourceFile(path, Reading.READ, text, documents, flaws, rendered=True, config_maps=True))
    return tuple(merged)
