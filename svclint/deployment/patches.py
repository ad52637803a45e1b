"""The patches that a kustomization or a Flux Kustomization lists → Patches, each with its tree and its target."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from svclint.deployment.paths import joined
from svclint.documents.list_items import Document
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, items_at, scalars, text_at
from svclint.documents.provenance import place
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.light_typing import Protocol

# An address, a variable that may be one, or a key or type that opens a port of a node or an entry into the cluster.
_ADDRESS_OR_PORT = regex(
    r"\d\.\d{1,3}\.\d|:[\da-fA-F]{0,4}:|\$\{|LoadBalancer|(?i:nodePort|hostPort|hostNetwork|externalName)"
)


class TreeReader(Protocol):
    """Reads the trees of a file, and those of a text in a file."""

    def trees(self, path: str) -> tuple[Node, ...]: ...

    def embedded(self, scalar: ScalarNode) -> tuple[Node, ...]: ...


@dataclass(frozen=True, slots=True)
class Target:
    """Selects the objects of a patch. An empty field matches all objects; other fields are regular expressions, and
    `labels` and `annotations` are selectors.
    """

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
    def adds_address(self) -> bool:
        """May the patch add an address, a port of a node or an entry into the cluster to an object?"""
        return any(_ADDRESS_OR_PORT.search(scalar.text) for scalar in scalars(self.tree))


def own_patches(document: Document, read: TreeReader) -> Iterator[Patch]:
    """Yield every patch of a kustomization, in the order in which kustomize applies them."""
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
    """Yield the patches of a list in a kustomization or Flux Kustomization; its paths are relative to the document."""
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
