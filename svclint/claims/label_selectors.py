"""A label selector of an object ⇄ its text, and whether labels match it or contradict it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from svclint.documents.node import MapNode, Node, ScalarNode, items_at, node_at, text_at
from svclint.lazy_re import regex
from svclint.lazy_tuples import NamedTuple

NAME_LABEL = "kubernetes.io/metadata.name"
"""The label with its name that every namespace has: https://kubernetes.io/docs/reference/labels-annotations-taints/"""
# https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
_KEY = regex(r"([a-z0-9.-]+/)?[\w.-]+")
_VALUE = regex(r"[\w.-]*")
_REQUIREMENT = regex(r"(!?)([^ =!]+)(?:=(.*)| (in|notin) \((.*)\))?")
UNKNOWN = "?"
"""A requirement that svclint cannot read: a variable, a template, or an operator that it does not know."""


class Requirement(NamedTuple):
    """One requirement of a selector: the operators are those of `matchExpressions`, or `UNKNOWN`."""

    key: str
    operator: str
    values: frozenset[str] = frozenset()


def selector_text(node: Node) -> str:
    """The requirements of a selector as kubectl writes them; `?` for those that svclint cannot read.

    An empty text selects everything.
    """
    return text_of(requirements(node))


def labels_text(node: Node | None) -> str:
    """The text of a selector that is a mapping of labels, such as `spec.selector` of a Service."""
    return text_of(_of_labels(node, str))


def text_of(requirements: Iterable[Requirement]) -> str:
    """Requirements → the text of the selector."""
    return ",".join(sorted(map(_text, requirements)))


def _text(requirement: Requirement) -> str:
    key, operator, values = requirement
    if operator == "In" and len(values) == 1:
        return f"{key}={next(iter(values))}"
    if operator in ("In", "NotIn"):
        return f"{key} {operator.lower()} ({' '.join(sorted(values))})"
    return {"Exists": key, "DoesNotExist": f"!{key}"}.get(operator, UNKNOWN)


def requirements(node: Node, key_of: Callable[[str], str] = str) -> Iterator[Requirement]:
    """The requirements of a selector; `key_of` returns the key of a label as the object of the selector spells it."""
    yield from _of_labels(node_at(node, "matchLabels"), key_of)
    for expression in items_at(node, "matchExpressions"):
        key, operator = key_of(text_at(expression, "key")), text_at(expression, "operator")
        values = frozenset(item.text for item in items_at(expression, "values") if isinstance(item, ScalarNode))
        yield readable(Requirement(key, operator, values))


def _of_labels(node: Node | None, key_of: Callable[[str], str]) -> Iterator[Requirement]:
    for key, value in node.entries if isinstance(node, MapNode) else ():
        text = value.text if isinstance(value, ScalarNode) else UNKNOWN
        yield readable(Requirement(key_of(key.text), "In", frozenset({text})))


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return text.isidentifier() or pattern.fullmatch(text) is not None  # most keys and values are one word


def readable(requirement: Requirement) -> Requirement:
    """The requirement, or an unknown one if its key, operator or values are not what the API server accepts."""
    key, operator, values = requirement
    known = operator in ("In", "NotIn", "Exists", "DoesNotExist")
    if known and _matches(_KEY, key) and all(_matches(_VALUE, value) for value in values):
        return requirement
    return Requirement("", UNKNOWN)


@lru_cache(maxsize=4096)
def requirements_of(selector: str) -> tuple[Requirement, ...]:
    """The text of a selector → its requirements."""
    return tuple(_parsed(part) for part in selector.split(",") if part)


def _parsed(text: str) -> Requirement:
    parts = _REQUIREMENT.fullmatch(text)
    if parts is None or text == UNKNOWN:
        return Requirement("", UNKNOWN)
    if parts[1]:
        return Requirement(parts[2], "DoesNotExist")
    if parts[3] is not None:
        return readable(Requirement(parts[2], "In", frozenset({parts[3]})))
    if parts[4]:
        return Requirement(parts[2], "In" if parts[4] == "in" else "NotIn", frozenset(parts[5].split(" ")))
    return Requirement(parts[2], "Exists")


def matches(selector: str, labels: Mapping[str, str]) -> bool | None:
    """Whether labels match a selector; None if that depends on a requirement that svclint cannot read."""
    unknown = False
    for requirement in requirements_of(selector):
        if requirement.operator == UNKNOWN:
            unknown = True
        elif not _holds(requirement, labels.get(requirement.key)):
            return False
    return None if unknown else True


def _holds(requirement: Requirement, label: str | None) -> bool:
    match requirement.operator:
        case "In":
            return label in requirement.values
        case "NotIn":
            return label not in requirement.values
        case "Exists":
            return label is not None
        case _:
            return label is None


def contradicts(selector: str, labels: Mapping[str, str]) -> bool:
    """Whether a label contradicts a requirement of the selector. A label that is not stated contradicts nothing.

    Overlays and charts add labels that the object itself does not state.
    """
    return any(
        requirement.operator != UNKNOWN
        and requirement.key in labels
        and not _holds(requirement, labels[requirement.key])
        for requirement in requirements_of(selector)
    )
