"""A key that its mapping has already, or a `<<`, with its value in; what becomes of the mapping's entries."""

from __future__ import annotations

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.yaml_errors import YamlError

MERGE = "<<"
"""The text of a merge key, and the style of one that is plain: a quoted `<<` is a key like any other."""

Entries = dict[str, tuple[ScalarNode, Node]]


class Merging:
    """The keys of one document that stand twice in a mapping: `doubles` are (earlier key, later key)."""

    def __init__(self) -> None:
        self.doubles: list[tuple[ScalarNode, ScalarNode]] = []
        # By depth: a mapping that is not complete yet, and the keys that it has by a merge alone.
        self._merged: dict[int, tuple[Entries, set[str]]] = {}

    def settle(self, entries: Entries, key: ScalarNode, node: Node, depth: int) -> None:
        """Take the value of a merge key, or of a key that the mapping at this depth has already.

        A merge goes over what stands before it and under what follows, as goyaml.v2 has it. Raises YamlError.
        """
        mapping, merged = self._merged.get(depth, (entries, set[str]()))
        if mapping is not entries:  # another one that was at the same depth before
            merged = set()
        name = key.text
        if key.style == MERGE:
            merged |= _merge(entries, node)
            self._merged[depth] = (entries, merged)
            return
        if name in merged:
            merged.discard(name)
        elif name in entries:
            self.doubles.append((entries[name][0], key))
        entries[name] = (key, node)


def _merge(entries: Entries, node: Node) -> set[str]:
    """Take over the entries of a `<<` value; returns their keys."""
    sources = node.items if isinstance(node, ListNode) else (node,)
    found: set[str] = set()
    for source in reversed(sources):
        if not isinstance(source, MapNode):
            raise YamlError("the value of '<<' must be a mapping or a list of mappings", *node.span[:2])
        entries.update((entry[0].text, entry) for entry in source.entries)
        found.update(key.text for key, _ in source.entries)
    return found
