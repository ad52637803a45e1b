"""A document → its values without layout, to compare a changed document with the intended result."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.documents.node import ListNode, MapNode, Node
from svclint.documents.round_trip import Part
from svclint.documents.yaml_text import Styled, Value, as_text
from svclint.light_typing import TypeAlias

Scalar: TypeAlias = tuple[str, str]
"""The type and text of a scalar."""
Shape: TypeAlias = "Scalar | MapShape | ListShape"


class MapShape:
    """Values by their keys; the order of keys has no meaning."""

    def __init__(self, values: dict[str, Shape]) -> None:
        self.values = values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MapShape) and self.values == other.values

    __hash__ = None  # type: ignore[assignment]


class ListShape:
    """Items by their numbers in the original list, which changes do not renumber."""

    def __init__(self, items: list[Shape]) -> None:
        self.items: dict[tuple[float, int], Shape] = {(number, 0): item for number, item in enumerate(items)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ListShape) and self._ordered() == other._ordered()

    def _ordered(self) -> list[Shape]:
        return [item for _, item in sorted(self.items.items(), key=lambda entry: entry[0])]

    __hash__ = None  # type: ignore[assignment]


def of_node(node: Node | None) -> Shape:
    """The shape of a document as Kubernetes reads it."""
    if isinstance(node, MapNode):
        return MapShape({key.text: of_node(value) for key, value in node.entries})
    if isinstance(node, ListNode):
        return ListShape([of_node(item) for item in node.items])
    if node is None:
        return _scalar("NoneType", "")
    return ("!", node.text) if node.style == "!" else _scalar(type(node.value).__name__, node.text)


def of_part(part: Part | None) -> Shape:
    """The shape of a document as ruamel.yaml reads it; the shape of an alias is its name."""
    if part is None:
        return _scalar("null", "")
    if part.kind == "map":
        return MapShape({key.text: of_part(value) for key, value in part.pairs()})
    if part.kind == "list":
        return ListShape([of_part(item) for item in part.members])
    return _scalar(part.tag, part.text)


def of_value(value: Value) -> Shape:
    """The shape of a value to write."""
    if isinstance(value, Styled):
        return of_value(value.value)
    if isinstance(value, str | int) or value is None:
        return _scalar(type(value).__name__, as_text(value))
    if isinstance(value, Mapping):
        return MapShape({key: of_value(member) for key, member in value.items()})
    return ListShape([of_value(item) for item in value])


def member(shape: Shape, step: str) -> Shape:
    """The member of a mapping or list that one step of a JSON pointer leads to. Raises LookupError."""
    if isinstance(shape, MapShape):
        return shape.values[step]
    return shape.items[int(step), 0] if isinstance(shape, ListShape) else shape


def put(shape: Shape, step: str, value: Value) -> None:
    """Set the value of a key or of the item with this number."""
    if isinstance(shape, MapShape):
        shape.values[step] = of_value(value)
    elif isinstance(shape, ListShape):
        shape.items[int(step), 0] = of_value(value)


def rename(shape: Shape, step: str, key: str) -> None:
    """Give an entry of a mapping another key."""
    if isinstance(shape, MapShape):
        shape.values[key] = shape.values.pop(step)


def insert(shape: Shape, index: int, value: Value) -> None:
    """Insert an item before the one with this number, after items that were inserted there earlier."""
    if isinstance(shape, ListShape):
        shape.items[index - 0.5, len(shape.items)] = of_value(value)


def remove(shape: Shape, step: str) -> None:
    """Remove a key of a mapping, or an item of a list."""
    if isinstance(shape, MapShape):
        shape.values.pop(step, None)
    elif isinstance(shape, ListShape):
        shape.items.pop((int(step), 0), None)


def _scalar(kind: str, text: str) -> Scalar:
    return ("null", "") if kind in ("null", "NoneType") else (kind, text)
