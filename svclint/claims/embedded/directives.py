"""Text of directives with blocks in braces (Corefile, keepalived.conf, nginx.conf) → a tree of mappings.

A directive is `{name, args: […], block: [directive…]}`; `args` and `block` may be empty but always exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from svclint.claims.embedded.offsets import Offsets
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Dialect:
    """The syntax of one program's directives. `tokens` has the groups comment, open, close, end, quoted and word."""

    tokens: re.Pattern[str]


_QUOTED = r'"(?P<quoted>(?:[^"\\\n]|\\.)*)"'
# A brace delimits a block only if it is a separate word: `{$NAME}` and `{{ .Name }}` are arguments.
COREFILE = Dialect(
    regex(rf"(?P<comment>#[^\n]*)|(?P<end>\n)|(?P<open>\{{)(?!\S)|(?P<close>\}})(?!\S)|{_QUOTED}|(?P<word>\S+)")
)
KEEPALIVED = Dialect(
    regex(rf"(?P<comment>[#!][^\n]*)|(?P<end>\n)|(?P<open>\{{)|(?P<close>\}})|{_QUOTED}|(?P<word>[^\s{{}}]+)")
)
# A semicolon, not the end of a line, ends a directive.
NGINX = Dialect(
    regex(
        rf"(?P<comment>#[^\n]*)|(?P<end>;)|(?P<open>\{{)|(?P<close>\}})|{_QUOTED}"
        r"|'(?P<single>[^'\n]*)'|(?P<word>(?:\$\{[^\s;{}]*\}|[^\s;{}])+)"
    )
)


class _Frame:
    """A block that is being read, with the words of its unfinished directive."""

    __slots__ = ("items", "words")

    def __init__(self) -> None:
        self.items: list[Node] = []
        self.words: list[ScalarNode] = []

    def finish(self, block: ListNode | None = None) -> None:
        """Add a directive made of the words so far."""
        if self.words:
            self.items.append(directive(self.words[0], self.words[1:], block))
            self.words = []


def read_directives(node: Node, dialect: Dialect) -> ListNode | None:
    """The directives in a scalar's text; None if the braces do not match or nest deeper than `_DEEPEST`."""
    if not isinstance(node, ScalarNode):
        return None
    stack = [_Frame()]
    for kind, word in _tokens(node, dialect):
        top = stack[-1]
        if kind == "word":
            top.words.append(word)
        elif kind == "end":
            top.finish()
        elif kind == "open":
            if len(stack) > _DEEPEST or not top.words:
                return None
            stack.append(_Frame())
        else:
            top.finish()
            stack.pop()
            if not stack:
                return None
            stack[-1].finish(ListNode(tuple(top.items), word.span))
    if len(stack) > 1:
        return None
    stack[0].finish()
    return ListNode(tuple(stack[0].items), node.span)


def _tokens(scalar: ScalarNode, dialect: Dialect) -> Iterator[tuple[str, ScalarNode]]:
    offsets = Offsets(scalar)
    for match in dialect.tokens.finditer(scalar.text):
        kind = match.lastgroup or ""
        if kind == "comment":
            continue
        if kind in ("quoted", "single"):
            kind = "word"
        yield kind, offsets.scalar(match[match.lastgroup or 0], match.start(match.lastgroup or 0))


def directive(name: ScalarNode, args: list[ScalarNode], block: ListNode | None = None) -> MapNode:
    """One directive as a mapping."""
    empty = ListNode((), name.span)
    entries: tuple[tuple[ScalarNode, Node], ...] = (
        (key("name", name), name),
        (key("args", name), ListNode(tuple(args), args[0].span) if args else empty),
        (key("block", name), block or empty),
    )
    return MapNode(entries, name.span)


def key(text: str, at: ScalarNode) -> ScalarNode:
    """A key that does not occur in the text, with the span of the scalar that it describes."""
    return ScalarNode(text, text, at.span)
