"""The tree of a YAML document: frozen nodes with positions, without any parser's types; and lookups in it."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.lazy_tuples import NamedTuple
from svclint.model import Span


class ScalarNode(NamedTuple):
    """A scalar: `text` is unfolded and unescaped, `value` has the type that Kubernetes' parser gives it.

    `style` is libyaml's indicator: `` (plain), `'`, `"`, `|`, `>`; or `!` for a scalar with a tag that is not YAML's
    own (`!vault`, `!env_var`), whose value another program computes. `lines` maps positions in the text of a literal
    block (`|`) to the file: for each line of `text`, an empty span where the line begins, or a non-empty span that the
    whole line was made from (see `part_of_line`).
    """

    text: str
    value: str | int | float | bool | None
    span: Span
    style: str = ""
    lines: tuple[Span, ...] = ()


class MapNode(NamedTuple):
    """A mapping in source order; a repeated key occurs once, with its last value, as the API server reads it."""

    entries: tuple[tuple[ScalarNode, Node], ...]
    span: Span

    def get(self, key: str) -> Node | None:
        for name, node in self.entries:
            if name.text == key:
                return node
        return None

    def key(self, key: str) -> ScalarNode | None:
        """The scalar of the key itself, for its position."""
        return next((name for name, _ in self.entries if name.text == key), None)


class ListNode(NamedTuple):
    """A sequence in source order."""

    items: tuple[Node, ...]
    span: Span


Node = ScalarNode | MapNode | ListNode


def node_at(node: Node | None, *keys: str) -> Node | None:
    """The node that the keys lead to; None if one of them is missing."""
    for key in keys:
        node = node.get(key) if isinstance(node, MapNode) else None
    return node


def text_at(node: Node | None, *keys: str) -> str:
    """The text of the scalar that the keys lead to; empty if there is none."""
    node = node_at(node, *keys)
    return node.text if isinstance(node, ScalarNode) else ""


def items_at(node: Node | None, *keys: str) -> tuple[Node, ...]:
    """The items of the sequence that the keys lead to; empty if there is none."""
    node = node_at(node, *keys)
    return node.items if isinstance(node, ListNode) else ()


def part_of_line(line: Span, offset: int, length: int) -> Span:
    """The span of `length` characters from `offset` on of a line in `ScalarNode.lines`.

    A non-empty line span is returned unchanged: the line was made from it as a whole, not character by character.
    """
    return line if line[:2] != line[2:4] else line.on_line(line.column + offset, length)


def position(text: str, below: int) -> int | None:
    """The index that a step of a JSON pointer is; None if the text is not a number below `below`."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return None
    number = int(text)
    return number if number < below else None


def scalars(node: Node) -> Iterator[ScalarNode]:
    """Yield every scalar value below a node, without keys, in source order; without recursion."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, ScalarNode):
            yield current
        elif isinstance(current, MapNode):
            stack.extend(value for _, value in reversed(current.entries))
        else:
            stack.extend(reversed(current.items))
