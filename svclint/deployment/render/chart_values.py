"""Layers of Helm values → the plain values that a chart is rendered with, and where each of them was written."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from svclint.deployment.field_paths import Path
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.lazy_re import regex

Plain = dict[str, "Plain"] | list["Plain"] | str | int | float | bool | None

_LEAST = 7
# What may stand as a part of a longer text: addresses, networks, names of hosts.
_TELLING = regex(r"(?=.*[.:])[\w.:/-]+")
_MOST_PARTS = 2_000


def plain(node: Node) -> Plain:
    """A tree as the plain values that JSON has; without recursion."""
    top: list[Plain] = []
    todo: list[tuple[Node, dict[str, Plain] | list[Plain], str]] = [(node, top, "")]
    while todo:
        current, into, key = todo.pop()
        made: Plain
        if isinstance(current, ScalarNode):
            made = current.value
        elif isinstance(current, MapNode):
            inner: dict[str, Plain] = {}
            todo.extend((value, inner, name.text) for name, value in reversed(current.entries))
            made = inner
        else:
            items: list[Plain] = []
            todo.extend((item, items, "") for item in reversed(current.items))
            made = items
        if isinstance(into, dict):
            into[key] = made
        else:
            into.append(made)
    return top[0]


def merged(layers: Sequence[Plain]) -> Plain:
    """The layers over each other as Helm does it, the last on top: mappings are merged, all else is replaced."""
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
    """Every scalar of the values by its text; what a higher layer replaces is not there."""

    def __init__(self) -> None:
        self._by_text: dict[str, list[tuple[Path, ScalarNode]]] = {}
        self._settled: set[Path] = set()
        self._parts: list[str] | None = None

    def add(self, node: Node, path: Path = ()) -> None:
        """Take a layer, the highest first; `path` is where it lies in the chart's values (a subchart's own do not)."""
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
                one = inner.pop()
                if isinstance(one, ScalarNode):
                    if one.text.strip():
                        self._by_text.setdefault(one.text.rstrip("\n"), []).append((here, one))
                elif isinstance(one, MapNode):
                    inner.extend(value for _, value in reversed(one.entries))
                else:
                    inner.extend(reversed(one.items))
        self._settled |= settled
        self._parts = None

    def find(self, text: str, key: str, mentioned: Collection[Path]) -> ScalarNode | None:
        """The value with this text: of several that which the template mentions most closely, then by its key.

        One that the template does not mention is taken only if its text is telling.
        """
        best: tuple[int, bool] = (0, False)
        found: ScalarNode | None = None
        for path, scalar in self._by_text.get(text.rstrip("\n"), ()):
            close = next((end for end in range(len(path), 0, -1) if path[:end] in mentioned), 0)
            rank = (close, bool(path) and path[-1] == key)
            if (found is None and (close or _telling(text))) or (found is not None and rank > best):
                best, found = rank, scalar
        return found

    def part(self, text: str, key: str, mentioned: Collection[Path]) -> ScalarNode | None:
        """The longest telling value that is a part of the text."""
        if self._parts is None:
            telling = (one for one in self._by_text if _telling(one))
            self._parts = sorted(telling, key=lambda one: (-len(one), one))[:_MOST_PARTS]
        for one in self._parts:
            at = text.find(one)
            if at >= 0 and not _goes_on(text, at, at + len(one)):
                return self.find(one, key, mentioned)
        return None


def _telling(text: str) -> bool:
    return _LEAST <= len(text) <= 253 and _TELLING.fullmatch(text) is not None


def _goes_on(text: str, start: int, end: int) -> bool:
    """Is what stands at these offsets a part of a longer word or number?"""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (
        (before.isalnum() or before == ".") or after.isalnum() or (after == "." and text[end + 1 : end + 2].isalnum())
    )
