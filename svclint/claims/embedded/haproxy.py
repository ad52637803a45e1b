"""A haproxy.cfg → its sections as directives; the block of a section has one directive per line."""

from __future__ import annotations

from svclint.claims.embedded.directives import directive
from svclint.claims.embedded.offsets import Offsets
from svclint.documents.node import ListNode, Node, ScalarNode
from svclint.lazy_re import regex

_PROXIES = ("backend", "defaults", "frontend", "listen")
_OTHERS = ("cache", "fcgi-app", "global", "http-errors", "log-forward", "mailers", "peers", "program", "resolvers")
SECTIONS = frozenset((*_PROXIES, *_OTHERS, "ring", "userlist"))
_WORD = regex(r'"(?P<quoted>[^"\n]*)"|(?P<word>(?:\\.|[^\s"#\\])+)|(?P<comment>#.*)')


def read_haproxy(node: Node) -> ListNode | None:
    """The sections in order: `{name: frontend, args: [api], block: [{name: bind, args: […]}…]}`."""
    if not isinstance(node, ScalarNode):
        return None
    offsets = Offsets(node)
    sections: list[tuple[list[ScalarNode], list[Node]]] = []
    offset = 0
    for line in node.text.split("\n"):
        words = _words(line, offset, offsets)
        offset += len(line) + 1
        if words and words[0].text in SECTIONS:
            sections.append((words, []))
        elif words and sections:
            sections[-1][1].append(directive(words[0], words[1:]))
    directives = [directive(words[0], words[1:], ListNode(tuple(lines), words[0].span)) for words, lines in sections]
    return ListNode(tuple(directives), node.span)


def _words(line: str, offset: int, offsets: Offsets) -> list[ScalarNode]:
    words: list[ScalarNode] = []
    for match in _WORD.finditer(line):
        if match.lastgroup == "comment":
            break
        group = match.lastgroup or 0
        words.append(offsets.scalar(match[group], offset + match.start(group)))
    return words
