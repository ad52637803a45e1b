"""A tree in, the same tree at other places out, without recursion."""

from __future__ import annotations

from collections.abc import Callable

from svclint.documents.node import Mapping, Node, Scalar, Sequence
from svclint.model import Span

Place = tuple[int, int]


def placed_at(node: Node, span: Span) -> Node:
    """The tree as if all of it stood at `span`: what an alias stands for stands where the alias stands."""
    return rebuilt(node, lambda old: Scalar(old.text, old.value, span, old.style), lambda _: span)


def moved(node: Node, move: Callable[[int, int], Place]) -> Node:
    """The tree with every line and column led through `move`."""

    def span(old: Span) -> Span:
        return Span(*move(old.line, old.column), *move(old.end_line, old.end_column))

    def scalar(old: Scalar) -> Scalar:
        return Scalar(old.text, old.value, span(old.span), old.style, tuple(move(*place) for place in old.lines))

    return rebuilt(node, scalar, span)


def rebuilt(root: Node, scalar: Callable[[Scalar], Scalar], span: Callable[[Span], Span]) -> Node:
    """The tree with every scalar, keys included, led through `scalar`, and every other place through `span`."""
    todo: list[tuple[Node, bool]] = [(root, False)]
    done: list[Node] = []
    while todo:
        node, ready = todo.pop()
        if isinstance(node, Scalar):
            done.append(scalar(node))
            continue
        children = tuple(child for _, child in node.entries) if isinstance(node, Mapping) else node.items
        if not ready:
            todo.append((node, True))
            todo.extend((child, False) for child in reversed(children))
            continue
        start = len(done) - len(children)
        new = done[start:]
        del done[start:]
        if isinstance(node, Mapping):
            keys = (scalar(key) for key, _ in node.entries)
            done.append(Mapping(tuple(zip(keys, new, strict=True)), span(node.span)))
        else:
            done.append(Sequence(tuple(new), span(node.span)))
    return done[0]
