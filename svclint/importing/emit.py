"""Imported → the text of an inventory file: YAML with a comment on each value that names its source."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.documents.rewrite import checked
from svclint.documents.yaml_text import Styled, Value, block_text, indented, printable
from svclint.importing.imported import KEYS, Entry, Imported, StatedValue, Tree, UnresolvedServer, name_of
from svclint.model import Location

_HEAD = """\
# Facts about the clusters of this repository; the comment after each value names the file and line it comes from.
# Written by `svclint inventory import`. A later import keeps your changes.
version: 1
"""
# Lists that stay on one line.
_SHORT = frozenset({"roles", "ports"})


def written(imported: Imported) -> str:
    """The text of the inventory file."""
    clusters = [value_of(ordered(cluster)) for cluster in imported.clusters]
    entries = "\n".join(
        indented(block_text([cluster]), 2) + _left_out(imported.unresolved.get(name_of(entry), ()))
        for entry, cluster in zip(imported.clusters, clusters, strict=True)
    )
    text = f"{_HEAD}clusters:\n{entries}" if clusters else f"{_HEAD}clusters: []\n"
    return checked(text, {"version": 1, "clusters": clusters})


def _left_out(servers: Sequence[UnresolvedServer]) -> str:
    """Comments to fill in for the servers of a cluster whose names have no known address."""
    if not servers:
        return ""
    hosts = ", ".join(dict.fromkeys(f"{printable(server.host)}: []" for server in servers))
    lines = [
        "No file states the address of this name. Add it and remove the comment signs:",
        "kubeconfigServers:",
        *(f"  - {printable(server.url)}  # {place_text(server.place)}" for server in servers),
        f"dns: {{{hosts}}}",
    ]
    return "".join(f"    # {line}\n" for line in lines)


def ordered(cluster: Entry) -> Entry:
    """A cluster with its keys in the order of `KEYS`."""
    return {key: cluster[key] for key in KEYS if key in cluster}


def value_of(tree: Tree, key: str = "") -> Value:
    """A tree for writing, each value with a comment that names its source; `key` is the key of the tree."""
    if isinstance(tree, StatedValue):
        return Styled(tree.value, _source(tree))
    if not isinstance(tree, tuple):
        return {name: value_of(below, name) for name, below in tree.items()}
    stated = [item for item in tree if isinstance(item, StatedValue)]
    if key in _SHORT and stated and len(stated) == len(tree):
        return Styled([item.value for item in stated], _source(stated[0]), style="[")
    return [value_of(item) for item in tree]


def _source(value: StatedValue) -> str:
    """`file:line`, or nothing for a derived value."""
    return "" if value.derived else place_text(value.place)


def place_text(place: Location) -> str:
    """`file:line`, with characters escaped that could end a comment or control a terminal."""
    return f"{printable(place.file)}:{place.span.line}"
