"""A YAML text and changes of it → the new text. svclint changes files of users only through this module.

ruamel.yaml's round trip gives the position of a change and its text; all other bytes stay the same. The result is read
again, by ruamel.yaml and as Kubernetes reads it, and compared with the intended result. If a change is not possible
safely, RewriteError is raised and nothing is changed.
"""

from __future__ import annotations

from svclint.documents import shape
from svclint.documents.rewritable import (
    Place,
    RewriteError,
    escaped,
    is_json,
    nodes_of,
    place_of,
    root_of,
    source,
    steps,
)
from svclint.documents.round_trip import Part, inline_place
from svclint.documents.text_edits import OverlapError, TextEdits, newline_of
from svclint.documents.yaml import YamlError, parse
from svclint.documents.yaml_text import Value, block_text, flow_text, indented, scalar_text

__all__ = ["RewriteError", "Rewriter", "checked"]

NO_PLACE = "its form leaves no safe place for the change"


class Rewriter:
    """Collects changes of one document of a text; `document` counts what `documents.yaml.parse` yields, from 0.

    Pointers are JSON pointers into the original document: they do not depend on other changes. Every method raises
    RewriteError if there is nothing at the pointer, or no safe way to change it.
    """

    def __init__(self, text: str, document: int = 0) -> None:
        self._source = source(text, document)
        self._edits = TextEdits(self._source.text)
        self._document = document
        # The intended result, as Kubernetes and as ruamel.yaml read it.
        self._meant = [shape.of_node(node) for node in nodes_of(text)] or [shape.of_node(None)]
        self._root = root_of(self._source.text, self._source.number)
        self._json = is_json(text)
        if document >= len(self._meant):
            raise RewriteError(NO_PLACE)
        self._meant_by_ruamel = shape.of_part(self._root)
        self._begun: set[int] = set()

    def is_flow(self, pointer: str) -> bool:
        """Is the node a mapping or list in braces or brackets?"""
        return place_of(self._root, pointer).part.flow

    def set_value(self, pointer: str, value: Value) -> None:
        """Replace a scalar, an alias, or a list or mapping on one line. The style of quotes stays the same.

        An empty value (`key:`) may become a block list or mapping.
        """
        place = place_of(self._root, pointer)
        part = place.part
        if part.kind in ("map", "list") and not part.flow:
            raise RewriteError(NO_PLACE)
        if part.body == part.end and place.key and not place.in_flow:
            self._fill(place.part, place.key, value)
        else:
            lead = " " if part.body == part.end else ""
            self._edits.replace(part.body, part.end, lead + self._inline(part, value))
        if place.parent is None:
            self._mean_whole(value)
        for parent in self._shapes(pointer.rpartition("/")[0]) if place.parent else ():
            shape.put(parent, steps(pointer)[-1], value)

    def insert_item(self, pointer: str, value: Value, index: int | None = None) -> None:
        """Add an item to a list, before the item at `index` or at the end."""
        part = self._container(pointer, "list")
        count = len(part.members)
        index = count if index is None else index
        if not 0 <= index <= count:
            raise RewriteError(f"the list at {pointer or '/'} has no item {index}")
        if not part.flow and index:
            self._below(part.members[index - 1].end, part.body, block_text([value]))
        elif not part.flow:
            column = self._edits.column(part.body)
            self._edits.insert(part.body - column, indented(block_text([value]), column))
        elif index < count:
            self._edits.insert(part.members[index].entry, f"{flow_text(value)}, ")
        else:
            self._append(part, flow_text(value))
        for listed in self._shapes(pointer):
            shape.insert(listed, index, value)

    def insert_key(self, pointer: str, key: str, value: Value) -> None:
        """Add a key at the end of a mapping, or set its value if the key is there without one (`key:`)."""
        if self._root is None and not pointer and self._meant[self._document] == shape.of_node(None):
            text = self._source.text
            lead = "" if not text or text.endswith(("\n", "\r")) else "\n"
            self._edits.insert(len(text), lead + block_text({key: value}))
            self._mean_whole({key: value})
            return
        part = self._container(pointer, "map")
        existing = next((value for name, value in part.pairs() if name.text == key), None)
        if existing is not None and existing.body < existing.end:
            raise RewriteError(f"it has the key '{key}' already")
        if existing is not None:
            self.set_value(f"{pointer}/{escaped(key)}", value)
            return
        if part.flow:
            self._append(part, f"{flow_text(key)}: {flow_text(value)}")
        else:
            self._below(part.end, part.body, block_text({key: value}))
        for mapping in self._shapes(pointer):
            shape.put(mapping, key, value)

    def remove(self, pointer: str) -> None:
        """Remove a key with its value, or an item, with the comment after it; comments on lines above stay."""
        place = place_of(self._root, pointer)
        if place.parent is None:
            raise RewriteError("the whole document would go")
        if place.in_flow:
            self._edits.replace(*self._flow_entry(place, place.parent.part), "")
        else:
            self._remove_block(place, place.parent)
        for parent in self._shapes(pointer.rpartition("/")[0]):
            shape.remove(parent, steps(pointer)[-1])

    def text(self) -> str:
        """The text with all changes, after reading it again and comparing it with the intended result."""
        before, text, after, _ = self._source
        try:
            changed = self._edits.result(newline_of(before + text + after))
        except OverlapError:
            raise RewriteError("two of the changes are about one place") from None
        self._check(changed, before + changed + after)
        return before + changed + after

    def _check(self, changed: str, whole: str) -> None:
        try:
            documents = [shape.of_node(node) for node in nodes_of(whole)] or [shape.of_node(None)]
            root = shape.of_part(root_of(changed, self._source.number))
        except RewriteError:
            raise RewriteError(NO_PLACE) from None
        if documents != self._meant or root != self._meant_by_ruamel or (self._json and not is_json(whole)):
            raise RewriteError(NO_PLACE)

    def _shapes(self, pointer: str) -> list[shape.Shape]:
        """The intended shape at a pointer, for each of the two readers."""
        shapes = [self._meant[self._document], self._meant_by_ruamel]
        try:
            for step in steps(pointer):
                shapes = [shape.member(parent, step) for parent in shapes]
        except LookupError:  # the two readers see different keys
            raise RewriteError(NO_PLACE) from None
        return shapes

    def _mean_whole(self, value: Value) -> None:
        self._meant[self._document] = shape.of_value(value)
        self._meant_by_ruamel = shape.of_value(value)

    def _container(self, pointer: str, kind: str) -> Part:
        part = place_of(self._root, pointer).part
        if part.kind != kind:
            name = "mapping" if kind == "map" else "list"
            raise RewriteError(f"{pointer or 'the document'} is no {name} that is written there")
        return part

    def _inline(self, part: Part, value: Value) -> str:
        """A value on one line, in the quotes of the value that it replaces."""
        if isinstance(value, str | int) or value is None:
            return scalar_text(value, '"' if self._json else part.style if part.style in ("'", '"') else "")
        return flow_text(value)

    def _fill(self, part: Part, key: Part, value: Value) -> None:
        """Add a value after a key that has none."""
        first, *lines = block_text({key.text: value}).splitlines(keepends=True)
        if lines:
            self._below(part.end, key.entry, "".join(lines))
        else:
            self._edits.insert(part.end, first.rstrip("\n")[len(scalar_text(key.text)) + 1 :])

    def _append(self, part: Part, text: str) -> None:
        """Add a last member in braces or brackets."""
        if part.members:
            self._edits.insert(part.members[-1].end, f", {text}")
        else:
            self._edits.insert(part.body + 1, f", {text}" if part.body in self._begun else text)
            self._begun.add(part.body)

    def _below(self, index: int, container: int, lines: str) -> None:
        """Add lines below the line of `index`, indented as deep as the character at `container`."""
        column = self._edits.column(container)
        self._edits.insert_below(index, column, indented(lines, column))

    def _remove_block(self, place: Place, parent: Place) -> None:
        members = parent.part.members
        start = self._edits.line_start(place.entry)
        own_lines = not self._source.text[start : place.entry].strip(" ")
        if len(members) == (2 if place.key else 1):
            empty = "{}" if place.key else "[]"
            if parent.key is None or not own_lines:
                self._edits.replace(place.entry, place.part.end, empty)
                return
            self._edits.insert(inline_place(self._source.text, parent.key), f" {empty}")
        if own_lines:
            self._edits.replace(start, self._edits.line_end(place.part.end, with_break=True), "")
        elif place.member + 1 < len(members):
            self._edits.replace(place.entry, members[place.member + 1].entry, "")
        else:
            raise RewriteError(NO_PLACE)

    def _flow_entry(self, place: Place, parent: Part) -> tuple[int, int]:
        """The start and end of an entry in braces or brackets, including one comma."""
        members = parent.members
        first = place.member - 1 if place.key else place.member
        if place.member + 1 < len(members):
            start, end = place.entry, members[place.member + 1].entry
            gap = self._source.text[place.part.end : end]
        elif first:
            start, end = members[first - 1].end, place.part.end
            gap = self._source.text[start : place.entry]
        else:
            start, end, gap = place.entry, place.part.end, ""
        if gap.strip(" \t\r\n") not in ("", ","):
            raise RewriteError("a comment or an anchor is in the place of the change")
        return start, end


def checked(text: str, value: Value) -> str:
    """The text of a new file, after reading it again as Kubernetes does and comparing it with `value`.

    Not by ruamel.yaml, which is too slow: a baseline may have 100,000 entries. Raises RewriteError if they differ.
    """
    try:
        nodes = [parsed.node for parsed in parse(text)]
    except YamlError:
        nodes = []
    if [shape.of_node(node) for node in nodes] != [shape.of_value(value)]:
        raise RewriteError("what was to be written cannot be read again")
    return text
