"""Plain text → lines for a terminal: how wide it stands, where it wraps, which colour it has."""

from __future__ import annotations

import unicodedata

from svclint.model import Severity

BOLD = "1"
DIM = "2"
CYAN = "36"
LEVELS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}


class Ink:
    """Colours text, or leaves it as it is."""

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._on and text else text


def columns(text: str) -> int:
    """How many columns the text takes in a terminal: two for wide characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_column(char) for char in text)


def _column(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, width: int, *, used: int = 0, indent: int = 0, glue: str = " ") -> list[str]:
    """The text in lines of at most `width` columns, broken between words; a longer word stays whole.

    The first line has `used` columns taken already, the others are indented by `indent` spaces. Words are what stands
    between `glue`; where that is more than a space, the next line begins with it.
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
