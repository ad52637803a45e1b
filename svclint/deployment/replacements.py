"""A kustomization's replacements → for each, the source field of the value, and the fields that it writes."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.deployment.field_paths import Path, field_path
from svclint.deployment.patches import Target, target_of
from svclint.documents.node import MapNode, Node, ScalarNode, items_at, node_at, text_at
from svclint.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReplacedFields:
    """Fields of the objects that `select` matches.

    `whole`: the value replaces the whole field. `create`: a missing field is created.
    """

    select: Target
    paths: tuple[Path, ...]
    whole: bool
    create: bool


@dataclass(frozen=True, slots=True)
class Replacement:
    """Copies the field `path` of the object `source` to the targets. `whole`: the whole value, not a part of it."""

    source: Target
    path: Path
    whole: bool
    targets: tuple[ReplacedFields, ...]


def replacement_of(node: MapNode) -> Replacement | None:
    """Read one entry of `replacements`; None if it has no source."""
    source = node.get("source")
    if not isinstance(source, MapNode):
        return None
    path = field_path(text_at(source, "fieldPath") or "metadata.name")
    targets = tuple(_targets(items_at(node, "targets")))
    return Replacement(target_of(source), path, source.get("options") is None, targets)


def _targets(listed: tuple[Node, ...]) -> Iterator[ReplacedFields]:
    for target in listed:
        select, options = node_at(target, "select"), node_at(target, "options")
        if isinstance(select, MapNode):
            texts = (path.text for path in items_at(target, "fieldPaths") if isinstance(path, ScalarNode))
            whole = options is None or (isinstance(options, MapNode) and not text_at(options, "delimiter"))
            create = text_at(options, "create") == "true"
            yield ReplacedFields(target_of(select), tuple(map(field_path, texts)), whole, create)
