"""Plain values and comments → YAML text that every YAML reader reads the same way, written by ruamel.yaml.

ruamel.yaml's emitter writes events that this module creates. ruamel.yaml is imported on first use.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

from svclint.documents.round_trip import round_trip
from svclint.lazy_re import regex
from svclint.lazy_tuples import NamedTuple
from svclint.light_typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from ruamel.yaml.events import Event

# Texts that are strings without quotes in every version of YAML: a word, an IPv4 address or range, a URL.
_PLAIN = regex(
    r"[A-Za-z][A-Za-z0-9._/*-]*|\d+(\.\d+){3}(/\d+|-\d+(\.\d+){3})?"
    r"|https?://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._/-]*)?"
)
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "inf", "nan"})
_LINE_WIDTH = 1 << 30
"""Columns; so wide that no line is folded."""


class Styled(NamedTuple):
    """A value and its style: `remark` is written after it as a comment, after `gap` spaces.

    `style` is `"` for a text that is always quoted, `[` for a list or mapping on one line.
    """

    value: Value
    remark: str = ""
    gap: int = 2
    style: str = ""


Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value] | Styled | None"
"""A value to write: scalars, lists and mappings."""


def block_text(value: Value) -> str:
    """A list or mapping in block style; lists below a key are indented by two, and each line ends with a line feed."""
    text = _emitted([*_events(value, flow=False)])
    return text if isinstance(value, Mapping) else "".join(line[2:] for line in text.splitlines(keepends=True))


def indented(text: str, columns: int) -> str:
    """The text with each line indented by this many columns."""
    pad = " " * columns
    return "".join(pad + line for line in text.splitlines(keepends=True))


def flow_text(value: Value) -> str:
    """A value on one line, without comments. It is also JSON unless it contains unprintable characters."""
    return _emitted([*_events(value, flow=True)]).removesuffix("\n").removesuffix("\n...")


def scalar_text(value: str | int | bool | None, style: str = "") -> str:  # noqa: FBT001 - a value, not a switch
    """A scalar that every YAML reader reads the same way, with the quotes of `style` if it is not empty."""
    return _emitted([_scalar(value, style, None)]).removesuffix("\n").removesuffix("\n...")


def printable(text: str) -> str:
    """One line with unprintable characters escaped, as in double quotes."""
    return "".join(character if character.isprintable() else _escape(character) for character in text)


def as_text(value: str | int | bool | None) -> str:  # noqa: FBT001 - a value, not a switch
    """A scalar's text."""
    if value is None:
        return "null"
    return value if isinstance(value, str) else str(value).lower()


def _events(value: Value, *, flow: bool, styled: Styled | None = None) -> Iterator[Event]:
    from ruamel.yaml import events

    if isinstance(value, Styled):
        yield from _events(value.value, flow=flow, styled=value)
        return
    comment = _comment(styled) if styled and not flow else None
    if isinstance(value, (str, int)) or value is None:
        yield _scalar(value, '"' if flow else styled.style if styled else "", comment)
        return
    inline = flow or not value or (styled is not None and styled.style == "[")
    if isinstance(value, Mapping):
        yield events.MappingStartEvent(None, None, implicit=True, flow_style=inline)
        for key, member in value.items():
            yield _scalar(key, '"' if flow else "", None)
            yield from _events(member, flow=flow)
        yield events.MappingEndEvent(comment=comment if inline else None)
    else:
        yield events.SequenceStartEvent(None, None, implicit=True, flow_style=inline)
        for item in value:
            yield from _events(item, flow=flow)
        yield events.SequenceEndEvent(comment=comment if inline else None)


def _scalar(value: str | int | bool | None, style: str, comment: Any) -> Event:  # noqa: FBT001 - a value, not a switch
    from ruamel.yaml.events import ScalarEvent
    from ruamel.yaml.tag import Tag

    text = as_text(value)
    if isinstance(value, str) and not style and not (_PLAIN.fullmatch(text) and text.lower() not in _WORDS):
        style = '"'
    tag = Tag(suffix="tag:yaml.org,2002:str")  # ruamel.yaml reads the tag of an empty text, but does not write it
    quotes = style if isinstance(value, str) else None
    return ScalarEvent(None, tag, (True, True), text, style=quotes, comment=comment)


def _comment(styled: Styled) -> list[Any] | None:
    """The comment of an event in ruamel.yaml's form; the emitter adds one space before it."""
    if not styled.remark:
        return None
    from ruamel.yaml.error import CommentMark
    from ruamel.yaml.tokens import CommentToken

    return [CommentToken(f"{' ' * (styled.gap - 1)}# {printable(styled.remark)}", CommentMark(0), None), None]


def _emitted(nodes: list[Event]) -> str:
    from ruamel.yaml import events

    stream_events = [
        events.StreamStartEvent(),
        events.DocumentStartEvent(explicit=False),
        *nodes,
        events.DocumentEndEvent(explicit=False),
        events.StreamEndEvent(),
    ]
    yaml = round_trip()
    yaml.width = _LINE_WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.emit(stream_events, stream)
    # Unprintable characters are only in double quotes; ruamel.yaml leaves some unescaped, such as direction marks.
    return "\n".join(printable(line) for line in stream.getvalue().lstrip("\n").split("\n"))


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
