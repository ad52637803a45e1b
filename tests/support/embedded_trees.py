"""A YAML text with one embedded scalar → what an opener makes of it, as plain lists, and the places of its words."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.yaml import parse

Plain = str | list["Plain"] | dict[str, "Plain"]


def embedded(text: str, key: str = "data") -> ScalarNode:
    """The scalar under `key` of a YAML text."""
    node = next(iter(parse(text))).node
    found = node.get(key) if isinstance(node, MapNode) else None
    assert isinstance(found, ScalarNode)
    return found


def block(text: str) -> ScalarNode:
    """The text as a literal block of a file, its first line being the file's second."""
    return embedded("data: |\n" + "".join(f"  {line}\n" for line in text.splitlines()))


def plain(node: Node | None) -> Plain | None:
    """A tree without its places; a directive without block is a list of its words."""
    if node is None:
        return None
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, ListNode):
        return [plain(item) or "" for item in node.items]
    pairs = {key.text: plain(value) or "" for key, value in node.entries}
    if set(pairs) == {"name", "args", "block"} and not pairs["block"]:
        return [pairs["name"], *pairs["args"]]
    return pairs


def words(node: Node) -> Iterator[ScalarNode]:
    """Every scalar value of a tree."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from words(item)
    else:
        for _, value in node.entries:
            yield from words(value)


def at(text: str, word: ScalarNode) -> str:
    """What stands in a file's text at a word's place."""
    span = word.span
    return text.splitlines()[span.line - 1][span.column - 1 : span.end_column - 1]
