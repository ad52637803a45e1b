"""The texts that name a field of an object, as kustomize and JSON patches have them → steps; and what is there."""

from __future__ import annotations

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, position, text_at
from svclint.lazy_re import regex

Path = tuple[str, ...]
"""Keys and item numbers, from the object down; in kustomize's paths also `[name=web]`, the item that has this."""

_STEP = regex(r"\[([^\]]+)\]|((?:\\.|[^.\[\]])+)")
_LONGEST = 1000


def field_path(text: str) -> Path:
    """The steps of a kustomize field path: `spec.ports.[name=web].port` → spec, ports, [name=web], port.

    A key that has dots stands in brackets or has `\\.` for each of them.
    """
    found = _STEP.findall(text[:_LONGEST])
    return tuple(_in_brackets(brackets) if brackets else plain.replace("\\.", ".") for brackets, plain in found)


def pointer_path(pointer: str) -> Path:
    """The steps of a JSON pointer."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def scalar_at(node: Node | None, path: Path) -> ScalarNode | None:
    """The scalar that the steps lead to; None where there is none."""
    for step in path:
        if isinstance(node, MapNode):
            node = node.get(step)
        elif isinstance(node, ListNode):
            node = _item(node, step)
        else:
            return None
    return node if isinstance(node, ScalarNode) else None


def may_be(step: str, key: str) -> bool:
    """May a step of a path mean this key, or this number of an item?"""
    return step == key or (key.isdecimal() and (step in ("*", "-") or step.startswith("[") or step.isdecimal()))


def _in_brackets(text: str) -> str:
    return f"[{text}]" if "=" in text else text


def _item(node: ListNode, step: str) -> Node | None:
    number = position(step, len(node.items))
    if number is not None:
        return node.items[number]
    key, equals, value = step.strip("[]").partition("=")
    return next((item for item in node.items if text_at(item, key) == value), None) if equals else None
