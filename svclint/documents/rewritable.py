"""A text → the document in it to change, as ruamel.yaml and as Kubernetes read it; or why it cannot be changed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from svclint.documents.node import ListNode, MapNode, Node, position
from svclint.documents.round_trip import Part, UnreadableError, parts
from svclint.documents.split import slices
from svclint.documents.yaml import YamlError, parse
from svclint.lazy_tuples import NamedTuple

MOST_CHARACTERS = 1 << 20
MOST_VALUES = 100_000
"""Of one document, with aliases expanded. ruamel.yaml takes some twenty seconds to read so many values twice."""
MOST_LEVELS = 100


class RewriteError(ValueError):
    """The text cannot be changed safely; the message is a clause with the reason: "it is not YAML: …"."""


class Source(NamedTuple):
    """The text of one document, and the text of the stream before and after it.

    `number` is the number of the document in `text`: above 0 only if the stream cannot be split without parsing it.
    """

    before: str
    text: str
    after: str
    number: int


class Place(NamedTuple):
    """A node, the mapping or list that contains it, its index in the members of that, and its key in a mapping."""

    part: Part
    parent: Place | None = None
    member: int = 0
    key: Part | None = None

    @property
    def entry(self) -> int:
        """The index at which the entry begins: at the key in a mapping, at the dash in a block list."""
        return self.key.entry if self.key else self.part.entry

    @property
    def in_flow(self) -> bool:
        """Is it in braces or brackets?"""
        return self.parent is not None and self.parent.part.flow


def source(text: str, document: int) -> Source:
    """The document with this number, from 0. Raises RewriteError."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    pieces = [piece.data.decode("utf-8", "surrogatepass") for piece in slices(text.encode("utf-8", "surrogatepass"))]
    number = document
    for index, piece in enumerate(pieces):
        count = sum(1 for _ in nodes_of(piece)) if len(pieces) > 1 else number + 1
        if number < count:
            return Source(mark + "".join(pieces[:index]), piece, "".join(pieces[index + 1 :]), number)
        number -= count
    raise RewriteError(f"it has no document {document + 1}")


def slice_of(text: str, document: int) -> tuple[int, int]:
    """The index at which the text of a document begins, and its length; see `source`. Raises RewriteError."""
    found = source(text, document)
    return len(found.before), len(found.text)


def nodes_of(text: str) -> Iterator[Node | None]:
    """Yield the documents of a text as Kubernetes reads them. Raises RewriteError if it is not YAML or too large."""
    try:
        for parsed in parse(text):
            _check_size(parsed.node)
            yield parsed.node
    except YamlError as error:
        raise RewriteError(f"it is not YAML: {error.message} (line {error.line})") from None


def _check_size(root: Node | None) -> None:
    level: list[Node] = [root] if root is not None else []
    values = 0
    for _ in range(MOST_LEVELS):
        values += len(level)
        if values > MOST_VALUES:
            raise RewriteError(f"it holds more than {MOST_VALUES:,} values")
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise RewriteError(f"it is nested more than {MOST_LEVELS} levels deep")


def _children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, MapNode):
        return tuple(value for _, value in node.entries)
    return node.items if isinstance(node, ListNode) else ()


def root_of(text: str, number: int) -> Part | None:
    """The root of a document as ruamel.yaml reads it; None if it is empty. Raises RewriteError."""
    if len(text) > MOST_CHARACTERS:
        raise RewriteError(f"it is longer than {MOST_CHARACTERS:,} characters")
    try:
        roots = parts(text)
    except UnreadableError as error:
        raise RewriteError(f"ruamel.yaml, which svclint writes with, cannot read it: {error}") from None
    if number < len(roots):
        return roots[number]
    if number:
        raise RewriteError(f"it has no document {number + 1}")
    return None


def place_of(root: Part | None, pointer: str) -> Place:
    """The node at a JSON pointer. Raises RewriteError."""
    if root is None:
        raise RewriteError("it is empty")
    place = Place(root)
    for step in steps(pointer):
        place = _member(place, step, pointer)
    return place


def _member(place: Place, step: str, pointer: str) -> Place:
    part = place.part
    if part.kind == "map":
        matches = [number for number, (key, _) in enumerate(part.pairs()) if key.text == step and key.kind == "scalar"]
        if len(matches) > 1:
            raise RewriteError(f"it has the key '{step}' more than once")
        if matches:
            number = 2 * matches[0] + 1
            return Place(part.members[number], place, number, part.members[number - 1])
    index = position(step, len(part.members)) if part.kind == "list" else None
    if index is not None:
        return Place(part.members[index], place, index)
    if part.kind == "alias":
        raise RewriteError(f"{pointer} is written elsewhere, behind the alias '*{part.text}'")
    raise RewriteError(f"it has nothing at {pointer}")


def steps(pointer: str) -> list[str]:
    """The steps of a JSON pointer."""
    return [unescaped(step) for step in pointer.split("/")[1:]]


def unescaped(step: str) -> str:
    """A step of a JSON pointer as a key."""
    return step.replace("~1", "/").replace("~0", "~")


def escaped(key: str) -> str:
    """A key as a step of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def is_json(text: str) -> bool:
    """Is the text JSON, so that it must stay JSON? The caller has limited its levels."""
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return False
    try:
        json.loads(text.removeprefix("\ufeff"))
    except ValueError:
        return False
    return True
