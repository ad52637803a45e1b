"""A tree → the tree without the mappings that `$patch: delete` removes, which claim nothing."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.transform import children, folded

# https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md;
# Talos' configuration patches have the same directive.
DIRECTIVE = "$patch"


def without_deleted(root: Node) -> Node | None:
    """The tree without deleted mappings; None if the root is deleted. Does not recurse.

    A mapping that holds only the directive stays: it claims nothing either, and says what a patch removes.
    """
    if _is_deleted(root):
        return None

    def rebuilt(node: Node, values: Sequence[Node]) -> Node:
        if isinstance(node, MapNode):
            keys = (key for key, value in node.entries if not _is_deleted(value))
            return MapNode(tuple(zip(keys, values, strict=True)), node.span)
        return ListNode(tuple(values), node.span) if isinstance(node, ListNode) else node

    return folded(root, _remaining, rebuilt)


def _remaining(node: MapNode | ListNode) -> list[Node]:
    return [value for value in children(node) if not _is_deleted(value)]


def _is_deleted(node: Node) -> bool:
    if not isinstance(node, MapNode):
        return False
    directive = node.get(DIRECTIVE) if len(node.entries) > 1 else None
    return isinstance(directive, ScalarNode) and directive.text == "delete"
