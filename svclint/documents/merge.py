"""A mapping's entries and a repeated key or a merge key (`<<`) → the entries with its value."""

from __future__ import annotations

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.yaml_errors import YamlError

MERGE = "<<"
"""The text of a merge key. It is also the style of a plain one: a quoted `<<` is an ordinary key."""

Entries = dict[str, tuple[ScalarNode, Node]]


class Merging:
    """Resolves the repeated keys and merge keys of one document.

    `duplicates` are (earlier key, later key), where the value of the earlier key is lost.
    """

    def __init__(self) -> None:
        self.duplicates: list[tuple[ScalarNode, ScalarNode]] = []
        # By depth: a mapping that is still being read, and the keys that it has only from a merge.
        self._merged: dict[int, tuple[Entries, set[str]]] = {}

    def settle(self, entries: Entries, key: ScalarNode, node: Node, depth: int) -> None:
        """Add the value of a merge key, or of a key that the mapping at this depth already has.

        A merge overrides the entries before it, and later entries override the merge, as in goyaml.v2. Raises YamlError
        if the value of a merge key is not a mapping or a list of mappings.
        """
        mapping, merged = self._merged.get(depth, (entries, set[str]()))
        if mapping is not entries:  # an earlier mapping of the same depth
            merged = set()
        name = key.text
        if key.style == MERGE:
            merged |= _merge(entries, node)
            self._merged[depth] = (entries, merged)
            return
        if name in merged:
            merged.discard(name)
        elif name in entries and is_lost(entries[name][1], node):
            self.duplicates.append((entries[name][0], key))
        entries[name] = (key, node)


def is_lost(earlier: Node, later: Node) -> bool:
    """Whether the later value of a repeated key hides a part of the earlier one: a value, an entry or an item of it.

    Of a list, the later one has to begin with the same items, as far as they are the same part.
    """
    pairs: list[tuple[Node, Node | None]] = [(earlier, later)]
    while pairs:
        old, new = pairs.pop()
        if isinstance(old, MapNode):
            kept = {key.text: value for key, value in new.entries} if isinstance(new, MapNode) else {}
            pairs.extend((value, kept.get(key.text)) for key, value in old.entries)
        elif isinstance(old, ListNode):
            items = new.items if isinstance(new, ListNode) else ()
            pairs.extend(zip(old.items, (*items, *(None for _ in old.items)), strict=False))
        elif old.value is not None and not _is_same(old, new):
            return True
    return False


def _is_same(scalar: ScalarNode, other: Node | None) -> bool:
    return isinstance(other, ScalarNode) and (other.value, other.text) == (scalar.value, scalar.text)


def _merge(entries: Entries, node: Node) -> set[str]:
    """Copy the entries of a merge key's value; returns their keys."""
    sources = node.items if isinstance(node, ListNode) else (node,)
    keys: set[str] = set()
    for source in reversed(sources):
        if not isinstance(source, MapNode):
            raise YamlError("the value of '<<' must be a mapping or a list of mappings", *node.span[:2])
        entries.update((entry[0].text, entry) for entry in source.entries)
        keys.update(key.text for key, _ in source.entries)
    return keys
