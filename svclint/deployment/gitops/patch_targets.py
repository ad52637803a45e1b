"""The targets of patches and replacements, and an object → the targets that match it, without testing all of them."""

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
_IN_SET = regex(r"([\w./-]+)\s+(notin|in)\s*\(([^()]*)\)")
_EXISTS = regex(r"!?[\w./-]+")
_Check = Callable[[Node | None], bool]
_Key = tuple[str, ...]
_REST: _Key = ("",)


class Matchers:
    """Matches targets as kustomize does; each pattern and selector is parsed once."""

    def __init__(self) -> None:
        self._patterns: dict[str, re.Pattern[str] | None] = {}
        self._selectors: dict[str, tuple[_Check, ...]] = {}

    def fits(self, target: Target, document: Document) -> bool:
        """Does the target match an object, by its current name and namespace or by those that its file states?

        https://github.com/kubernetes-sigs/kustomize/blob/api/v0.20.1/api/resmap/reswrangler.go
        (GetMatchingResourcesByAnyId)
        """
        names = {(document.name, document.namespace), _stated(document)}
        return (
            self._like(target.kind, document.kind)
            and any(
                self._like(target.name, name) and (not namespace or self._like(target.namespace, namespace))
                for name, namespace in names
            )
            and self._like(target.group, document.group)
            and self._like(target.version, document.version)
            and self._selected(target.labels, document, "labels")
            and self._selected(target.annotations, document, "annotations")
        )

    def _like(self, pattern: str, text: str) -> bool:
        """Does a regular expression match a whole text?"""
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
    """Targets by the name, label, annotation or kind that they require of an object, if any."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._numbers: dict[_Key, list[int]] = {}
        for number, target in enumerate(targets):
            self._numbers.setdefault(_key(target), []).append(number)
        self._selectors = {"labels", "annotations"} & {key[0] for key in self._numbers}

    def for_object(self, document: Document) -> list[int]:
        """The numbers of the targets that may match an object, in order; `Matchers.fits` decides."""
        keys = [_REST, ("name", document.name), ("name", _stated(document)[0]), ("kind", document.kind)]
        for field in self._selectors:
            labels = _labels(document, field)
            if isinstance(labels, MapNode):
                keys += {
                    (field, key.text, value.text) for key, value in labels.entries if isinstance(value, ScalarNode)
                }
        lists = [self._numbers[key] for key in dict.fromkeys(keys) if key in self._numbers]
        return lists[0] if len(lists) == 1 else sorted(number for numbers in lists for number in numbers)


def is_literal(pattern: str) -> bool:
    """Does the pattern match only itself?"""
    return _LITERAL.fullmatch(pattern) is not None


def same_labels(before: Document, after: Document) -> bool:
    """Do two states of an object share the nodes of their labels and annotations?"""
    return all(_labels(before, field) is _labels(after, field) for field in ("labels", "annotations"))


def _key(target: Target) -> _Key:
    """What the target requires of an object: its name, a label, an annotation or its kind."""
    if is_literal(target.name):
        return "name", target.name
    for field, selector in (("labels", target.labels), ("annotations", target.annotations)):
        for part in _parts(selector):
            match = _EQUAL.fullmatch(part)
            if match and match[2] != "!=" and match[3]:
                return field, match[1], match[3]
    return ("kind", target.kind) if is_literal(target.kind) else _REST


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """The compiled pattern; None if it is invalid or may be slow to match, so that it is only compared as text."""
    if len(pattern) > _LONGEST_PATTERN or _SLOW.search(pattern.replace(".*", "*", 2)):
        return None
    try:
        return re.compile(pattern)
    except re.error:
        return None


def _stated(document: Document) -> tuple[str, str]:
    """The name and namespace in the file of the object, before prefixes and namespaces of kustomizations."""
    metadata = node_at(document.node, "metadata")
    return text_at(metadata, "name"), text_at(metadata, "namespace")


def _labels(document: Document, field: str) -> Node | None:
    return node_at(document.node, "metadata", field)


def _parts(selector: str) -> list[str]:
    return [part.strip() for part in _COMMAS.split(selector)]


def _checks(selector: str) -> Iterator[_Check]:
    """Yield a check for each comparison of a selector; parts of any other form are ignored."""
    for part in _parts(selector):
        if match := _EQUAL.fullmatch(part):
            yield _equal(match[1], frozenset({match[3]}), expected=match[2] != "!=")
        elif match := _IN_SET.fullmatch(part):
            texts = frozenset(text.strip() for text in match[3].split(","))
            yield _equal(match[1], texts, expected=match[2] == "in")
        elif _EXISTS.fullmatch(part):
            yield _exists(part.lstrip("!"), expected=not part.startswith("!"))


def _equal(key: str, texts: frozenset[str], *, expected: bool) -> _Check:
    return lambda labels: (text_at(labels, key) in texts) == expected


def _exists(key: str, *, expected: bool) -> _Check:
    return lambda labels: (isinstance(labels, MapNode) and labels.get(key) is not None) == expected
