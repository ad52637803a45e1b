"""A kustomization's generators → the layers of data that they generate for one object, with positions."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.deployment.kustomization import Kustomization
from svclint.deployment.render.attribution import Layer
from svclint.deployment.source_tree import SourceTree
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.documents.provenance import Sources
from svclint.model import Span


def generated(
    kustomization: Kustomization, kind: str, name: str, originals: SourceTree, sources: Sources
) -> Iterator[Layer]:
    """Yield a layer of data for each generator of the kustomization that generates the object of this name."""
    for generator in kustomization.generators:
        if (generator.kind == "Secret") != (kind == "Secret") or generator.name not in name:
            continue
        literals = (sources.scalar(text, kustomization.file) for text in generator.literals)
        entries: list[tuple[ScalarNode, Node]] = [_pair(text) for text in literals]
        entries += [_file(key, path, originals, sources) for key, path in generator.files]
        for path in generator.environments:
            lines = enumerate(originals.text(path).split("\n"), 1)
            scalars = (ScalarNode(line, None, Span(number, 1, number, 1 + len(line))) for number, line in lines)
            entries += [_pair(sources.scalar(line, path)) for line in scalars]
        if entries:
            yield Layer(MapNode(tuple(entries), entries[0][0].span), ("data",))


def _file(key: str, path: str, originals: SourceTree, sources: Sources) -> tuple[ScalarNode, Node]:
    """The key and content of a file; each line of the content has its position."""
    text = originals.text(path)
    lines = text.split("\n")
    span = Span(1, 1, 1, 1 + max(1, len(lines[0])))
    begins = tuple(Span(number, 1, number, 1) for number in range(1, len(lines) + 1))
    content = sources.scalar(ScalarNode(text, None, span, "|", begins), path)
    return ScalarNode(key, None, content.span), content


def _pair(line: ScalarNode) -> tuple[ScalarNode, Node]:
    """`key=value` as two scalars, each with its position."""
    key, _, value = line.text.partition("=")
    span = line.span
    quote = 1 if line.style in ("'", '"') and line.style else 0
    start = span.column + quote + len(key) + 1
    exact = span.line == span.end_line and span.end_column - span.column == len(line.text) + 2 * quote
    place = span.on_line(start, len(value)) if exact else span
    return ScalarNode(key.strip(), None, span), ScalarNode(value.strip().strip("\"'"), None, place)
