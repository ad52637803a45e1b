"""A kustomization's patches → the layers that they lay over one object of the rendering."""

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
    """The layers of the patches that may be for the object of this kind and original name, the last patch first.

    That is the tree of a strategic merge patch itself, or the value of each operation of a JSON patch.
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
    """May a patch be for this object? An expression fits all: the layer has to say the same anyway."""
    wanted = zip((target.kind, target.name), (kind, name), strict=True)
    return all(one in ("", own) or not _LITERAL.fullmatch(one) for one, own in wanted)
