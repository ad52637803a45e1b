"""An import → the text of an inventory file: YAML, each value with a comment that says where it came from."""

from __future__ import annotations

from svclint.documents.rewrite import checked
from svclint.documents.yaml_text import Styled, Value, block_text, indented, printable
from svclint.importing.imported import KEYS, Entry, Imported, StatedValue, Tree
from svclint.model import Location

_HEAD = """\
# Facts about the clusters of this repository; the comment after each value names the file and line it comes from.
# Written by `svclint inventory import`. A later import keeps your changes.
version: 1
"""
# Lists that stay on one line.
_SHORT = frozenset({"roles", "ports"})


def written(imported: Imported) -> str:
    """The text of the whole inventory file."""
    clusters = [value_of(ordered(cluster)) for cluster in imported.clusters]
    entries = "\n".join(indented(block_text([cluster]), 2) for cluster in clusters)
    text = f"{_HEAD}clusters:\n{entries}" if clusters else f"{_HEAD}clusters: []\n"
    return checked(text, {"version": 1, "clusters": clusters})


def ordered(cluster: Entry) -> Entry:
    """A cluster's keys in the order in which they are written."""
    return {key: cluster[key] for key in KEYS if key in cluster}


def value_of(tree: Tree, key: str = "") -> Value:
    """A tree as it is written, each value with a remark that says where it came from; `key` is the tree's own."""
    if isinstance(tree, StatedValue):
        return Styled(tree.value, _remark(tree))
    if not isinstance(tree, tuple):
        return {name: value_of(below, name) for name, below in tree.items()}
    stated = [item for item in tree if isinstance(item, StatedValue)]
    if key in _SHORT and stated and len(stated) == len(tree):
        return Styled([item.value for item in stated], _remark(stated[0]), style="[")
    return [value_of(item) for item in tree]


def _remark(value: StatedValue) -> str:
    """`file:line`, or nothing for what no file states."""
    return "" if value.ours else place_text(value.place)


def place_text(place: Location) -> str:
    """`file:line`, with what could break out of a comment or a terminal's line spelled out."""
    return f"{printable(place.file)}:{place.span.line}"
