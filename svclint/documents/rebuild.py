"""A tree in, the same tree at other places out, without recursion."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Sequence_

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

    def made(node: Node, new: Sequence_[Node]) -> Node:
        if isinstance(node, Scalar):
            return scalar(node)
        if isinstance(node, Mapping):
            keys = (scalar(key) for key, _ in node.entries)
            return Mapping(tuple(zip(keys, new, strict=True)), span(node.span))
        return Sequence(tuple(new), span(node.span))

    return folded(root, children, made)


def children(node: Mapping | Sequence) -> Sequence_[Node]:
    """The values of a mapping, or the items of a sequence, in order."""
    return [value for _, value in node.entries] if isinstance(node, Mapping) else node.items


def folded(
    root: Node,
    below: Callable[[Mapping | Sequence], Sequence_[Node]],
    made: Callable[[Node, Sequence_[Node]], Node],
) -> Node:
    """The tree made anew from its leaves up, without recursion; `made` takes a node and what became of `below`."""
    todo: list[tuple[Node, Sequence_[Node] | None]] = [(root, None)]
    done: list[Node] = []
    while todo:
        node, parts = todo.pop()
        if isinstance(node, Scalar):
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
