"""A text → the nodes of its documents with their positions, as ruamel.yaml's round trip reads them.

They are built from the events of the round-trip parser: ruamel.yaml's trees (`lc`) do not know where a value ends or
where an alias is, and it builds them by recursion over the levels of the input. ruamel.yaml is imported on first use.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from svclint.lazy_re import regex
from svclint.lazy_tuples import NamedTuple
from svclint.light_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ruamel.yaml import YAML

_PROPERTIES = regex(r"(?:[&!]\S*+[ \t]++)*+(?:[&!]\S*+)?")
_BLANKS = regex(r"(?:[ \t\r\n]++|(?<![^ \t\r\n])#[^\r\n]*+)*+")
_OWN_PROPERTIES = regex(r"(?:[ \t]++[&!]\S*+)*+")
_BLOCK_SCALAR = ("|", ">")


class UnreadableError(ValueError):
    """ruamel.yaml cannot read the text, though Kubernetes may; the message is ruamel.yaml's, on one line."""


class Part(NamedTuple):
    """A node of a document: `text[body:end]` of the parsed text, without anchor, tag and the comment after it.

    `kind` is `map`, `list`, `scalar` or `alias`. `members` are the items of a list, or alternately the keys and values
    of a mapping. `entry` is the index of an item's dash in a block list, otherwise where the key or item begins.
    `flow`: it is in braces or brackets. `text`, `style` and `tag` (the type) are ruamel.yaml's for a scalar; an alias
    has its name as `text`.
    """

    kind: str
    body: int
    end: int
    entry: int = 0
    members: tuple[Part, ...] = ()
    flow: bool = False
    text: str = ""
    style: str = ""
    tag: str = ""

    def pairs(self) -> Iterator[tuple[Part, Part]]:
        """The key and value of each entry of a mapping."""
        return zip(self.members[::2], self.members[1::2], strict=True)


def parts(text: str) -> list[Part | None]:
    """The root of each document of a text, None for an empty document. Raises UnreadableError.

    Tabs are read as spaces: ruamel.yaml rejects them before comments and at the ends of lines, where they have no
    meaning.
    """
    reader = _Reader(text.replace("\t", " "))
    try:
        return list(reader.documents(round_trip()))
    except _parser_errors() as error:
        raise UnreadableError(" ".join(str(getattr(error, "problem", "") or error).split())) from None


class _Reader:
    """Builds the parts of a text from ruamel.yaml's events, on an explicit stack."""

    def __init__(self, text: str) -> None:
        self._text = text

    def documents(self, yaml: YAML) -> Iterator[Part | None]:
        from ruamel.yaml import events

        open_parts: list[tuple[Any, list[Part]]] = []
        members: list[Part] = []
        for event in yaml.parse(io.StringIO(self._text)):
            if isinstance(event, events.DocumentStartEvent):
                members = []
            elif isinstance(event, events.CollectionStartEvent):
                open_parts.append((event, members))
                members = []
            elif isinstance(event, events.CollectionEndEvent):
                start, outer = open_parts.pop()
                part = self._collection(start, event, members)
                members = outer
                members.append(self._placed(part, open_parts, members))
            elif isinstance(event, events.NodeEvent):
                members.append(self._placed(self._leaf(event, yaml), open_parts, members))
            elif isinstance(event, events.DocumentEndEvent):
                root = members[0]
                yield None if root.kind == "scalar" and root.body == root.end else root

    def _collection(self, start: Any, end: Any, members: list[Part]) -> Part:
        kind = "map" if type(start).__name__ == "MappingStartEvent" else "list"
        body = self._body(start)
        entry = start.start_mark.index
        if start.flow_style:
            return Part(kind, body, end.end_mark.index, entry, tuple(members), flow=True)
        return Part(kind, members[0].entry, members[-1].end, entry, tuple(members))

    def _leaf(self, event: Any, yaml: YAML) -> Part:
        entry, end = event.start_mark.index, event.end_mark.index
        if type(event).__name__ == "AliasEvent":
            return Part("alias", entry, end, entry, text=event.anchor)
        from ruamel.yaml.nodes import ScalarNode

        body, style = self._body(event), event.style or ""
        if style in _BLOCK_SCALAR:
            end = self._block_end(body, end)
        tag = event.ctag or yaml.resolver.resolve(ScalarNode, event.value, event.implicit)
        name = str(tag).rpartition(":")[2]
        return Part("scalar", min(body, end), end, entry, text=event.value, style=style, tag=name)

    def _body(self, event: Any) -> int:
        """The index at which a node begins, after its anchor and tag."""
        start: int = event.start_mark.index
        if not (event.anchor or event.ctag):
            return start
        match = _PROPERTIES.match(self._text, start)
        return self.behind_blanks(match.end() if match else start)

    def _block_end(self, body: int, end: int) -> int:
        """The index at which a block scalar ends. Empty lines after it, which ruamel.yaml includes, belong to it only
        with `+`.
        """
        text = self._text[body:end]
        if "+" not in text[:3].split()[0]:
            return body + len(text.rstrip(" \t\r\n"))
        last = next((mark for mark in ("\r\n", "\n", "\r") if text.endswith(mark)), "")
        return end - len(last)

    def _placed(self, part: Part, open_parts: list[tuple[Any, list[Part]]], siblings: list[Part]) -> Part:
        """The part with the index of its dash or colon; an empty part begins right after it, not at the next token."""
        parent = open_parts[-1][0] if open_parts else None
        in_map = type(parent).__name__ == "MappingStartEvent"
        if parent is None or parent.flow_style or (in_map and len(siblings) % 2 == 0):
            return part
        # The index of a value's colon or an item's dash.
        mark = self.behind_blanks(siblings[-1].end) if siblings else self._body(parent)
        if part.kind == "scalar" and not part.text and not part.style and self._text[mark : mark + 1] in (":", "-"):
            return part._replace(body=mark + 1, end=mark + 1, entry=mark)
        return part._replace(entry=mark)

    def behind_blanks(self, index: int) -> int:
        match = _BLANKS.match(self._text, index)
        return match.end() if match else index


def inline_place(text: str, key: Part) -> int:
    """The index at which a value on the line of its key begins: after the colon, anchor and tag."""
    colon = _BLANKS.match(text, key.end)
    start = colon.end() + 1 if colon else key.end
    match = _OWN_PROPERTIES.match(text, start)
    return match.end() if match else start


def round_trip() -> YAML:
    """The pure Python parser: ruamel.yaml's C scanner rejects `[10.0.0.1:80]`, which Kubernetes accepts."""
    from ruamel.yaml import YAML

    return YAML(typ="rt", pure=True)


def _parser_errors() -> tuple[type[Exception], ...]:
    """ruamel.yaml's own errors, and the others that it raises for invalid tags, escapes and dates."""
    from ruamel.yaml.error import YAMLError

    return (YAMLError, ValueError, TypeError, LookupError, AttributeError, AssertionError)
