"""A label selector of an object ⇄ its text, and whether labels that an object states contradict it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from svclint.documents.node import MapNode, Node, ScalarNode, items_at, node_at, text_at
from svclint.lazy_re import regex

# https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
_KEY = regex(r"([a-z0-9.-]+/)?[\w.-]+")
_VALUE = regex(r"[\w.-]*")
_REQUIREMENT = regex(r"(!?)([^ =!]+)(?:=(.*)| (in|notin) \((.*)\))?")


def selector_text(node: Node) -> str:
    """The requirements of a selector as kubectl writes them, without those that svclint cannot read.

    An empty text selects everything.
    """
    return ",".join(sorted(_requirements(node)))


def _requirements(node: Node) -> Iterator[str]:
    labels = node_at(node, "matchLabels")
    for key, value in labels.entries if isinstance(labels, MapNode) else ():
        if isinstance(value, ScalarNode) and _readable(key.text, [value.text]):
            yield f"{key.text}={value.text}"
    for expression in items_at(node, "matchExpressions"):
        key_text, operator = text_at(expression, "key"), text_at(expression, "operator")
        values = [item.text for item in items_at(expression, "values") if isinstance(item, ScalarNode)]
        if not _readable(key_text, values):
            continue
        if operator in ("In", "NotIn"):
            yield f"{key_text} {operator.lower()} ({' '.join(sorted(values))})"
        elif operator == "Exists":
            yield key_text
        elif operator == "DoesNotExist":
            yield f"!{key_text}"


def _readable(key: str, values: list[str]) -> bool:
    return _KEY.fullmatch(key) is not None and all(_VALUE.fullmatch(value) for value in values)


def contradicts(selector: str, labels: Mapping[str, str]) -> bool:
    """Whether a label contradicts a requirement of the selector. A label that is not stated contradicts nothing.

    Overlays and charts add labels that the object itself does not state.
    """
    return any(_contradicted(requirement, labels) for requirement in selector.split(",") if requirement)


def _contradicted(requirement: str, labels: Mapping[str, str]) -> bool:
    parts = _REQUIREMENT.fullmatch(requirement)
    if parts is None or parts[2] not in labels:
        return False
    label = labels[parts[2]]
    if parts[1]:
        return True
    if parts[3] is not None:
        return label != parts[3]
    if parts[4] is None:
        return False
    return (label in (parts[5] or "").split(" ")) == (parts[4] == "notin")


def required_keys(selector: str) -> Iterator[str]:
    """The labels that an object must have for the selector to match, whatever their values are."""
    for requirement in selector.split(","):
        parts = _REQUIREMENT.fullmatch(requirement) if requirement else None
        if parts and not parts[1] and parts[4] != "notin":
            yield parts[2]


def required_labels(selector: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The labels of which the selector permits only some values, each with these values."""
    for requirement in selector.split(","):
        parts = _REQUIREMENT.fullmatch(requirement) if requirement else None
        if parts and parts[3] is not None:
            yield parts[2], (parts[3],)
        elif parts and parts[4] == "in":
            yield parts[2], tuple((parts[5] or "").split(" "))
