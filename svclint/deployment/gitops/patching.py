"""An object's tree and a patch (strategic merge or JSON 6902) → the patched tree.

Sources: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
and RFC 6902. Lists are replaced as a whole, except the lists of Kubernetes' own kinds in `_MERGED`: kustomize does the
same for objects whose schema it does not know (HelmReleases, Gateways).
"""

from __future__ import annotations

from collections.abc import Callable

from svclint.deployment.field_paths import pointer_path
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, node_at, position, text_at

# Lists of Kubernetes' own kinds that are merged by a key of their items (`x-kubernetes-patch-merge-key`).
_MERGED = {
    "containers": ("name",),
    "initContainers": ("name",),
    "volumes": ("name",),
    "env": ("name",),
    "hostAliases": ("ip",),
    "imagePullSecrets": ("name",),
    "volumeMounts": ("mountPath",),
    "ports": ("port", "containerPort"),
}
_DIRECTIVE = "$patch"
_DEEPEST = 64
_MOST_OPERATIONS = 1000


def deletes(patch: Node) -> bool:
    """Does a strategic merge patch delete the whole object?"""
    return text_at(patch, _DIRECTIVE) == "delete"


def merged(base: Node, patch: Node, *, known: bool, depth: int = 0) -> Node:
    """`base` after a strategic merge patch; `known`: the object is of one of Kubernetes' own kinds."""
    if depth > _DEEPEST or not isinstance(patch, MapNode) or not isinstance(base, MapNode):
        return patch
    if text_at(patch, _DIRECTIVE) == "replace":
        return MapNode(tuple(entry for entry in patch.entries if entry[0].text != _DIRECTIVE), patch.span)
    entries = {key.text: (key, value) for key, value in base.entries}
    for key, value in patch.entries:
        if key.text == _DIRECTIVE:
            continue
        old = entries.get(key.text)
        if _is_null(value) or deletes(value):
            entries.pop(key.text, None)
        elif old is None:
            entries[key.text] = (key, value)
        elif isinstance(old[1], ListNode) and isinstance(value, ListNode):
            entries[key.text] = (key, _list(key.text, old[1], value, known=known, depth=depth + 1))
        else:
            name = old[0] if isinstance(value, MapNode) else key
            entries[key.text] = (name, merged(old[1], value, known=known, depth=depth + 1))
    return MapNode(tuple(entries.values()), base.span)


def _list(name: str, base: ListNode, patch: ListNode, *, known: bool, depth: int) -> Node:
    keys = _MERGED.get(name, ()) if known else ()
    key = next((key for key in keys if all(text_at(item, key) for item in patch.items)), "")
    if not key or any(text_at(item, _DIRECTIVE) == "replace" for item in patch.items):
        new = tuple(item for item in patch.items if text_at(item, _DIRECTIVE) != "replace")
        return ListNode(new, patch.span)
    items = {text_at(item, key): item for item in base.items}
    for item in patch.items:
        name = text_at(item, key)
        if deletes(item):
            items.pop(name, None)
        else:
            items[name] = merged(items[name], item, known=known, depth=depth + 1) if name in items else item
    return ListNode(tuple(items.values()), base.span)


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is None and not node.style


def operated(base: Node, operations: ListNode) -> Node:
    """`base` after the operations of a JSON 6902 patch; operations whose path does not exist are ignored."""
    for item in operations.items[:_MOST_OPERATIONS]:
        parts = pointer_path(text_at(item, "path"))
        operation = text_at(item, "op")
        value = node_at(item, "value")
        if not parts or len(parts) > _DEEPEST:
            continue
        if operation == "remove":
            base = _changed(base, parts, lambda _: None, add=False)
        elif operation in ("add", "replace") and value is not None:
            base = _changed(base, parts, _always(value), add=operation == "add")
    return base


def _always(value: Node) -> Callable[[Node | None], Node | None]:
    return lambda _: value


def replaced_at(base: Node, parts: tuple[str, ...], value: Node, *, create: bool) -> Node:
    """`base` with `value` at a path of keys and indexes; `create`: a missing last key is added."""
    return _changed(base, parts, lambda old: value if old is not None or create else None, add=create)


def _changed(base: Node, parts: tuple[str, ...], change: Callable[[Node | None], Node | None], *, add: bool) -> Node:
    part, rest = parts[0], parts[1:]
    if isinstance(base, MapNode):
        return _changed_entry(base, part, rest, change, add=add)
    if isinstance(base, ListNode):
        return _changed_item(base, part, rest, change, add=add)
    return base


def _changed_entry(
    base: MapNode, part: str, rest: tuple[str, ...], change: Callable[[Node | None], Node | None], *, add: bool
) -> Node:
    entries = []
    seen = False
    for key, value in base.entries:
        if key.text != part:
            entries.append((key, value))
            continue
        seen = True
        new = _changed(value, rest, change, add=add) if rest else change(value)
        if new is not None:
            entries.append((key, new))
    if not seen and add and not rest and (new := change(None)) is not None:
        span = new.span
        entries.append((ScalarNode(part, part, span), new))
    return MapNode(tuple(entries), base.span)


def _changed_item(
    base: ListNode, part: str, rest: tuple[str, ...], change: Callable[[Node | None], Node | None], *, add: bool
) -> Node:
    items = list(base.items)
    at = position(part, len(items) + 1)
    if not rest and add and (part == "-" or at is not None):
        new = change(None)
        if new is not None:
            items.insert(len(items) if at is None else at, new)
    elif at is not None and at < len(items):
        new = _changed(items[at], rest, change, add=add) if rest else change(items[at])
        items[at : at + 1] = [] if new is None else [new]
    return ListNode(tuple(items), base.span)
