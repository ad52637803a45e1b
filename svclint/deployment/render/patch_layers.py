"""A kustomization's patches → the layers that they lay over one object of the rendering; and its replacements."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from svclint.deployment.render.attribution import Layer
from svclint.deployment.render.originals import Originals, joined
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, text_at
from svclint.documents.provenance import Sources
from svclint.documents.read import Document
from svclint.documents.yaml import parse_embedded_all
from svclint.lazy_re import regex

_LITERAL = regex(r"[\w-]*")


def patches(kustomization: Document, kind: str, name: str, originals: Originals, sources: Sources) -> Iterator[Layer]:
    """The layers of the patches that may be for the object of this kind and original name, the last patch first."""
    node, file = kustomization.node, kustomization.file
    for patch in reversed(items_of(node, "patchesStrategicMerge")):
        if isinstance(patch, ScalarNode):
            for where, tree in _texts(patch, patch if "\n" in patch.text else None, file, originals):
                yield from _over(tree, None, kind, name, where, sources)
    for key in ("patchesJson6902", "patches"):
        for patch in reversed(items_of(node, key)):
            if not isinstance(patch, MapNode):
                continue
            path, inline = patch.get("path"), patch.get("patch")
            target = patch.get("target")
            inner = inline if isinstance(inline, ScalarNode) else None
            for where, tree in _texts(path if isinstance(path, ScalarNode) else None, inner, file, originals):
                yield from _over(tree, target if isinstance(target, MapNode) else None, kind, name, where, sources)


def replacements(kustomization: Document, originals: Originals) -> Iterator[MapNode]:
    """The kustomization's replacements, those in files of their own included."""
    folder = posixpath.dirname(kustomization.file)
    for one in items_of(kustomization.node, "replacements"):
        if isinstance(one, MapNode) and text_at(one, "path"):
            for document in originals.documents(joined(folder, text_at(one, "path"))):
                yield document.node
        elif isinstance(one, MapNode):
            yield one


def _texts(
    path: ScalarNode | None, inline: ScalarNode | None, file: str, originals: Originals
) -> Iterator[tuple[str, Node]]:
    """A patch's trees, each with the file it stands in."""
    if inline is not None:
        for tree in parse_embedded_all(inline):
            yield file, tree
    elif path is not None:
        where = joined(posixpath.dirname(file), path.text)
        for tree in originals.trees(where):
            yield where, tree


def _over(tree: Node, target: MapNode | None, kind: str, name: str, file: str, sources: Sources) -> Iterator[Layer]:
    """The layers of one patch: a strategic merge's tree itself, or the value of each operation of a JSON patch."""
    if isinstance(tree, MapNode):
        wanted = (text_at(target, "kind"), text_at(target, "name"))
        if target is None:
            wanted = (text_at(tree, "kind"), text_at(tree, "metadata", "name"))
        if _fits(wanted, kind, name):
            yield Layer(sources.take(tree, file))
        return
    if target is None or not _fits((text_at(target, "kind"), text_at(target, "name")), kind, name):
        return
    for step in reversed(tree.items) if isinstance(tree, ListNode) else ():
        value = step.get("value") if isinstance(step, MapNode) else None
        if value is not None:
            names = text_at(step, "path").strip("/").split("/")
            path = tuple(one.replace("~1", "/").replace("~0", "~") for one in names)
            yield Layer(sources.take(value, file), path)


def _fits(wanted: tuple[str, str], kind: str, name: str) -> bool:
    """May a selector's kind and name mean this object? An expression fits all: the layer has to say the same anyway."""
    return all(one in ("", own) or not _LITERAL.fullmatch(one) for one, own in zip(wanted, (kind, name), strict=True))


def items_of(node: MapNode, key: str) -> tuple[Node, ...]:
    """The items of the list under a key; none where there is no list."""
    items = node.get(key)
    return items.items if isinstance(items, ListNode) else ()
