"""A tree in, the tree without what `$patch: delete` says is to be gone out: such a part claims nothing."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.transform import children, folded

# https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md;
# Talos' configuration patches have the same directive.
DIRECTIVE = "$patch"


def without_deleted(root: Node) -> Node | None:
    """The tree without mappings that are to be deleted; None where the whole is. Without recursion."""
    if _goes(root):
        return None

    def made(node: Node, new: Sequence[Node]) -> Node:
        if isinstance(node, MapNode):
            keys = (key for key, value in node.entries if not _goes(value))
            return MapNode(tuple(zip(keys, new, strict=True)), node.span)
        return ListNode(tuple(new), node.span) if isinstance(node, ListNode) else node

    return folded(root, _kept, made)


def _kept(node: MapNode | ListNode) -> list[Node]:
    return [value for value in children(node) if not _goes(value)]


def _goes(node: Node) -> bool:
    if not isinstance(node, MapNode):
        return False
    directive = node.get(DIRECTIVE)
    return isinstance(directive, ScalarNode) and directive.text == "delete"
