"""A release of a chart → the documents that Helm renders of it, each value at its line in values or templates."""

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
    """Render a release with Helm, or with helm-python-sdk; `scratch` is an empty folder of its own."""
    given: list[Plain] = []
    for file in dict.fromkeys(reversed(release.files)):  # of a file that is named twice the last one counts
        trees = originals.trees(file)
        if not originals.is_file(file) or not originals.inside(file):
            return Ran(-1, b"", f"values file {file}: no such file".encode())
        given.insert(0, plain(trees[0]) if trees else {})
    given += [plain(tree) for tree in release.values]
    values = merged(given)
    folder = originals.full(release.chart.folder)
    asked = scratch / "values.json"
    content = (
        values if tool.kind == "helm" else {"name": release.name, "namespace": release.namespace, "values": values}
    )
    try:
        asked.write_text(json.dumps(content), encoding="utf-8")
    except (RecursionError, ValueError):
        return Ran(-1, b"", b"its values are nested too deeply")
    words = [*tool.words, folder, str(asked)]
    if tool.kind == "helm":
        options = ["--namespace", release.namespace, "--values", str(asked), "--skip-tests"]
        words = [*tool.words, release.name, folder, *options]
    return run(words, scratch, environment, limits)


def outputs(out: bytes, tool: Tool) -> Iterator[tuple[str, bytes, int]]:
    """Each rendered document with the template that it came from, as Helm names it; the tests of a chart left out."""
    if tool.kind == "helm":
        for part in slices(out):
            yield part.origin, part.data, part.line
        return
    try:
        made = json.loads(out)
    except (ValueError, RecursionError):
        made = {}
    for name in sorted(made if isinstance(made, dict) else ()):
        if not name.endswith("NOTES.txt") and isinstance(made[name], str):
            for part in slices(made[name].encode()):
                yield name, part.data, part.line


def documents(
    out: bytes, release: Release, originals: SourceTree, tool: Tool, wanted: Callable[[bytes], bool]
) -> Iterator[Document]:
    """The documents that Helm printed and that are wanted, each value at the place where people wrote it."""
    placer = Placer(release, originals)
    index = 0
    for name, data, line in outputs(out, tool):
        if not wanted(data):
            continue
        with contextlib.suppress(YamlError):
            for parsed in parse(data.decode(errors="replace"), first_line=line):
                if not isinstance(parsed.node, MapNode):
                    continue
                for one in expand(release.file, index, parsed.node, ""):
                    index += 1
                    if "test" not in text_at(one.node, "metadata", "annotations", "helm.sh/hook"):
                        yield placer.placed(one, name)
