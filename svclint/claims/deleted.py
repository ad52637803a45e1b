"""A tree in, the tree without what `$patch: delete` says is to be gone out: such a part claims nothing."""

from __future__ import annotations

from svclint.documents.node import Mapping, Node, Scalar, Sequence

# https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md;
# Talos' configuration patches have the same directive.
DIRECTIVE = "$patch"


def without_deleted(root: Node) -> Node | None:
    """The tree without mappings that are to be deleted; None where the whole is. Without recursion."""
    if _goes(root):
        return None
    todo: list[tuple[Node, bool]] = [(root, False)]
    done: list[Node] = []
    while todo:
        node, ready = todo.pop()
        if isinstance(node, Scalar):
            done.append(node)
            continue
        children = _kept(node)
        if not ready:
            todo.append((node, True))
            todo.extend((child, False) for child in reversed(children))
            continue
        start = len(done) - len(children)
        new = done[start:]
        del done[start:]
        if isinstance(node, Mapping):
            keys = (key for key, value in node.entries if not _goes(value))
            done.append(Mapping(tuple(zip(keys, new, strict=True)), node.span))
        else:
            done.append(Sequence(tuple(new), node.span))
    return done[0]


def _kept(node: Mapping | Sequence) -> list[Node]:
    values = (value for _, value in node.entries) if isinstance(node, Mapping) else node.items
    return [value for value in values if not _goes(value)]


def _goes(node: Node) -> bool:
    if not isinstance(node, Mapping):
        return False
    directive = node.get(DIRECTIVE)
    return isinstance(directive, Scalar) and directive.text == "delete"
