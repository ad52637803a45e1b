"""A variables file of Terraform or OpenTofu (`*.tfvars`) → its tree: literals, lists and objects with positions.

Such a file may contain only literal values. https://developer.hashicorp.com/terraform/language/values/variables
"""

from __future__ import annotations

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.lazy_dataclasses import dataclass, field
from svclint.lazy_re import regex
from svclint.model import Span

_DEEPEST = 32
_TOKEN = regex(
    r"""(?P<space>[ \t\r,]+|\#[^\n]*|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)|(?P<line>\n)"""
    r"""|<<-?(?P<mark>\w+)\n|"(?P<text>(?:[^"\\\n]|\\.)*)"|(?P<word>[\w.+-]+)|(?P<sign>[{}\[\]=:])"""
)


class HclError(Exception):
    """The text is not a list of assignments of literals."""


@dataclass(slots=True)
class _Open:
    """A container that is being read: the entries of an object or the items of a list, and the pending key."""

    line: int
    column: int
    is_list: bool
    entries: list[tuple[ScalarNode, Node]] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    key: ScalarNode | None = None
    assigned: bool = False

    def add(self, node: Node) -> None:
        if self.is_list:
            self.items.append(node)
        elif self.key is None and isinstance(node, ScalarNode):
            self.key = node
        elif self.key is not None and self.assigned:
            self.entries.append((self.key, node))
            self.key, self.assigned = None, False
        else:
            raise HclError

    def node(self, line: int, column: int) -> Node:
        span = Span(self.line, self.column, line, column)
        return ListNode(tuple(self.items), span) if self.is_list else MapNode(tuple(self.entries), span)


def parse_tfvars(text: str) -> MapNode:
    """The assignments of the file. Raises HclError for anything but literals, and for deep nesting."""
    stack = [_Open(1, 1, is_list=False)]
    at, line, start = 0, 1, 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise HclError
        column, kind, written = at - start + 1, match.lastgroup, match.group()
        span = Span(line, column, line, column + len(written))
        at = match.end()
        if kind == "mark":
            at = _heredoc_end(text, at, match["mark"])
            stack[-1].add(ScalarNode("", None, span))
        elif kind == "text":
            stack[-1].add(ScalarNode(match["text"], match["text"], span, '"'))
        elif kind == "word":
            stack[-1].add(ScalarNode(written, None if written == "null" else written, span))
        elif kind == "sign":
            _punctuate(stack, written, line, column)
        if newlines := text.count("\n", match.start(), at):
            line += newlines
            start = text.rindex("\n", match.start(), at) + 1
    if len(stack) != 1 or stack[0].key is not None:
        raise HclError
    root = stack[0].node(line, at - start + 1)
    return root if isinstance(root, MapNode) else MapNode((), Span(1, 1, 1, 1))


def _punctuate(stack: list[_Open], sign: str, line: int, column: int) -> None:
    if sign in "{[":
        if len(stack) > _DEEPEST:
            raise HclError
        stack.append(_Open(line, column, is_list=sign == "["))
    elif sign in "}]":
        closed = stack.pop()
        if not stack or closed.is_list != (sign == "]") or closed.key is not None:
            raise HclError
        stack[-1].add(closed.node(line, column + 1))
    elif stack[-1].key is None:
        raise HclError
    else:
        stack[-1].assigned = True


def _heredoc_end(text: str, at: int, mark: str) -> int:
    """The position after the line that consists of the mark."""
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[at:end].strip() == mark:
            return end
        at = end + 1
    raise HclError
