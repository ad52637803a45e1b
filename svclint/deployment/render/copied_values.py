"""A kustomize replacement and a scalar of a rendered object → the scalar from which it was copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from svclint.deployment.field_paths import Path, may_be, scalar_at
from svclint.deployment.render.attribution import Layer
from svclint.deployment.replacements import Replacement
from svclint.documents.node import ScalarNode

Overlays = Callable[[str, str], Iterator[Layer]]
"""Kind and name of an object → the layers that it is made from."""


def writes(replacement: Replacement, kind: str, name: str, path: Path) -> bool:
    """Does the replacement write this field of this object, or a parent of the field?"""
    for target in replacement.targets:
        chosen = target.select.kind in ("", kind) and target.select.name in name
        if chosen and any(len(field) <= len(path) and all(map(may_be, field, path)) for field in target.paths):
            return True
    return False


def copied(replacement: Replacement, scalar: ScalarNode, overlays: Overlays) -> ScalarNode | None:
    """The scalar that the replacement copied to `scalar`, as a whole or as a part; None if there is none."""
    for layer in overlays(replacement.source.kind, replacement.source.name):
        path, inside = replacement.path, len(layer.path)
        if inside > len(path) or not all(map(may_be, path, layer.path)):
            continue
        source = scalar_at(layer.node, path[inside:])
        if source is not None and source.text and source.text in scalar.text:
            return source
    return None
