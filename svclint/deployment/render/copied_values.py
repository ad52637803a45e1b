"""Kustomize's replacements → for a scalar of a rendered object, the scalar that was copied there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from svclint.deployment.field_paths import Path, may_be, scalar_at
from svclint.deployment.render.attribution import Layer
from svclint.deployment.replacements import Replacement
from svclint.documents.node import ScalarNode

Overlays = Callable[[str, str], Iterator[Layer]]
"""Kind and name of an object → what people wrote of it."""


def writes(replacement: Replacement, kind: str, name: str, path: Path) -> bool:
    """Does the replacement write this field of this object, or something above it?"""
    for target in replacement.targets:
        chosen = target.select.kind in ("", kind) and target.select.name in name
        if chosen and any(len(one) <= len(path) and all(map(may_be, one, path)) for one in target.paths):
            return True
    return False


def copied(replacement: Replacement, scalar: ScalarNode, overlays: Overlays) -> ScalarNode | None:
    """The scalar that the replacement copied to `scalar`, whole or as a part of it."""
    for layer in overlays(replacement.source.kind, replacement.source.name):
        path, inside = replacement.path, len(layer.path)
        if inside > len(path) or not all(map(may_be, path, layer.path)):
            continue
        found = scalar_at(layer.node, path[inside:])
        if found is not None and found.text and found.text in scalar.text:
            return found
    return None
