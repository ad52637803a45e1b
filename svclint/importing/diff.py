"""An inventory file's tree and an import → where they differ: what either lacks, or says otherwise."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence

from svclint.claims.blocks import NotAnAddress, format_block, parse_block
from svclint.claims.typed_values import bool_text, minor_version, yaml_bool
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, text_at
from svclint.importing.imported import Entry, StatedValue, Tree, name_of
from svclint.importing.matching import matched_clusters, matched_entries, name_in
from svclint.lazy_dataclasses import dataclass

# Lists of entries that are told apart by name or address.
_KEYED = frozenset({"nodes", "loadBalancers", "reserved", "addressPools"})
# Mappings whose keys are filled in one by one; what people add to them is theirs.
_PIECEWISE = frozenset({"hosts", "dns", "proxy", "owner"})
# What an import proposes once and people decide.
_PROPOSED = frozenset({"manifests"})


class Change(enum.StrEnum):
    """What became of a fact since the file was written: it came, it went, or it is another."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact of one cluster. `path` names it for people (`nodes cp1: roles`).

    `filed` is what the file has, None for what it lacks; `found` what the import has, likewise. `parent` is the
    mapping or list of the file that an added fact belongs to, under `key` (empty for an item of a list).
    """

    cluster: str
    path: str
    change: Change
    filed: Node | None = None
    found: Tree | None = None
    parent: Node | None = None
    key: str = ""


def compared(root: MapNode, clusters: Sequence[Entry], *, whole: bool = True) -> Iterator[Difference]:
    """Every difference, in the order of the import. Of what only the file knows nothing is said, but for facts that an
    import would have found: nodes, control planes' VIPs, the items of lists, and with `whole` clusters.
    """
    listed = root.get("clusters")
    filed = [one for one in listed.items if isinstance(one, MapNode)] if isinstance(listed, ListNode) else []
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
            if normal(key, _text(filed)) != normal(key, _shown(tree)):
                yield Difference(cluster, where, Change.CHANGED, filed, tree)
        elif key in _KEYED and isinstance(tree, tuple):
            yield from _entries(cluster, where, filed, tree)
        elif isinstance(tree, tuple):
            yield from _items(cluster, where, key, filed, tree)
        elif isinstance(filed, MapNode) and (key in _PIECEWISE or path):
            yield from _mapping(cluster, f"{where}.", filed, tree)
        else:
            yield Difference(cluster, where, Change.CHANGED, filed, tree)


def _entries(cluster: str, path: str, filed: Node, found: tuple[Tree, ...]) -> Iterator[Difference]:
    """Lists of nodes, load balancers, neighbours and pools."""
    listed = [one for one in filed.items if isinstance(one, MapNode)] if isinstance(filed, ListNode) else []
    wanted = [one for one in found if not isinstance(one, StatedValue | tuple)]
    pairs, missing, extra = matched_entries(listed, wanted)
    for node, entry in pairs:
        yield from _mapping(cluster, f"{path} {name_in(node)}: ", node, entry)
    for entry in missing:
        yield Difference(cluster, path, Change.ADDED, None, entry, filed)
    for node in extra:
        if path == "nodes" or (path == "loadBalancers" and text_at(node, "serves") in ("", "control-plane")):
            yield Difference(cluster, path, Change.REMOVED, node)


def _items(cluster: str, path: str, key: str, filed: Node, found: tuple[Tree, ...]) -> Iterator[Difference]:
    """Plain lists, in any order."""
    nodes = [one for one in (filed.items if isinstance(filed, ListNode) else (filed,)) if isinstance(one, ScalarNode)]
    theirs = {normal(key, one.text): one for one in nodes}
    ours = {normal(key, _shown(one)): one for one in found if isinstance(one, StatedValue)}
    for text, value in ours.items():
        if text not in theirs:
            yield Difference(cluster, path, Change.ADDED, filed, value)
    for text, node in theirs.items():
        if text not in ours:
            yield Difference(cluster, path, Change.REMOVED, node, found)


def _text(node: Node) -> str:
    return node.text if isinstance(node, ScalarNode) else ""


def _shown(value: StatedValue) -> str:
    return bool_text(value.value) if isinstance(value.value, bool) else str(value.value)


def normal(key: str, text: str) -> str:
    """A text as it is compared: addresses in one spelling, versions by their minor, settings without case."""
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


def told(differences: Iterable[Difference]) -> list[Difference]:
    """Those that a merge leaves alone and tells: where people's file says otherwise, it stays as it is."""
    return [one for one in differences if one.parent is None and one.change is not Change.REMOVED]
