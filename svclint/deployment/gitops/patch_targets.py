"""What patches and replacements are for, and an object → those that are for it, found without asking each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from svclint.deployment.patches import Target
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, Node, ScalarNode, node_at, text_at
from svclint.lazy_re import regex

_LONGEST_PATTERN = 200
_SLOW = regex(r"[*+}][^|]*[*+{]|\(")
_LITERAL = regex(r"[\w/:-]+")
_COMMAS = regex(r",(?![^()]*\))")
_EQUAL = regex(r"([\w./-]+)\s*(!=|==?)\s*([\w.-]*)")
_AMONG = regex(r"([\w./-]+)\s+(notin|in)\s*\(([^()]*)\)")
_THERE = regex(r"!?[\w./-]+")
_Check = Callable[[Node | None], bool]
_Key = tuple[str, ...]
_REST: _Key = ("",)


class Matchers:
    """Patterns and selectors as kustomize has them, each read once."""

    def __init__(self) -> None:
        self._patterns: dict[str, re.Pattern[str] | None] = {}
        self._selectors: dict[str, tuple[_Check, ...]] = {}

    def fits(self, target: Target, document: Document) -> bool:
        """Whether a patch or replacement with this target is for an object."""
        return (
            self._like(target.kind, document.kind)
            and self._like(target.name, document.name)
            and self._like(target.group, document.group)
            and self._like(target.version, document.version)
            and (not document.namespace or self._like(target.namespace, document.namespace))
            and self._selected(target.labels, document, "labels")
            and self._selected(target.annotations, document, "annotations")
        )

    def _like(self, pattern: str, text: str) -> bool:
        """Whether a regular expression matches the whole of a text."""
        if not pattern or pattern == text:
            return True
        if pattern not in self._patterns:
            self._patterns[pattern] = _compiled(pattern)
        compiled = self._patterns[pattern]
        return compiled is not None and compiled.fullmatch(text) is not None

    def _selected(self, selector: str, document: Document, field: str) -> bool:
        if not selector:
            return True
        if selector not in self._selectors:
            self._selectors[selector] = tuple(_checks(selector))
        labels = _labels(document, field)
        return all(check(labels) for check in self._selectors[selector])


class Targets:
    """Many targets, by what an object must have for each of them: a name, a label or a kind, where one is stated."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._numbers: dict[_Key, list[int]] = {}
        for number, target in enumerate(targets):
            self._numbers.setdefault(_key(target), []).append(number)
        self._selectors = {"labels", "annotations"} & {key[0] for key in self._numbers}

    def for_object(self, document: Document) -> list[int]:
        """The numbers of those that may be for an object, in order; `Matchers.fits` decides."""
        keys = [_REST, ("name", document.name), ("kind", document.kind)]
        for field in self._selectors:
            labels = _labels(document, field)
            if isinstance(labels, MapNode):
                keys += {
                    (field, key.text, value.text) for key, value in labels.entries if isinstance(value, ScalarNode)
                }
        found = [self._numbers[key] for key in dict.fromkeys(keys) if key in self._numbers]
        return found[0] if len(found) == 1 else sorted(number for numbers in found for number in numbers)


def is_literal(pattern: str) -> bool:
    """Whether a pattern matches itself alone."""
    return _LITERAL.fullmatch(pattern) is not None


def alike(one: Document, other: Document) -> bool:
    """Whether two states of an object have the same labels and annotations, as far as their nodes are the same."""
    return all(_labels(one, field) is _labels(other, field) for field in ("labels", "annotations"))


def _key(target: Target) -> _Key:
    """What an object must have so that the target fits it."""
    if is_literal(target.name):
        return "name", target.name
    for field, selector in (("labels", target.labels), ("annotations", target.annotations)):
        for part in _parts(selector):
            found = _EQUAL.fullmatch(part)
            if found and found[2] != "!=" and found[3]:
                return field, found[1], found[3]
    return ("kind", target.kind) if is_literal(target.kind) else _REST


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """What could take long to match is compared as text, as is what is no expression."""
    if len(pattern) > _LONGEST_PATTERN or _SLOW.search(pattern.replace(".*", "*", 2)):
        return None
    try:
        return re.compile(pattern)
    except re.error:
        return None


def _labels(document: Document, field: str) -> Node | None:
    return node_at(document.node, "metadata", field)


def _parts(selector: str) -> list[str]:
    return [one.strip() for one in _COMMAS.split(selector)]


def _checks(selector: str) -> Iterator[_Check]:
    """Label selectors as far as they are plain comparisons; any other may fit."""
    for part in _parts(selector):
        if found := _EQUAL.fullmatch(part):
            yield _equal(found[1], frozenset({found[3]}), wanted=found[2] != "!=")
        elif found := _AMONG.fullmatch(part):
            texts = frozenset(one.strip() for one in found[3].split(","))
            yield _equal(found[1], texts, wanted=found[2] == "in")
        elif _THERE.fullmatch(part):
            yield _there(part.lstrip("!"), wanted=not part.startswith("!"))


def _equal(key: str, texts: frozenset[str], *, wanted: bool) -> _Check:
    return lambda labels: (text_at(labels, key) in texts) == wanted


def _there(key: str, *, wanted: bool) -> _Check:
    return lambda labels: (isinstance(labels, MapNode) and labels.get(key) is not None) == wanted
