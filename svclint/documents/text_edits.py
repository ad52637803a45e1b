"""A text and pieces of it that become others, by their indexes → the new text; all that is between them stays."""

from __future__ import annotations

from typing import NamedTuple

from svclint.lazy_re import regex

_BREAK = regex("\r\n|\r|\n")


class OverlapError(ValueError):
    """Two edits are about one place."""


class _Edit(NamedTuple):
    """`text` in place of what is from `start` to `end`; of insertions at one place the deeper comes first."""

    start: int
    end: int
    depth: int
    text: str


class TextEdits:
    """Edits of one text; indexes are those of the text as it was. Added texts have line feeds for line breaks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._edits: list[_Edit] = []

    def replace(self, start: int, end: int, text: str) -> None:
        self._edits.append(_Edit(start, end, 0, text))

    def insert(self, index: int, text: str) -> None:
        self.replace(index, index, text)

    def insert_below(self, index: int, indent: int, lines: str) -> None:
        """Lines below the line that `index` is in; of those below one line the more indented come first."""
        end = self.line_end(index)
        self._edits.append(_Edit(end, end, indent, "\n" + lines.removesuffix("\n")))

    def result(self, newline: str) -> str:
        """The text with all edits, in which `newline` breaks what was added into lines. Raises OverlapError."""
        pieces: list[str] = []
        done = 0
        for edit in sorted(self._edits, key=lambda edit: (edit.start, edit.end > edit.start, -edit.depth)):
            if edit.start < done:
                raise OverlapError
            pieces += [self.text[done : edit.start], edit.text.replace("\n", newline)]
            done = edit.end
        return "".join([*pieces, self.text[done:]])

    def column(self, index: int) -> int:
        """How many characters are before `index` in its line."""
        return index - self.line_start(index)

    def line_start(self, index: int) -> int:
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def line_end(self, index: int, *, with_break: bool = False) -> int:
        found = _BREAK.search(self.text, index)
        if found is None:
            return len(self.text)
        return found.end() if with_break else found.start()


def newline_of(text: str) -> str:
    """The first line break of a text."""
    found = _BREAK.search(text)
    return found.group() if found else "\n"
