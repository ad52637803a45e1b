"""A rendered object and the layers that it is made from → the object with every scalar at its source position.

A layer is a tree that is part of the object: its file before patches, a patch, or a generator's data. The source of a
scalar is the first layer that has the same text at the same path.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from svclint.deployment.field_paths import Path
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.transform import rebuilt
from svclint.lazy_dataclasses import dataclass
from svclint.model import Span

# Keys that identify an item when lists are merged, the most specific first.
_IDENTITIES = ("name", "containerPort", "port", "mountPath", "key", "ip", "address")


@dataclass(frozen=True, slots=True)
class Layer:
    """A tree with positions in the rendered document's sources, and the path in the object at which it belongs.

    An item number in `path` matches any item.
    """

    node: Node
    path: Path = ()


Override = Callable[[Path, ScalarNode], ScalarNode | None]


def attributed(
    root: MapNode,
    layers: Sequence[Layer],
    override: Override,
    fallback: Span,
    keys: Override = lambda _path, _key: None,
) -> MapNode:
    """The tree with source positions; a node without a source gets the position of its parent.

    For each value, `override` may return a source that takes precedence over the layers. `keys` may return a source for
    a key that is in no layer. `fallback` is the position of the root.
    """
    scalars: dict[Span, ScalarNode] = {}
    spans: dict[Span, Span] = {}
    _Aligner(override, keys, scalars, spans).align(root, layers, fallback)

    def scalar(old: ScalarNode) -> ScalarNode:
        new = scalars[old.span]
        same = new.text == old.text
        return ScalarNode(old.text, old.value, new.span, new.style if same else "", new.lines if same else ())

    moved = rebuilt(root, scalar, lambda old: spans.get(old, fallback))
    return moved if isinstance(moved, MapNode) else root


class _Aligner:
    """Walks a rendered tree and its layers in parallel.

    It fills `scalars` and `spans`: by the span in the rendered tree, the source of each scalar and the position of each
    collection.
    """

    def __init__(
        self, override: Override, keys: Override, scalars: dict[Span, ScalarNode], spans: dict[Span, Span]
    ) -> None:
        self._override = override
        self._keys = keys
        self._scalars = scalars
        self._spans = spans
        self._todo: list[tuple[Node, Path, tuple[Layer, ...], Span]] = []

    def align(self, root: Node, layers: Sequence[Layer], fallback: Span) -> None:
        """Find a position for every node of the tree."""
        self._todo = [(root, (), tuple(layers), fallback)]
        while self._todo:
            node, path, layers, near = self._todo.pop()
            here = [layer.node for layer in layers if not layer.path]
            deeper = [layer for layer in layers if layer.path]
            if isinstance(node, ScalarNode):
                self._value(node, path, here, near)
                continue
            near = next((_first(source) for source in here if type(source) is type(node)), near)
            self._spans[node.span] = near
            if isinstance(node, MapNode):
                self._mapping(node, path, here, deeper, near)
            else:
                self._items(node, path, here, deeper, near)

    def _value(self, node: ScalarNode, path: Path, here: list[Node], near: Span) -> None:
        source = self._override(path, node)
        if source is None:
            scalars = [scalar for scalar in here if isinstance(scalar, ScalarNode)]
            same = (scalar for scalar in scalars if scalar.text == node.text)
            source = next(same, scalars[-1] if scalars else None)
        self._scalars[node.span] = source or ScalarNode("", None, near)

    def _mapping(self, node: MapNode, path: Path, here: list[Node], deeper: list[Layer], near: Span) -> None:
        tables = [_table(mapping) for mapping in here if isinstance(mapping, MapNode)]
        for key, child in node.entries:
            entries = [table[key.text] for table in tables if key.text in table]
            inner = [Layer(value) for _, value in entries]
            inner += [Layer(layer.node, layer.path[1:]) for layer in deeper if layer.path[0] == key.text]
            child_path = (*path, key.text)
            source = entries[0][0] if entries else self._keys(child_path, key) or ScalarNode("", None, near)
            self._scalars[key.span] = source
            self._todo.append((child, child_path, tuple(inner), source.span))

    def _items(self, node: ListNode, path: Path, here: list[Node], deeper: list[Layer], near: Span) -> None:
        lists = [(source.items, _by_identity(source)) for source in here if isinstance(source, ListNode)]
        anywhere = tuple(Layer(layer.node, layer.path[1:]) for layer in deeper)
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


def _by_identity(items: ListNode) -> dict[str, Node]:
    """A list's items by their identity; of several, the first."""
    by_identity: dict[str, Node] = {}
    for item in items.items:
        if name := _identity(item):
            by_identity.setdefault(name, item)
    return by_identity


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
    """A span on one line at which a mapping or list begins, for reports."""
    if isinstance(node, MapNode) and node.entries:
        return node.entries[0][0].span
    if isinstance(node, ListNode) and node.items and isinstance(node.items[0], ScalarNode):
        return node.items[0].span
    return node.span.on_line(node.span.column, 1)
