"""Patches as kustomizations and Flux Kustomizations list them → Patches, each with its tree and what it is for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Protocol

from svclint.documents.list_items import Document
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, scalars, text_at
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


def inner(folder: str, path: str) -> str:
    """A path as written in a file of `folder`, relative to the repository."""
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined == "." else joined


def own_patches(folder: str, document: Document, read: TreeReader) -> Iterator[Patch]:
    """Every patch of a kustomization, in the order in which kustomize applies them."""
    node, file = document.node, document.file
    for item in items(node.get("patchesStrategicMerge")):
        if not isinstance(item, ScalarNode):
            continue
        if "\n" in item.text:
            for tree in read.embedded(item):
                yield from _patch(tree, file, Target())
        else:
            path = inner(folder, item.text)
            for tree in read.trees(path):
                yield from _patch(tree, path, Target())
    yield from patches_of(node.get("patches"), folder, file, read)
    yield from patches_of(node.get("patchesJson6902"), folder, file, read)


def patches_of(listed: Node | None, folder: str, file: str, read: TreeReader) -> Iterator[Patch]:
    """The patches of a list as kustomizations, Flux Kustomizations and HelmReleases' post-renderers have it."""
    for item in items(listed):
        if not isinstance(item, MapNode):
            continue
        target = _target(item.get("target"))
        inline = item.get("patch")
        if isinstance(inline, ScalarNode):
            for tree in read.embedded(inline):
                yield from _patch(tree, file, target)
        elif path := text_at(item, "path"):
            path = inner(folder, path)
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


def _target(node: Node | None) -> Target:
    return Target(
        group=text_at(node, "group"),
        version=text_at(node, "version"),
        kind=text_at(node, "kind"),
        namespace=text_at(node, "namespace"),
        name=text_at(node, "name"),
        labels=text_at(node, "labelSelector"),
        annotations=text_at(node, "annotationSelector"),
    )


def items(node: Node | None) -> tuple[Node, ...]:
    """The items of a sequence; of anything else none."""
    return node.items if isinstance(node, ListNode) else ()
