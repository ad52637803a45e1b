"""Patches as kustomizations and Flux Kustomizations list them → Patches, each with its tree and what it is for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Protocol

from svclint.deployment.paths import joined
from svclint.documents.list_items import Document
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, items_at, scalars, text_at
from svclint.documents.provenance import place
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

# An address, a variable that may be one, or what opens a port of a node or a way in.
_TELLING = regex(r"\d\.\d{1,3}\.\d|:[\da-fA-F]{0,4}:|\$\{|LoadBalancer|(?i:nodePort|hostPort|hostNetwork|externalName)")


class TreeReader(Protocol):
    """What gives the trees of a file, and those of a text within one."""

    def trees(self, path: str) -> tuple[Node, ...]: ...

    def embedded(self, scalar: ScalarNode) -> tuple[Node, ...]: ...


@dataclass(frozen=True, slots=True)
class Target:
    """Which objects a patch is for; an empty part is any. Names are regular expressions."""

    group: str = ""
    version: str = ""
    kind: str = ""
    namespace: str = ""
    name: str = ""
    labels: str = ""
    annotations: str = ""


@dataclass(frozen=True, slots=True)
class Patch:
    """A strategic merge patch (a mapping) or a JSON 6902 patch (a sequence), as written in `file`."""

    tree: MapNode | ListNode
    file: str
    target: Target

    @property
    def tells(self) -> bool:
        """Whether it may give an object an address, a port of a node, or a way in, that it had not before."""
        return any(_TELLING.search(one.text) for one in scalars(self.tree))


def own_patches(document: Document, read: TreeReader) -> Iterator[Patch]:
    """Every patch of a kustomization, in the order in which kustomize applies them."""
    node, file = document.node, document.file
    for item in items_at(node, "patchesStrategicMerge"):
        if not isinstance(item, ScalarNode):
            continue
        if "\n" in item.text:
            for tree in read.embedded(item):
                yield from _patch(tree, file, Target())
        else:
            path = joined(posixpath.dirname(file), item.text)
            for tree in read.trees(path):
                yield from _patch(tree, path, Target())
    yield from patches_of(items_at(node, "patches"), document, read)
    yield from patches_of(items_at(node, "patchesJson6902"), document, read)


def patches_of(listed: tuple[Node, ...], document: Document, read: TreeReader) -> Iterator[Patch]:
    """The patches of a list as kustomizations and Flux Kustomizations have it; paths begin at the document's folder."""
    for item in listed:
        if not isinstance(item, MapNode):
            continue
        target = target_of(item.get("target"))
        inline = item.get("patch")
        if isinstance(inline, ScalarNode):
            file = place(document, inline.span)[0]
            for tree in read.embedded(inline):
                yield from _patch(tree, file, target)
        elif path := text_at(item, "path"):
            path = joined(posixpath.dirname(document.file), path)
            for tree in read.trees(path):
                yield from _patch(tree, path, target)


def _patch(tree: Node, file: str, target: Target) -> Iterator[Patch]:
    if isinstance(tree, ListNode):
        yield Patch(tree, file, target)
    elif isinstance(tree, MapNode):
        if target == Target():
            group, _, version = text_at(tree, "apiVersion").rpartition("/")
            namespace, name = text_at(tree, "metadata", "namespace"), text_at(tree, "metadata", "name")
            target = Target(group, version, text_at(tree, "kind"), namespace, name)
            if not target.kind or not name:
                return
        yield Patch(tree, file, target)


def target_of(node: Node | None) -> Target:
    """The `target` of a patch, or the `select` of a replacement."""
    return Target(
        group=text_at(node, "group"),
        version=text_at(node, "version"),
        kind=text_at(node, "kind"),
        namespace=text_at(node, "namespace"),
        name=text_at(node, "name"),
        labels=text_at(node, "labelSelector"),
        annotations=text_at(node, "annotationSelector"),
    )
