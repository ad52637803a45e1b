"""The text of a chart's template → the position of a rendered value in it, or of the field that writes the value."""

from __future__ import annotations

from svclint.deployment.field_paths import Path
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Span

_ENTRY = regex(r"""^[ \t]*(?:-[ \t]+)*(?:["']?([\w./-]+)["']?[ \t]*:[ \t]*)?(.*?)[ \t]*$""")
_ACTION = regex(r"\{\{")
_MENTION = regex(r"\.Values((?:\.\w+)+)")
_MOST_LINES = 100_000


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A line's key (empty in a list), its value without quotes, and its span; `made`: an action writes the value."""

    key: str
    value: str
    span: Span
    made: bool


class Template:
    """One template file, indexed by its keys and whole lines; `mentions` are the paths below `.Values` in it."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.mentions = frozenset(tuple(mention.split(".")[1:]) for mention in _MENTION.findall(text))
        self._keys: dict[str, list[TemplateLine]] = {}
        self._whole: dict[str, tuple[int, int]] = {}
        for number, line in enumerate(text.split("\n")[:_MOST_LINES], 1):
            self._take(number, line.rstrip("\r"))

    def _take(self, number: int, line: str) -> None:
        bare = line.strip()
        if not bare:
            return
        self._whole.setdefault(bare, (number, line.index(bare) + 1))
        match = _ENTRY.match(line)
        if match is None:
            return
        value = match[2].strip("\"'")
        start = line.find(value, match.start(2)) + 1 if value else match.start(2) + 1
        span = Span(number, start, number, start + max(1, len(value)))
        if not value and match[1]:  # the value is on the lines below: use the position of the key
            start = line.index(match[1]) + 1
            span = Span(number, start, number, start + len(match[1]))
        self._keys.setdefault(match[1] or "", []).append(
            TemplateLine(match[1] or "", value, span, bool(_ACTION.search(value)))
        )

    def literal(self, key: str, text: str) -> Span | None:
        """The position at which the template itself has this value for the key; an empty key means a list item."""
        return next((line.span for line in self._keys.get(key, ()) if line.value == text and not line.made), None)

    def field(self, key: str) -> Span | None:
        """The position at which an action writes the key's value, or else of the key's first line."""
        lines = self._keys.get(key, ())
        return next((line.span for line in lines if line.made), lines[0].span if lines else None)

    def line(self, text: str) -> tuple[int, int] | None:
        """Line and column of the first line that consists of this text."""
        return self._whole.get(text)

    def start(self, kind: str) -> Span:
        """The position for an object of this kind as a whole."""
        return self.literal("kind", kind) or Span(1, 1, 1, 2)


def mentioned(templates: tuple[Template, ...]) -> frozenset[Path]:
    """The paths below `.Values` that the templates mention."""
    return frozenset().union(*(template.mentions for template in templates))
