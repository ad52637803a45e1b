"""A kustomization's generators → the layer of the data that they give one object, each value at its place."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from svclint.documents.node import Mapping, Node, Scalar, text_at
from svclint.documents.read import Document
from svclint.documents.render.layers import Layer
from svclint.documents.render.originals import Numbers, Originals, joined
from svclint.documents.render.patches import items_of
from svclint.model import Span


def generated(kustomization: Document, kind: str, name: str, originals: Originals, numbers: Numbers) -> Iterator[Layer]:
    """The layer of the data that a generator of the kustomization gives the object of this name."""
    folder = posixpath.dirname(kustomization.file)
    key = "secretGenerator" if kind == "Secret" else "configMapGenerator"
    for one in items_of(kustomization.node, key):
        if not isinstance(one, Mapping) or text_at(one, "name") not in name:
            continue
        literals = (numbers.scalar(text, kustomization.file) for text in _scalars(one, "literals"))
        entries: list[tuple[Scalar, Node]] = [_pair(text) for text in literals]
        entries += [_whole(named.text, folder, originals, numbers) for named in _scalars(one, "files")]
        for named in (*_scalars(one, "envs"), *_scalars(one, "env")):
            where = joined(folder, named.text)
            lines = enumerate(originals.text(where).split("\n"), 1)
            spans = ((Span(number, 1, number, 1 + len(line)), line) for number, line in lines)
            entries += [_pair(numbers.scalar(Scalar(line, None, span), where)) for span, line in spans]
        if entries:
            yield Layer(Mapping(tuple(entries), entries[0][0].span), ("data",))


def _whole(named: str, folder: str, originals: Originals, numbers: Numbers) -> tuple[Scalar, Node]:
    """A file under its name or, `key=path`, under another; each line of it at its place."""
    label, _, path = named.rpartition("=")
    where = joined(folder, path)
    text = originals.text(where)
    lines = text.split("\n")
    span = Span(1, 1, 1, 1 + max(1, len(lines[0])))
    begins = tuple((number, 1) for number in range(1, len(lines) + 1))
    content = numbers.scalar(Scalar(text, None, span, "|", begins), where)
    return Scalar(label or posixpath.basename(path), None, content.span), content


def _scalars(node: Mapping, key: str) -> tuple[Scalar, ...]:
    found = node.get(key)
    listed = (found,) if isinstance(found, Scalar) else items_of(node, key)
    return tuple(one for one in listed if isinstance(one, Scalar) and one.text)


def _pair(line: Scalar) -> tuple[Scalar, Node]:
    """`key=value` as the two scalars, each at its place."""
    key, _, value = line.text.partition("=")
    span = line.span
    quote = 1 if line.style in ("'", '"') and line.style else 0
    start = span.column + quote + len(key) + 1
    exact = span.line == span.end_line and span.end_column - span.column == len(line.text) + 2 * quote
    place = Span(span.line, start, span.line, start + len(value)) if exact else span
    return Scalar(key.strip(), None, span), Scalar(value.strip().strip("\"'"), None, place)
