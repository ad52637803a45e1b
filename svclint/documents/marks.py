"""A text and libyaml's marks in it → lines and columns of its file, as editors count them."""

from __future__ import annotations

from svclint.documents.events import Event, Mark
from svclint.documents.lines import LineTable, drifts
from svclint.lazy_re import regex

BLANKS = " \t\r\n\x85\u2028\u2029"
_SPACE = regex(r"(?:[ \t\r\n\x85\u2028\u2029]++|#[^\r\n\x85\u2028\u2029]*+)*+")
_PROPERTY = regex(r"&[0-9A-Za-z_-]*|![^ \t\r\n\x85\u2028\u2029]*")


class LinePlaces:
    """The positions in a text that begins at line `first_line` of its file; lines and columns count from 1.

    `drifts`: the text has line breaks that only YAML knows, so the parser's line numbers differ from an editor's.
    """

    def __init__(self, text: str, first_line: int) -> None:
        self.drifts = drifts(text)
        self._text = text
        self._offset = first_line
        self._simple_breaks = not self.drifts and "\r" not in text
        self._table: LineTable | None = None

    def at(self, index: int) -> tuple[int, int]:
        """Line and column of the character at `index`."""
        if self._table is None:
            self._table = LineTable(self._text)
        line, column = self._table.place(index)
        return line + self._offset - 1, column

    def of(self, mark: Mark) -> tuple[int, int]:
        """Line and column of a mark."""
        # At the end of a text, libyaml's line number is one too high.
        if self.drifts or mark.index >= len(self._text):
            return self.at(min(mark.index, len(self._text)))
        return mark.line + self._offset, mark.column + 1

    def start(self, event: Event) -> tuple[int, int, int]:
        """Index, line and column of the value itself: libyaml's mark is before the anchor and tag."""
        mark = event.start_mark
        index = mark.index
        if event.anchor is None and event.tag is None:
            return (index, *self.of(mark))
        text, end = self._text, event.end_mark.index
        while index < end and text[index] in "!&":
            match = _PROPERTY.match(text, index)
            index = match.end() if match else end
            match = _SPACE.match(text, index)
            index = match.end() if match else end
        index = min(index, end)
        if self._simple_breaks and "\n" not in text[mark.index : index]:
            return index, mark.line + self._offset, mark.column + 1 + index - mark.index
        return (index, *self.at(index))

    def block_end(self, start: int, line: int, column: int, end: int) -> tuple[int, int]:
        """Line and column of a block scalar's end: libyaml's end mark is at the next token."""
        text = self._text
        end = start + len(text[start:end].rstrip(BLANKS))
        if self._simple_breaks:
            last = text.rfind("\n", start, end)
            return (line, column + end - start) if last < 0 else (line + text.count("\n", start, end), end - last)
        return self.at(end)
