"""A field path of kustomize or a JSON pointer → its steps; and the scalar at these steps."""

from __future__ import annotations

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, position, text_at
from svclint.lazy_re import regex

Path = tuple[str, ...]
"""Keys and item numbers, from the object down; kustomize's paths also have `[name=web]`, the item with this entry."""

_STEP = regex(r"\[([^\]]+)\]|((?:\\.|[^.\[\]])+)")
_LONGEST = 1000


def field_path(text: str) -> Path:
    """The steps of a kustomize field path: `spec.ports.[name=web].port` → spec, ports, [name=web], port.

    A key that contains dots is in brackets, or has `\\.` for each dot.
    """
    steps = _STEP.findall(text[:_LONGEST])
    return tuple(_in_brackets(brackets) if brackets else plain.replace("\\.", ".") for brackets, plain in steps)


def pointer_path(pointer: str) -> Path:
    """The steps of a JSON pointer."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def scalar_at(node: Node | None, path: Path) -> ScalarNode | None:
    """The scalar that the steps lead to; None if there is none."""
    for step in path:
        if isinstance(node, MapNode):
            node = node.get(step)
        elif isinstance(node, ListNode):
            node = _item(node, step)
        else:
            return None
    return node if isinstance(node, ScalarNode) else None


def may_be(step: str, key: str) -> bool:
    """May a step of a path refer to this key or item number?"""
    return step == key or (key.isdecimal() and (step in ("*", "-") or step.startswith("[") or step.isdecimal()))


def _in_brackets(text: str) -> str:
    return f"[{text}]" if "=" in text else text


def _item(node: ListNode, step: str) -> Node | None:
    number = position(step, len(node.items))
    if number is not None:
        return node.items[number]
    key, equals, value = step.strip("[]").partition("=")
    return next((item for item in node.items if text_at(item, key) == value), None) if equals else None
