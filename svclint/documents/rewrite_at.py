"""A text and changes at positions in it → the new text, made and verified by `rewrite`.

Findings have positions; changes are made at JSON pointers. This module finds the node at a position, in the tree as
Kubernetes reads it, and the document that contains it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from svclint.documents.lines import LineTable, drifts
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.rewritable import RewriteError, escaped, nodes_of, slice_of, unescaped
from svclint.documents.rewrite_text import TextRewriter
from svclint.lazy_tuples import NamedTuple
from svclint.model import Span

_NOTHING = "its text is not at the position of the finding"


class _Found(NamedTuple):
    """A scalar or a key: the number of its document, its pointer, and its node."""

    document: int
    pointer: str
    node: ScalarNode
    is_key: bool = False
    in_list: bool = False


# The first key of a block of addresses in a list, and all of its keys, as Cilium and others write them.
_BLOCK: Mapping[str, set[str]] = {"cidr": {"cidr"}, "start": {"start", "stop"}}
_Step = Callable[[TextRewriter], None]


class PositionRewriter:
    """Collects changes of a text at positions. Every method raises RewriteError if the change is not possible there.

    Spans are of one line, without a byte-order mark, and belong to the original text.
    """

    def __init__(self, text: str) -> None:
        if drifts(text):
            raise RewriteError("it has line breaks that editors do not know")
        self._text = text
        self._mark = len(text) - len(text.removeprefix("\ufeff"))
        self._lines = LineTable(text[self._mark :])
        self._roots = list(nodes_of(text))
        self._steps: dict[int, list[_Step]] = defaultdict(list)

    def replace(self, span: Span, old: str, new: str) -> None:
        """Replace the scalar `old`, or this part of a scalar."""
        start, end = self._range(span)
        found = self._at(span, is_key=False)
        if found.node.text == old and found.node.span == span:
            self._steps[found.document].append(
                lambda rewriter: rewriter.set_value(found.pointer, _like(found.node, new))
            )
        elif self._text[start:end] == old:
            self._steps[found.document].append(lambda rewriter: rewriter.replace_in(found.pointer, start, end, new))
        else:
            raise RewriteError(_NOTHING)

    def rename(self, span: Span, old: str, new: str) -> None:
        """Rename the key `old`, which is at the span, or whose value is."""
        found = self._key(span)
        if found.pointer.rpartition("/")[2] != escaped(old):
            raise RewriteError(_NOTHING)
        self._steps[found.document].append(lambda rewriter: rewriter.rename_key(found.pointer, new))

    def keys_next_to(self, span: Span) -> tuple[str, ...]:
        """The keys of the mapping whose key, or the value of one, is at the span."""
        found = self._key(span)
        node: Node | None = self._roots[found.document]
        for step in found.pointer.split("/")[1:-1]:
            node = _member(node, step)
        return tuple(key.text for key, _ in node.entries) if isinstance(node, MapNode) else ()

    def rename_sibling(self, span: Span, old: str, new: str) -> None:
        """Rename another key of the mapping whose key, or the value of one, is at the span."""
        found = self._key(span)
        pointer = f"{found.pointer.rpartition('/')[0]}/{escaped(old)}"
        self._steps[found.document].append(lambda rewriter: rewriter.rename_key(pointer, new))

    def divide(self, span: Span, old: str, parts: Sequence[str]) -> None:
        """Replace an item of a list by several."""
        found = self._at(span, is_key=False)
        parent, _, step = found.pointer.rpartition("/")
        if found.node.text != old or found.node.span != span or not step.isdecimal() or not parts:
            raise RewriteError(_NOTHING)
        position = int(step) + 1

        def divided(rewriter: TextRewriter) -> None:
            rewriter.set_value(found.pointer, parts[0])
            for part in parts[1:]:
                rewriter.insert_item(parent, part, position)

        self._steps[found.document].append(divided)

    def divide_block(self, span: Span, old: str, parts: Sequence[str]) -> None:
        """Replace a block in a list (`{cidr: …}`, `{start: …, stop: …}`) by several: CIDRs or `first-last`."""
        found = self._at(span, is_key=False)
        item, _, key = found.pointer.rpartition("/")
        parent, _, step = item.rpartition("/")
        keys = set(self.keys_next_to(span))
        if found.node.text != old or key not in _BLOCK or keys != _BLOCK[key] or not step.isdecimal() or not parts:
            raise RewriteError(_NOTHING)
        blocks = [_block(part) for part in parts]
        self._steps[found.document].append(lambda rewriter: _divided(rewriter, item, key, parent, int(step), blocks))

    def remove_earlier(self, span: Span) -> None:
        """Remove the earlier entry of a repeated key, whose later one is at the span."""
        found = self._at(span, is_key=True)
        self._steps[found.document].append(lambda rewriter: rewriter.remove_earlier(found.pointer))

    def remove_comment(self, span: Span) -> None:
        """Remove the comment at the span, and its line if there is nothing else on it."""
        start, end = self._range(span)
        if not self._text.startswith("#", start):
            raise RewriteError(_NOTHING)
        self._on_text(start, lambda rewriter: rewriter.remove_comment(start, end))

    def replace_comment(self, span: Span, new: str) -> None:
        """Replace the comment at the span."""
        start, end = self._range(span)
        if not self._text.startswith("#", start) or not new.startswith("#") or not new.isprintable():
            raise RewriteError(_NOTHING)
        self._on_text(start, lambda rewriter: rewriter.replace_comment(start, end, new))

    def text(self) -> str:
        """The text with all changes, verified document by document. Raises RewriteError."""
        text = self._text
        # From the last document: the positions in the ones before it stay the same.
        for document in sorted(self._steps, reverse=True):
            rewriter = TextRewriter(text, document)
            for step in self._steps[document]:
                step(rewriter)
            text = rewriter.text()
        return text

    def _range(self, span: Span) -> tuple[int, int]:
        if span.line != span.end_line or span.source:
            raise RewriteError("the value has several lines")
        try:
            start = self._lines.index(span.line, span.column)
        except IndexError:
            raise RewriteError(_NOTHING) from None
        return self._mark + start, self._mark + start + span.end_column - span.column

    def _on_text(self, index: int, step: _Step) -> None:
        for document in range(max(len(self._roots), 1)):
            before, text = slice_of(self._text, document)
            if before <= index < before + text:
                self._steps[document].append(step)
                return
        raise RewriteError(_NOTHING)

    def _at(self, span: Span, *, is_key: bool) -> _Found:
        """The key or scalar that contains the span."""
        matching = [found for found in self._around(span) if found.is_key == is_key]
        if not matching:
            raise RewriteError(_NOTHING)
        return matching[0]

    def _key(self, span: Span) -> _Found:
        """The entry of a mapping whose key, or whose value, contains the span."""
        matching = [found for found in self._around(span) if found.is_key or not found.in_list]
        if not matching:
            raise RewriteError(_NOTHING)
        return matching[0]

    def _around(self, span: Span) -> Iterator[_Found]:
        by_line, long = self._index
        for found in (*by_line.get(span.line, ()), *long):
            start, end = found.node.span[:2], found.node.span[2:4]
            if start <= (span.line, span.column) and (span.line, span.end_column) <= end:
                yield found

    @cached_property
    def _index(self) -> tuple[Mapping[int, Sequence[_Found]], Sequence[_Found]]:
        """The keys and scalars on each line, and those on several lines."""
        by_line: dict[int, list[_Found]] = defaultdict(list)
        long: list[_Found] = []
        for found in self._scalars():
            span = found.node.span
            (by_line[span.line] if span.line == span.end_line else long).append(found)
        return by_line, long

    def _scalars(self) -> Iterator[_Found]:
        """Yield the keys and scalars of the documents."""
        stack: list[tuple[int, str, Node, bool]] = [
            (document, "", root, True) for document, root in enumerate(self._roots) if root is not None
        ]
        while stack:
            document, pointer, node, in_list = stack.pop()
            if isinstance(node, ScalarNode):
                yield _Found(document, pointer, node, in_list=in_list)
            elif isinstance(node, ListNode):
                stack += [(document, f"{pointer}/{index}", item, True) for index, item in enumerate(node.items)]
            else:
                for key, value in node.entries:
                    below = f"{pointer}/{escaped(key.text)}"
                    yield _Found(document, below, key, is_key=True)
                    stack.append((document, below, value, False))


def _block(part: str) -> Mapping[str, str]:
    first, dash, last = part.partition("-")
    return {"start": first, "stop": last} if dash else {"cidr": part}


def _divided(
    rewriter: TextRewriter, item: str, key: str, parent: str, number: int, blocks: Sequence[Mapping[str, str]]
) -> None:
    """Give the item at `item` the keys of the first block, and insert the other blocks after it."""
    first, *others = blocks
    ranged = "start" in first
    rewriter.set_value(f"{item}/{key}", first["start" if ranged else "cidr"])
    if key == "start" and ranged:
        rewriter.set_value(f"{item}/stop", first["stop"])
    elif key == "start":
        rewriter.rename_key(f"{item}/start", "cidr")
        rewriter.remove(f"{item}/stop")
    elif ranged:
        rewriter.rename_key(f"{item}/cidr", "start")
        rewriter.insert_key(item, "stop", first["stop"])
    for block in others:
        rewriter.insert_item(parent, block, number + 1)


def _member(node: Node | None, step: str) -> Node | None:
    if isinstance(node, MapNode):
        return node.get(unescaped(step))
    return node.items[int(step)] if isinstance(node, ListNode) and step.isdecimal() else None


def _like(node: ScalarNode, new: str) -> str | int:
    """The new text as a value of the type of the old one."""
    is_number = isinstance(node.value, int) and not isinstance(node.value, bool)
    return int(new) if is_number and new.isascii() and new.isdecimal() else new
