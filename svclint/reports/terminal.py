"""Plain text → lines for a terminal: width, wrapping and colour."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.lazy_re import regex
from svclint.model import Severity

BOLD = "1"
DIM = "2"
CYAN = "36"
GREEN = "32"
RED = "31"
# ASCII, Latin letters and the symbols that reports use.
_NARROW = regex("[\x00-\x7f\xa0-\xac\xae-\u02ff…←→]*")
LEVELS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}


class Ink:
    """Colours text if `on` is set; otherwise returns it unchanged."""

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def link(self, text: str, address: str) -> str:
        """The text as a link (OSC 8), as terminals with colours show it."""
        return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if self._on else text

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._on and text else text


def columns(text: str) -> int:
    """The width of the text in terminal columns: two for wide characters, none for combining marks."""
    if narrow(text):
        return len(text)
    from wcwidth import width

    return width(text, control_codes="ignore")


def graphemes(text: str) -> Sequence[str]:
    """The text split into grapheme clusters: a letter with its marks, or a flag of two letters, is one."""
    if narrow(text):
        return text
    from wcwidth import iter_graphemes

    return list(iter_graphemes(text))


def narrow(text: str) -> bool:
    """Whether each character certainly takes one column. Then wcwidth, whose tables load slowly, is not needed."""
    return text.isascii() or _NARROW.fullmatch(text) is not None


def wrap(text: str, width: int, *, used: int = 0, indent: int = 0, glue: str = " ") -> list[str]:
    """The text in lines of at most `width` columns, broken between words. A longer word is not broken.

    `used` columns of the first line are already taken; the other lines are indented by `indent` spaces. `glue`
    separates words; if it is more than a space, it is repeated at the start of the next line.
    """
    lines: list[str] = []
    line, taken = "", used
    for number, word in enumerate(text.split(glue)):
        size = columns(word)
        if number and taken + len(glue) + size > width:
            lines.append(line)
            line = " " * indent + glue.lstrip() + word
            taken = columns(line)
        else:
            line += glue + word if number else word
            taken += size + (len(glue) if number else 0)
    return [*lines, line]
