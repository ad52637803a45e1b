"""A kustomization's patches → the layers that they add to one rendered object."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.deployment.field_paths import pointer_path
from svclint.deployment.kustomization import Kustomization
from svclint.deployment.patches import Target
from svclint.deployment.render.attribution import Layer
from svclint.documents.node import MapNode, node_at, text_at
from svclint.documents.provenance import Sources
from svclint.lazy_re import regex

_LITERAL = regex(r"[\w-]*")


def patches(kustomization: Kustomization, kind: str, name: str, sources: Sources) -> Iterator[Layer]:
    """Yield the layers of the patches that may match an object with this kind and original name, the last patch first.

    A layer is the tree of a strategic merge patch, or the value of an operation of a JSON patch.
    """
    for patch in reversed(kustomization.patches):
        if not _fits(patch.target, kind, name):
            continue
        if isinstance(patch.tree, MapNode):
            yield Layer(sources.take(patch.tree, patch.file))
            continue
        for operation in reversed(patch.tree.items):
            if (value := node_at(operation, "value")) is not None:
                yield Layer(sources.take(value, patch.file), pointer_path(text_at(operation, "path")))


def _fits(target: Target, kind: str, name: str) -> bool:
    """May a patch match this object? A regular expression always may, because layers are compared by text anyway."""
    pairs = zip((target.kind, target.name), (kind, name), strict=True)
    return all(pattern in ("", text) or not _LITERAL.fullmatch(pattern) for pattern, text in pairs)
