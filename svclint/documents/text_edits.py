"""A text and replacements by index → the new text; all other characters stay the same."""

from __future__ import annotations

from svclint.lazy_re import regex
from svclint.lazy_tuples import NamedTuple

_BREAK = regex("\r\n|\r|\n")


class OverlapError(ValueError):
    """Two edits overlap."""


class _Edit(NamedTuple):
    """`text` replaces the characters from `start` to `end`; of insertions at one index, the deepest comes first."""

    start: int
    end: int
    depth: int
    text: str


class TextEdits:
    """Collects edits of one text. Indexes refer to the original text; added texts use line feeds as line breaks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._edits: list[_Edit] = []

    def replace(self, start: int, end: int, text: str) -> None:
        self._edits.append(_Edit(start, end, 0, text))

    def insert(self, index: int, text: str) -> None:
        self.replace(index, index, text)

    def insert_below(self, index: int, indent: int, lines: str) -> None:
        """Insert lines below the line of `index`; of several insertions below a line, the most indented come first."""
        end = self.line_end(index)
        self._edits.append(_Edit(end, end, indent, "\n" + lines.removesuffix("\n")))

    def result(self, newline: str) -> str:
        """The text with all edits; added texts have `newline` as line break. Raises OverlapError."""
        pieces: list[str] = []
        done = 0
        for edit in sorted(self._edits, key=lambda edit: (edit.start, edit.end > edit.start, -edit.depth)):
            if edit.start < done:
                raise OverlapError
            pieces += [self.text[done : edit.start], edit.text.replace("\n", newline)]
            done = edit.end
        return "".join([*pieces, self.text[done:]])

    def column(self, index: int) -> int:
        """The number of characters before `index` in its line."""
        return index - self.line_start(index)

    def line_start(self, index: int) -> int:
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def line_end(self, index: int, *, with_break: bool = False) -> int:
        match = _BREAK.search(self.text, index)
        if match is None:
            return len(self.text)
        return match.end() if with_break else match.start()


def newline_of(text: str) -> str:
    """The first line break of a text; a line feed if there is none."""
    match = _BREAK.search(text)
    return match.group() if match else "\n"
