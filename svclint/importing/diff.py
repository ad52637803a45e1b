"""The tree of an inventory file and an import → Differences: facts that only one of them has, or that differ."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence

from svclint.claims.blocks import NotAnAddress, format_block, parse_block
from svclint.claims.typed_values import bool_text, minor_version, yaml_bool
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, text_at
from svclint.importing.imported import Entry, StatedValue, Tree, name_of
from svclint.importing.matching import matched_clusters, matched_entries, name_in
from svclint.lazy_dataclasses import dataclass

# Lists of entries that are matched by name or address.
_KEYED = frozenset({"nodes", "loadBalancers", "reserved", "addressPools"})
# Mappings that are compared key by key; keys that only the file has are not differences.
_PIECEWISE = frozenset({"hosts", "dns", "proxy", "owner"})
# Keys that an import only proposes, so that later values are not compared.
_PROPOSED = frozenset({"manifests"})


class Change(enum.StrEnum):
    """How a fact of the import differs from the file: the file lacks it, only the file has it, or the values differ."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact of one cluster that differs. `path` names it in messages (`nodes cp1: roles`).

    `filed` is its value in the file and `imported` its value in the import, None if missing. `parent` is the mapping or
    list of the file that an added fact belongs to, `key` its key there (empty for an item of a list).
    """

    cluster: str
    path: str
    change: Change
    filed: Node | None = None
    imported: Tree | None = None
    parent: Node | None = None
    key: str = ""


def compared(root: MapNode, clusters: Sequence[Entry], *, whole: bool = True) -> Iterator[Difference]:
    """Every difference, in the order of the import.

    Facts that only the file has are not differences, except those that an import would contain: nodes, VIPs of control
    planes, items of lists, and with `whole` also clusters.
    """
    listed = root.get("clusters")
    filed = [item for item in listed.items if isinstance(item, MapNode)] if isinstance(listed, ListNode) else []
    pairs, missing, extra = matched_clusters(filed, clusters)
    for node, entry in pairs:
        yield from _mapping(text_at(node, "name"), "", node, entry)
    if missing and not isinstance(listed, ListNode):
        yield Difference(", ".join(map(name_of, missing)), "", Change.ADDED, None, tuple(missing), root, "clusters")
        missing = []
    for entry in missing:
        yield Difference(name_of(entry), "", Change.ADDED, None, entry, listed)
    for node in extra if whole else ():
        yield Difference(text_at(node, "name"), "", Change.REMOVED, node)


def _mapping(cluster: str, path: str, node: MapNode, entry: Entry) -> Iterator[Difference]:
    for key, tree in entry.items():
        if key == "name":
            continue
        filed = node.get(key)
        where = f"{path}{key}"
        if filed is None or (isinstance(filed, ScalarNode) and filed.value is None):
            yield Difference(cluster, where, Change.ADDED, None, tree, node, key)
        elif key in _PROPOSED:
            continue
        elif isinstance(tree, StatedValue):
            if normal(key, _node_text(filed)) != normal(key, _value_text(tree)):
                yield Difference(cluster, where, Change.CHANGED, filed, tree)
        elif key in _KEYED and isinstance(tree, tuple):
            yield from _entries(cluster, where, filed, tree)
        elif isinstance(tree, tuple):
            yield from _items(cluster, where, key, filed, tree)
        elif isinstance(filed, MapNode) and (key in _PIECEWISE or path):
            yield from _mapping(cluster, f"{where}.", filed, tree)
        else:
            yield Difference(cluster, where, Change.CHANGED, filed, tree)


def _entries(cluster: str, path: str, filed: Node, imported: tuple[Tree, ...]) -> Iterator[Difference]:
    """The differences of lists of nodes, load balancers, reserved addresses and pools."""
    listed = [item for item in filed.items if isinstance(item, MapNode)] if isinstance(filed, ListNode) else []
    entries = [item for item in imported if not isinstance(item, StatedValue | tuple)]
    pairs, missing, extra = matched_entries(listed, entries)
    for node, entry in pairs:
        yield from _mapping(cluster, f"{path} {name_in(node)}: ", node, entry)
    for entry in missing:
        yield Difference(cluster, path, Change.ADDED, None, entry, filed)
    for node in extra:
        if path == "nodes" or (path == "loadBalancers" and text_at(node, "serves") in ("", "control-plane")):
            yield Difference(cluster, path, Change.REMOVED, node)


def _items(cluster: str, path: str, key: str, filed: Node, imported: tuple[Tree, ...]) -> Iterator[Difference]:
    """The differences of lists of scalars; the order does not matter."""
    nodes = [
        node for node in (filed.items if isinstance(filed, ListNode) else (filed,)) if isinstance(node, ScalarNode)
    ]
    in_file = {normal(key, node.text): node for node in nodes}
    in_import = {normal(key, _value_text(value)): value for value in imported if isinstance(value, StatedValue)}
    for text, value in in_import.items():
        if text not in in_file:
            yield Difference(cluster, path, Change.ADDED, filed, value)
    for text, node in in_file.items():
        if text not in in_import:
            yield Difference(cluster, path, Change.REMOVED, node, imported)


def _node_text(node: Node) -> str:
    return node.text if isinstance(node, ScalarNode) else ""


def _value_text(value: StatedValue) -> str:
    return bool_text(value.value) if isinstance(value.value, bool) else str(value.value)


def normal(key: str, text: str) -> str:
    """A text in the form that is compared: canonical addresses, minor versions, lower-case server URLs, booleans."""
    bare = text.strip()
    if key == "kubernetesVersion":
        return str(minor_version(bare) or bare)
    if key == "kubeconfigServers":
        return bare.rstrip("/").lower()
    if key == "strictARP":
        value = yaml_bool(bare)
        return bare if value is None else bool_text(value)
    parsed = parse_block(bare)
    return bare.replace(" ", "") if isinstance(parsed, NotAnAddress) else format_block(parsed.block)


def conflicting(differences: Iterable[Difference]) -> list[Difference]:
    """The differences that a merge reports and does not apply, because the file states another value."""
    return [
        difference
        for difference in differences
        if difference.parent is None and difference.change is not Change.REMOVED
    ]
