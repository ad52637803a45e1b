"""A tree → the same tree with other positions or scalars, without recursion."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.model import Span


def placed_at(node: Node, span: Span) -> Node:
    """The tree with `span` as the position of all its nodes, as for the target of an alias."""
    return rebuilt(node, lambda old: ScalarNode(old.text, old.value, span, old.style), lambda _: span)


def moved(node: Node, move: Callable[[Span], Span]) -> Node:
    """The tree with every span mapped by `move`, including the lines of block scalars."""

    def scalar(old: ScalarNode) -> ScalarNode:
        return ScalarNode(old.text, old.value, move(old.span), old.style, tuple(move(line) for line in old.lines))

    return rebuilt(node, scalar, move)


def rebuilt(root: Node, scalar: Callable[[ScalarNode], ScalarNode], span: Callable[[Span], Span]) -> Node:
    """The tree with every scalar, including keys, mapped by `scalar`, and every other span by `span`."""

    def made(node: Node, new: Sequence[Node]) -> Node:
        if isinstance(node, ScalarNode):
            return scalar(node)
        if isinstance(node, MapNode):
            keys = (scalar(key) for key, _ in node.entries)
            return MapNode(tuple(zip(keys, new, strict=True)), span(node.span))
        return ListNode(tuple(new), span(node.span))

    return folded(root, children, made)


def children(node: MapNode | ListNode) -> Sequence[Node]:
    """The values of a mapping, or the items of a sequence, in order."""
    return [value for _, value in node.entries] if isinstance(node, MapNode) else node.items


def folded(
    root: Node,
    below: Callable[[MapNode | ListNode], Sequence[Node]],
    made: Callable[[Node, Sequence[Node]], Node],
) -> Node:
    """Rebuild a tree from its leaves up, without recursion.

    `below` returns the children of a node. `made` builds the new node from the old one and its new children.
    """
    todo: list[tuple[Node, Sequence[Node] | None]] = [(root, None)]
    done: list[Node] = []
    while todo:
        node, parts = todo.pop()
        if isinstance(node, ScalarNode):
            done.append(made(node, ()))
        elif parts is None:
            parts = below(node)
            todo.append((node, parts))
            todo.extend((part, None) for part in reversed(parts))
        else:
            start = len(done) - len(parts)
            new = done[start:]
            del done[start:]
            done.append(made(node, new))
    return done[0]
