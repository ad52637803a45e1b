"""Our own YAML tree: what a manifest says, frozen, with the position of every scalar; no parser's types inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from svclint.model import Span


class ScalarNode(NamedTuple):
    """A scalar: `text` after unfolding and unescaping; `value` as Kubernetes' own parser would type it.

    `style` is libyaml's indicator: `` (plain), `'`, `"`, `|`, `>`; or `!` for whatever has a tag that is not YAML's own
    (`!vault`, `!env_var`), whose value another program makes. `lines` holds, for a literal block (`|`), the place of
    each line of `text`, so that a place inside the text is a place in the file: an empty span where the line begins, or
    a stretch that all of the line was made from (`part_of_line`).
    """

    text: str
    value: str | int | float | bool | None
    span: Span
    style: str = ""
    lines: tuple[Span, ...] = ()


class MapNode(NamedTuple):
    """A mapping in the order written; a repeated key stands once, with its last value, as the API server reads it."""

    entries: tuple[tuple[ScalarNode, Node], ...]
    span: Span

    def get(self, key: str) -> Node | None:
        for name, node in self.entries:
            if name.text == key:
                return node
        return None

    def key(self, key: str) -> ScalarNode | None:
        """The key's own scalar, for its position."""
        return next((name for name, _ in self.entries if name.text == key), None)


class ListNode(NamedTuple):
    """A sequence in the order written."""

    items: tuple[Node, ...]
    span: Span


Node = ScalarNode | MapNode | ListNode


def node_at(node: Node | None, *keys: str) -> Node | None:
    """What the keys lead to; None where one of them is missing."""
    for key in keys:
        node = node.get(key) if isinstance(node, MapNode) else None
    return node


def text_at(node: Node | None, *keys: str) -> str:
    """The text of the scalar that the keys lead to, or an empty string where there is none."""
    node = node_at(node, *keys)
    return node.text if isinstance(node, ScalarNode) else ""


def items_at(node: Node | None, *keys: str) -> tuple[Node, ...]:
    """The items of the sequence that the keys lead to; none where there is no sequence."""
    node = node_at(node, *keys)
    return node.items if isinstance(node, ListNode) else ()


def part_of_line(line: Span, offset: int, length: int) -> Span:
    """The place of `length` characters from `offset` on of a line in `ScalarNode.lines`.

    It is all of the stretch where the line was made from one, because its characters do not stand there one by one.
    """
    return line if line[:2] != line[2:4] else line.on_line(line.column + offset, length)


def position(text: str, below: int) -> int | None:
    """The number that a text is, as JSON pointers count items; None where it is none, or not below the limit."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return None
    number = int(text)
    return number if number < below else None


def scalars(node: Node) -> Iterator[ScalarNode]:
    """Every scalar value below a node, keys left out, in the order written; without recursion."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, ScalarNode):
            yield current
        elif isinstance(current, MapNode):
            stack.extend(value for _, value in reversed(current.entries))
        else:
            stack.extend(reversed(current.items))
