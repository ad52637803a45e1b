"""An inventory file's text and an import → the text with what was missing filled in; all that stood there still does.

What is added is put into the text at its place. Nothing is written anew, so comments, quotes, order and indentation of
what people wrote cannot change.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, scalars
from svclint.documents.yaml import YamlError, parse
from svclint.errors import UsageError
from svclint.importing.diff import Difference, compared, told
from svclint.importing.emit import item_lines, mapping_lines
from svclint.importing.imported import Entry, Imported, StatedValue, Tree, plain
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.schema import validate
from svclint.user_file import UserFile

_BREAK = regex("\r\n|\r|\n")
_NOTHING = "'{}' has no value here; remove the line so that the import can fill it in"


@dataclass(frozen=True, slots=True)
class Merged:
    """The file's new text, what was added to it, and where it says otherwise than the import and was left alone."""

    text: str
    added: tuple[Difference, ...]
    conflicts: tuple[Difference, ...]


def merged(settings: UserFile, imported: Imported) -> Merged:
    """Fill in what the file lacks. Raises UsageError where the file's form leaves no place for it."""
    differences = list(compared(settings.node, imported.clusters, whole=False))
    wanted = [one for one in differences if one.parent is not None]
    text = _edited(settings, wanted)
    _check(settings, text, imported.clusters)
    return Merged(text, tuple(wanted), tuple(told(differences)))


def _edited(settings: UserFile, wanted: Sequence[Difference]) -> str:
    text = settings.text
    newline = "\r\n" if "\r\n" in text else "\n"
    table = _Lines(text)
    edits: list[tuple[int, int, str]] = []
    places: set[int] = set()
    for one in wanted:
        offset, depth, addition = _edit(one, table)
        if offset in places and not addition.startswith(("\n", ",")):
            addition = f", {addition}"  # the second in what was empty
        places.add(offset)
        edits.append((offset, -depth, addition.replace("\n", newline)))
    pieces: list[str] = []
    done = 0
    # What belongs to the inner of two mappings that end in one place comes first.
    for offset, _, addition in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [text[done:offset], addition]
        done = offset
    return "".join([*pieces, text[done:]])


class _Lines:
    """Offsets of places in a text."""

    def __init__(self, text: str) -> None:
        breaks = list(_BREAK.finditer(text))
        self.text = text
        self._starts = [0, *(one.end() for one in breaks)]
        self._ends = [*(one.start() for one in breaks), len(text)]

    def offset(self, line: int, column: int) -> int:
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def end(self, line: int) -> int:
        """Where the text of a line ends, its line break left out."""
        return self._ends[line - 1]

    def flow(self, node: Node) -> bool:
        """Whether a mapping or list is written in braces or brackets."""
        return self.text.startswith(("{", "["), self.offset(node.span.line, node.span.column))


def _edit(one: Difference, table: _Lines) -> tuple[int, int, str]:
    """Where an addition goes, how far its container is indented, and its text."""
    parent, tree = one.parent, one.found
    if parent is None or tree is None or isinstance(parent, ScalarNode):
        raise AssertionError("an addition needs a mapping or a list")
    if table.flow(parent):
        return _in_flow(one.key, parent, tree, table)
    if isinstance(parent, MapNode):
        return _key(one, parent, tree, table)
    lines = item_lines(tree if isinstance(tree, tuple) else (tree,), parent.span.column - 1)
    return table.end(parent.span.end_line), parent.span.column, "\n" + "\n".join(lines)


def _in_flow(key: str, parent: MapNode | ListNode, tree: Tree, table: _Lines) -> tuple[int, int, str]:
    """Inside braces or brackets, behind the last that stands there; without a comment, for which there is no room."""
    value = json.dumps(plain(tree), ensure_ascii=False)
    inside = f"{json.dumps(key)}: {value}" if isinstance(parent, MapNode) else value
    nodes = [node for _, node in parent.entries] if isinstance(parent, MapNode) else list(parent.items)
    if not nodes:
        return table.offset(parent.span.line, parent.span.column) + 1, parent.span.column, inside
    return table.offset(nodes[-1].span.end_line, nodes[-1].span.end_column), parent.span.column, f", {inside}"


def _key(one: Difference, parent: MapNode, tree: Tree, table: _Lines) -> tuple[int, int, str]:
    """A key of a block mapping: after its last one, or where the key stands already, without a value."""
    indent = parent.span.column - 1 if parent.entries else 0
    lines = list(mapping_lines({one.key: tree}, indent))
    key, value = parent.key(one.key), parent.get(one.key)
    if key is None and not parent.entries:  # nothing but comments yet
        lead = "\n" if table.text and not table.text.endswith("\n") else ""
        return len(table.text), 0, lead + "\n".join(lines) + "\n"
    if key is None:
        return table.end(parent.span.end_line), parent.span.column, "\n" + "\n".join(lines)
    if isinstance(tree, StatedValue) or (isinstance(value, ScalarNode) and value.text) or len(lines) < 2:
        raise UsageError(_NOTHING.format(one.key), "", key.span.line, key.span.column)
    return table.end(key.span.line), parent.span.column + 1, "\n" + "\n".join(lines[1:])


def _check(settings: UserFile, text: str, clusters: Sequence[Entry]) -> None:
    """Hold the new text to what was promised: nothing lost, nothing missing. Raises UsageError."""
    try:
        documents = [one.node for one in parse(text)]
    except YamlError:
        documents = []
    node = documents[0] if len(documents) == 1 else None
    if isinstance(node, MapNode) and not validate(node, "inventory"):
        there = iter(one.text for one in scalars(node))
        kept = all(any(one.text == other for other in there) for one in scalars(settings.node) if one.text)
        if kept and all(one.parent is None for one in compared(node, clusters, whole=False)):
            return
    raise UsageError(
        "the formatting of the file leaves no safe place for the missing facts; nothing was written", settings.file
    )
