"""What people wrote of an object, a layer each → the rendered object with every scalar at the place that it came from.

A layer is a tree that lies over the object: its file as it was before patches, a patch, a generator's data. Values are
followed by path and text: the first layer, in the order given, that says the same at the same path is where it is from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from svclint.deployment.field_paths import Path
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.transform import rebuilt
from svclint.lazy_dataclasses import dataclass
from svclint.model import Span

# By which of its keys an item of a list is known when lists are merged, the most telling first.
_IDENTITIES = ("name", "containerPort", "port", "mountPath", "key", "ip", "address")


@dataclass(frozen=True, slots=True)
class Layer:
    """A tree, with the places it has in the put-together document, and the path of the object's part that it is of.

    An item number in `path` stands for any item.
    """

    node: Node
    path: Path = ()


Override = Callable[[Path, ScalarNode], ScalarNode | None]


def at_their_places(
    root: MapNode,
    layers: Sequence[Layer],
    override: Override,
    fallback: Span,
    keys: Override = lambda _path, _key: None,
) -> MapNode:
    """The tree at the places of what it came from; what came from nowhere is at that of what it belongs to.

    `override` is asked first, for every scalar that is a value, and `keys` for a key that no layer has; the root itself
    stands at `fallback`.
    """
    found: dict[Span, ScalarNode] = {}
    spans: dict[Span, Span] = {}
    _Aligner(override, keys, found, spans).align(root, layers, fallback)

    def scalar(old: ScalarNode) -> ScalarNode:
        new = found[old.span]
        same = new.text == old.text
        return ScalarNode(old.text, old.value, new.span, new.style if same else "", new.lines if same else ())

    moved = rebuilt(root, scalar, lambda old: spans.get(old, fallback))
    return moved if isinstance(moved, MapNode) else root


class _Aligner:
    """Walks a rendered tree and its layers side by side."""

    def __init__(
        self, override: Override, keys: Override, found: dict[Span, ScalarNode], spans: dict[Span, Span]
    ) -> None:
        self._override = override
        self._keys = keys
        self._found = found
        self._spans = spans
        self._todo: list[tuple[Node, Path, tuple[Layer, ...], Span]] = []

    def align(self, root: Node, layers: Sequence[Layer], fallback: Span) -> None:
        """Find a place for every node of the tree."""
        self._todo = [(root, (), tuple(layers), fallback)]
        while self._todo:
            node, path, over, near = self._todo.pop()
            if isinstance(node, ScalarNode):
                self._value(node, path, over, near)
                continue
            near = next((_first(one.node) for one in over if not one.path and type(one.node) is type(node)), near)
            self._spans[node.span] = near
            if isinstance(node, MapNode):
                self._mapping(node, path, over, near)
            else:
                self._items(node, path, over, near)

    def _value(self, node: ScalarNode, path: Path, over: tuple[Layer, ...], near: Span) -> None:
        given = self._override(path, node)
        if given is None:
            here = [one.node for one in over if not one.path and isinstance(one.node, ScalarNode)]
            given = next((one for one in here if one.text == node.text), here[-1] if here else None)
        self._found[node.span] = given or ScalarNode("", None, near)

    def _mapping(self, node: MapNode, path: Path, over: tuple[Layer, ...], near: Span) -> None:
        tables = [(one, _table(one.node)) for one in over if not one.path and isinstance(one.node, MapNode)]
        deeper = [one for one in over if one.path]
        for key, child in node.entries:
            entries = [table[key.text] for _, table in tables if key.text in table]
            inner = [Layer(value) for _, value in entries]
            inner += [Layer(one.node, one.path[1:]) for one in deeper if one.path[0] == key.text]
            deep = (*path, key.text)
            title = entries[0][0] if entries else self._keys(deep, key) or ScalarNode("", None, near)
            self._found[key.span] = title
            self._todo.append((child, deep, tuple(inner), title.span))

    def _items(self, node: ListNode, path: Path, over: tuple[Layer, ...], near: Span) -> None:
        lists = [(one.node.items, _known(one.node)) for one in over if not one.path and isinstance(one.node, ListNode)]
        anywhere = tuple(Layer(one.node, one.path[1:]) for one in over if one.path)
        for number, item in enumerate(node.items):
            name = _identity(item)
            inner = []
            for items, known in lists:
                if name in known:
                    inner.append(Layer(known[name]))
                elif number < len(items) and not (name and _identity(items[number])):
                    inner.append(Layer(items[number]))
            self._todo.append((item, (*path, str(number)), (*inner, *anywhere), near))


def _table(node: MapNode) -> dict[str, tuple[ScalarNode, Node]]:
    return {key.text: (key, value) for key, value in node.entries}


def _known(items: ListNode) -> dict[str, Node]:
    """A list's items by what they are known by, the first of a name."""
    found: dict[str, Node] = {}
    for item in items.items:
        if name := _identity(item):
            found.setdefault(name, item)
    return found


def _identity(item: Node) -> str:
    if isinstance(item, ScalarNode):
        return item.text
    if isinstance(item, MapNode):
        for key in _IDENTITIES:
            value = item.get(key)
            if isinstance(value, ScalarNode):
                return f"{key}={value.text}"
    return ""


def _first(node: Node) -> Span:
    """Where a mapping or list begins: a stretch of one line, for people."""
    if isinstance(node, MapNode) and node.entries:
        return node.entries[0][0].span
    if isinstance(node, ListNode) and node.items and isinstance(node.items[0], ScalarNode):
        return node.items[0].span
    return node.span.on_line(node.span.column, 1)
