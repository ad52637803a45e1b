"""A kustomization's generators → the layer of the data that they give one object, each value at its place."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from svclint.deployment.render.attribution import Layer
from svclint.deployment.render.originals import Originals, joined
from svclint.deployment.render.patch_layers import items_of
from svclint.documents.node import MapNode, Node, ScalarNode, text_at
from svclint.documents.provenance import Sources
from svclint.documents.read import Document
from svclint.model import Span


def generated(kustomization: Document, kind: str, name: str, originals: Originals, sources: Sources) -> Iterator[Layer]:
    """The layer of the data that a generator of the kustomization gives the object of this name."""
    folder = posixpath.dirname(kustomization.file)
    key = "secretGenerator" if kind == "Secret" else "configMapGenerator"
    for one in items_of(kustomization.node, key):
        if not isinstance(one, MapNode) or text_at(one, "name") not in name:
            continue
        literals = (sources.scalar(text, kustomization.file) for text in _scalars(one, "literals"))
        entries: list[tuple[ScalarNode, Node]] = [_pair(text) for text in literals]
        entries += [_whole(named.text, folder, originals, sources) for named in _scalars(one, "files")]
        for named in (*_scalars(one, "envs"), *_scalars(one, "env")):
            where = joined(folder, named.text)
            lines = enumerate(originals.text(where).split("\n"), 1)
            spans = ((Span(number, 1, number, 1 + len(line)), line) for number, line in lines)
            entries += [_pair(sources.scalar(ScalarNode(line, None, span), where)) for span, line in spans]
        if entries:
            yield Layer(MapNode(tuple(entries), entries[0][0].span), ("data",))


def _whole(named: str, folder: str, originals: Originals, sources: Sources) -> tuple[ScalarNode, Node]:
    """A file under its name or, `key=path`, under another; each line of it at its place."""
    label, _, path = named.rpartition("=")
    where = joined(folder, path)
    text = originals.text(where)
    lines = text.split("\n")
    span = Span(1, 1, 1, 1 + max(1, len(lines[0])))
    begins = tuple(Span(number, 1, number, 1) for number in range(1, len(lines) + 1))
    content = sources.scalar(ScalarNode(text, None, span, "|", begins), where)
    return ScalarNode(label or posixpath.basename(path), None, content.span), content


def _scalars(node: MapNode, key: str) -> tuple[ScalarNode, ...]:
    found = node.get(key)
    listed = (found,) if isinstance(found, ScalarNode) else items_of(node, key)
    return tuple(one for one in listed if isinstance(one, ScalarNode) and one.text)


def _pair(line: ScalarNode) -> tuple[ScalarNode, Node]:
    """`key=value` as the two scalars, each at its place."""
    key, _, value = line.text.partition("=")
    span = line.span
    quote = 1 if line.style in ("'", '"') and line.style else 0
    start = span.column + quote + len(key) + 1
    exact = span.line == span.end_line and span.end_column - span.column == len(line.text) + 2 * quote
    place = span.on_line(start, len(value)) if exact else span
    return ScalarNode(key.strip(), None, span), ScalarNode(value.strip().strip("\"'"), None, place)
