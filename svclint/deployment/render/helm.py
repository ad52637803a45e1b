"""A release of a chart → the documents that Helm renders, each value with its source line in values or templates."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from svclint.deployment.render.chart_attribution import Placer
from svclint.deployment.render.chart_values import Plain, merged, plain
from svclint.deployment.render.process import Limits, Ran, run
from svclint.deployment.render.releases import Release
from svclint.deployment.render.tools import Tool
from svclint.deployment.source_tree import SourceTree
from svclint.documents.list_items import expand
from svclint.documents.node import MapNode, text_at
from svclint.documents.read import Document
from svclint.documents.split import slices
from svclint.documents.yaml import YamlError, parse


def render(
    release: Release,
    originals: SourceTree,
    tool: Tool,
    scratch: Path,
    environment: Mapping[str, str],
    limits: Limits,
) -> Ran:
    """Render a release with Helm or helm-python-sdk; `scratch` is an empty folder that only this build uses."""
    layers: list[Plain] = []
    for file in dict.fromkeys(reversed(release.files)):  # if a file is named twice, only the last one counts
        trees = originals.trees(file)
        if not originals.is_file(file) or not originals.inside(file):
            return Ran(-1, b"", f"values file {file}: no such file".encode())
        layers.insert(0, plain(trees[0]) if trees else {})
    layers += [plain(tree) for tree in release.values]
    values = merged(layers)
    folder = originals.full(release.chart.folder)
    values_file = scratch / "values.json"
    content = (
        values if tool.kind == "helm" else {"name": release.name, "namespace": release.namespace, "values": values}
    )
    try:
        values_file.write_text(json.dumps(content), encoding="utf-8")
    except (RecursionError, ValueError):
        return Ran(-1, b"", b"its values are nested too deeply")
    words = [*tool.words, folder, str(values_file)]
    if tool.kind == "helm":
        options = ["--namespace", release.namespace, "--values", str(values_file), "--skip-tests"]
        words = [*tool.words, release.name, folder, *options]
    return run(words, scratch, environment, limits)


def outputs(out: bytes, tool: Tool) -> Iterator[tuple[str, bytes, int]]:
    """Yield the rendered documents as (template, text, first line); the template's name is Helm's."""
    if tool.kind == "helm":
        for part in slices(out):
            yield part.origin, part.data, part.line
        return
    try:
        rendered = json.loads(out)
    except (ValueError, RecursionError):
        rendered = {}
    for name in sorted(rendered if isinstance(rendered, dict) else ()):
        if not name.endswith("NOTES.txt") and isinstance(rendered[name], str):
            for part in slices(rendered[name].encode()):
                yield name, part.data, part.line


def documents(
    out: bytes, release: Release, originals: SourceTree, tool: Tool, wanted: Callable[[bytes], bool]
) -> Iterator[Document]:
    """Yield the wanted documents of Helm's output with source positions; a chart's tests are left out."""
    placer = Placer(release, originals)
    index = 0
    for name, data, line in outputs(out, tool):
        if not wanted(data):
            continue
        with contextlib.suppress(YamlError):
            for parsed in parse(data.decode(errors="replace"), first_line=line):
                if not isinstance(parsed.node, MapNode):
                    continue
                for document in expand(release.file, index, parsed.node, ""):
                    index += 1
                    if "test" not in text_at(document.node, "metadata", "annotations", "helm.sh/hook"):
                        yield placer.placed(document, name)
