"""Layers of Helm values → the plain values to render a chart with, and the position of each value."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from svclint.deployment.field_paths import Path
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.lazy_re import regex

Plain = dict[str, "Plain"] | list["Plain"] | str | int | float | bool | None

_LEAST = 7
# Values that are searched for within longer texts: addresses, networks, host names.
_SPECIFIC = regex(r"(?=.*[.:])[\w.:/-]+")
_MOST_PARTS = 2_000


def plain(node: Node) -> Plain:
    """A tree as plain values, as in JSON; without recursion."""
    top: list[Plain] = []
    todo: list[tuple[Node, dict[str, Plain] | list[Plain], str]] = [(node, top, "")]
    while todo:
        current, into, key = todo.pop()
        value: Plain
        if isinstance(current, ScalarNode):
            value = current.value
        elif isinstance(current, MapNode):
            inner: dict[str, Plain] = {}
            todo.extend((value, inner, name.text) for name, value in reversed(current.entries))
            value = inner
        else:
            items: list[Plain] = []
            todo.extend((item, items, "") for item in reversed(current.items))
            value = items
        if isinstance(into, dict):
            into[key] = value
        else:
            into.append(value)
    return top[0]


def merged(layers: Sequence[Plain]) -> Plain:
    """Merge layers as Helm does: later layers override earlier ones, and only mappings are merged."""
    result: dict[str, Plain] = {}
    for layer in layers:
        todo = [(result, layer)] if isinstance(layer, dict) else []
        while todo:
            into, over = todo.pop()
            for key, value in over.items():
                below = into.get(key)
                if not isinstance(value, dict):
                    into[key] = value
                    continue
                if not isinstance(below, dict):
                    below = into[key] = {}
                todo.append((below, value))
    return result


class WrittenValues:
    """The scalars of all layers by text, without those that a higher layer overrides."""

    def __init__(self) -> None:
        self._by_text: dict[str, list[tuple[Path, ScalarNode]]] = {}
        self._settled: set[Path] = set()
        self._parts: list[str] | None = None

    def add(self, node: Node, path: Path = ()) -> None:
        """Add a layer, the highest first; `path` is its position in the chart's values: a subchart's own have one."""
        settled: set[Path] = set()
        todo: list[tuple[Node, Path]] = [(node, path)]
        while todo:
            current, here = todo.pop()
            if here in self._settled:
                continue
            if isinstance(current, MapNode):
                todo.extend((value, (*here, key.text)) for key, value in reversed(current.entries))
                continue
            settled.add(here)
            inner: list[Node] = [current]
            while inner:  # a list is replaced as a whole
                part = inner.pop()
                if isinstance(part, ScalarNode):
                    if part.text.strip():
                        self._by_text.setdefault(part.text.rstrip("\n"), []).append((here, part))
                elif isinstance(part, MapNode):
                    inner.extend(value for _, value in reversed(part.entries))
                else:
                    inner.extend(reversed(part.items))
        self._settled |= settled
        self._parts = None

    def find(self, text: str, key: str, mentioned: Collection[Path]) -> ScalarNode | None:
        """The value with this text; of several, the one that the template mentions most exactly, then one with the key.

        A value that the template does not mention is returned only if its text is specific.
        """
        best_rank: tuple[int, bool] = (0, False)
        best_match: ScalarNode | None = None
        for path, scalar in self._by_text.get(text.rstrip("\n"), ()):
            close = next((end for end in range(len(path), 0, -1) if path[:end] in mentioned), 0)
            rank = (close, bool(path) and path[-1] == key)
            if (best_match is None and (close or _is_specific(text))) or (best_match is not None and rank > best_rank):
                best_rank, best_match = rank, scalar
        return best_match

    def part(self, text: str, key: str, mentioned: Collection[Path]) -> ScalarNode | None:
        """The longest specific value that is a part of the text."""
        if self._parts is None:
            specific = (value for value in self._by_text if _is_specific(value))
            self._parts = sorted(specific, key=lambda value: (-len(value), value))[:_MOST_PARTS]
        for part in self._parts:
            index = text.find(part)
            if index >= 0 and not _is_within_word(text, index, index + len(part)):
                return self.find(part, key, mentioned)
        return None


def _is_specific(text: str) -> bool:
    return _LEAST <= len(text) <= 253 and _SPECIFIC.fullmatch(text) is not None


def _is_within_word(text: str, start: int, end: int) -> bool:
    """Is the text between these indexes a part of a longer word or number?"""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (
        (before.isalnum() or before == ".") or after.isalnum() or (after == "." and text[end + 1 : end + 2].isalnum())
    )
