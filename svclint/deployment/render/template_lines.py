"""The texts of a chart's templates → where in them a rendered value stands, or the field that it is made in."""

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
    """A line's key, empty in a list, and its value without quotes at its place; `made` where an action writes it."""

    key: str
    value: str
    span: Span
    made: bool


class Template:
    """One template file, by the keys, the values and the whole lines in it."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.mentions = frozenset(tuple(one.split(".")[1:]) for one in _MENTION.findall(text))
        self._keys: dict[str, list[TemplateLine]] = {}
        self._whole: dict[str, tuple[int, int]] = {}
        for number, line in enumerate(text.split("\n")[:_MOST_LINES], 1):
            self._take(number, line.rstrip("\r"))

    def _take(self, number: int, line: str) -> None:
        bare = line.strip()
        if not bare:
            return
        self._whole.setdefault(bare, (number, line.index(bare) + 1))
        found = _ENTRY.match(line)
        if found is None:
            return
        value = found[2].strip("\"'")
        start = line.find(value, found.start(2)) + 1 if value else found.start(2) + 1
        span = Span(number, start, number, start + max(1, len(value)))
        if not value and found[1]:  # a key whose value stands below: the key is what can be shown
            at = line.index(found[1]) + 1
            span = Span(number, at, number, at + len(found[1]))
        self._keys.setdefault(found[1] or "", []).append(
            TemplateLine(found[1] or "", value, span, bool(_ACTION.search(value)))
        )

    def literal(self, key: str, text: str) -> Span | None:
        """Where the template itself says this of the key; of no key: in a list."""
        return next((one.span for one in self._keys.get(key, ()) if one.value == text and not one.made), None)

    def field(self, key: str) -> Span | None:
        """Where the template makes the key's value, or names the key at all."""
        lines = self._keys.get(key, ())
        return next((one.span for one in lines if one.made), lines[0].span if lines else None)

    def line(self, text: str) -> tuple[int, int] | None:
        """The line that says just this, and the column at which it begins."""
        return self._whole.get(text)

    def start(self, kind: str) -> Span:
        """What stands for an object of this kind as a whole."""
        return self.literal("kind", kind) or Span(1, 1, 1, 2)


def mentioned(templates: tuple[Template, ...]) -> frozenset[Path]:
    """The paths below `.Values` that the templates name."""
    return frozenset().union(*(one.mentions for one in templates))
