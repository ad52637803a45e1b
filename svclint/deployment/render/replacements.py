"""Kustomize's replacements → for a scalar of a rendered object, the scalar that was copied there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from svclint.deployment.render.attribution import Layer, Path
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, text_at
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

# A step of a field path: `[name=web]`, or a name in which `\.` is a point.
_STEP = regex(r"\[[^\]]*\]|(?:[^.\[\\]|\\.)+")

Overlays = Callable[[str, str], Iterator[Layer]]
"""Kind and name of an object → what people wrote of it."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """One field of one kind of objects that a replacement writes, and where it takes the value from."""

    kind: str
    name: str
    path: Path
    source_kind: str
    source_name: str
    source: Path


def replacements_of(node: MapNode) -> Iterator[Replacement]:
    """The fields that one entry of `replacements` writes."""
    source = node.get("source")
    targets = node.get("targets")
    if not isinstance(source, MapNode) or not isinstance(targets, ListNode):
        return
    kind, name = text_at(source, "kind"), text_at(source, "name")
    begin = steps(text_at(source, "fieldPath") or "metadata.name")
    for target in targets.items:
        paths = target.get("fieldPaths") if isinstance(target, MapNode) else None
        chosen = (text_at(target, "select", "kind"), text_at(target, "select", "name"))
        for path in paths.items if isinstance(paths, ListNode) else ():
            if isinstance(path, ScalarNode):
                yield Replacement(*chosen, steps(path.text), kind, name, begin)


def steps(text: str) -> Path:
    """A field path's steps: `spec.ports.[name=web].port` → spec, ports, [name=web], port."""
    return tuple(one.replace("\\.", ".") for one in _STEP.findall(text))


def writes(one: Replacement, kind: str, name: str, path: Path) -> bool:
    """Does the replacement write this field of this object, or something above it?"""
    if one.kind not in ("", kind) or (one.name and one.name not in name) or len(one.path) > len(path):
        return False
    return all(_same(step, key) for step, key in zip(one.path, path, strict=False))


def copied(one: Replacement, scalar: ScalarNode, overlays: Overlays) -> ScalarNode | None:
    """The scalar that the replacement copied to `scalar`, whole or as a part of it."""
    for layer in overlays(one.source_kind, one.source_name):
        path = one.source
        if layer.path and len(layer.path) <= len(path) and all(map(_same, path, layer.path)):
            path = path[len(layer.path) :]
        elif layer.path:
            continue
        found = _at(layer.node, path)
        if found is not None and found.text and found.text in scalar.text:
            return found
    return None


def _same(step: str, key: str) -> bool:
    return step == key or (key.isdecimal() and (step in ("*", "-") or step.startswith("[") or step.isdecimal()))


def _at(node: Node | None, path: Path) -> ScalarNode | None:
    for step in path:
        if isinstance(node, MapNode):
            node = node.get(step)
        elif isinstance(node, ListNode):
            node = _item(node, step)
        else:
            return None
    return node if isinstance(node, ScalarNode) else None


def _item(node: ListNode, step: str) -> Node | None:
    if step.isdecimal():
        return node.items[int(step)] if len(step) < 9 and int(step) < len(node.items) else None
    key, _, value = step.strip("[]").partition("=")
    return next((one for one in node.items if text_at(one, key) == value), None)
