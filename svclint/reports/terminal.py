"""Plain text → lines for a terminal: how wide it stands, where it wraps, which colour it has."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.lazy_re import regex
from svclint.model import Severity

BOLD = "1"
DIM = "2"
CYAN = "36"
# ASCII, Latin letters and the signs that reports use themselves.
_NARROW = regex("[\x00-\x7f\xa0-\xac\xae-\u02ff…←→]*")
LEVELS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}


class Ink:
    """Colours text, or leaves it as it is."""

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._on and text else text


def columns(text: str) -> int:
    """How many columns the text takes in a terminal: two for wide characters, none for combining marks."""
    if narrow(text):
        return len(text)
    from wcwidth import width

    return width(text, control_codes="ignore")


def graphemes(text: str) -> Sequence[str]:
    """The text in parts that a terminal shows as one character each: a letter with its marks, a flag of two letters."""
    if narrow(text):
        return text
    from wcwidth import iter_graphemes

    return list(iter_graphemes(text))


def narrow(text: str) -> bool:
    """Whether each character takes a column of its own for certain: no need for wcwidth, whose tables load slowly."""
    return text.isascii() or _NARROW.fullmatch(text) is not None


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
