"""Generators of an ApplicationSet → the parameters for its template, with `*` in place of unknown parts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from itertools import islice

from svclint.documents.node import MapNode, Node, ScalarNode, items_at, text_at
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

PARAMETER = regex(r"\{\{-?(.{0,200}?)-?\}\}")
"""A parameter in a template, in either of Argo CD's template languages."""

_DEEPEST = 4
_MOST = 500
_MOST_PARAMETERS = 1000
_LONGEST = 4096
"""Characters of a text with parameters: a path, a URL or the name of a cluster."""


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """One set of parameters by name. `excluded`: a Git folder with `exclude`, whose paths are left out."""

    parameters: Mapping[str, str]
    excluded: bool = False


def filled(text: str, parameters: Mapping[str, str]) -> str:
    """The text with its parameters replaced; `*` replaces unknown ones, and all of them if the text gets too long."""
    if len(text) > _LONGEST:
        return "*"
    values_text = [parameters.get(match[1].strip().removeprefix("."), "*") for match in PARAMETER.finditer(text)]
    if sum(map(len, values_text)) > _LONGEST:
        values_text = ["*"] * len(values_text)
    values = iter(values_text)
    return PARAMETER.sub(lambda _: next(values), text)


def generated(generators: tuple[Node, ...], depth: int = 0) -> Iterator[ParameterSet]:
    """Yield the parameters of each generator in order: for lists each element, for Git each folder or file pattern."""
    for generator in generators if depth < _DEEPEST else ():
        if not isinstance(generator, MapNode):
            continue
        for key, value in generator.entries:
            inner = items_at(value, "generators")
            if key.text == "list" and isinstance(value, MapNode):
                yield from _elements(value)
            elif key.text == "git" and isinstance(value, MapNode):
                yield from _git(value)
            elif key.text == "matrix":
                yield from _product([tuple(generated((node,), depth + 1)) for node in inner])
            elif key.text == "merge":
                yield from generated(inner[:1], depth + 1)


def _elements(node: MapNode) -> Iterator[ParameterSet]:
    for item in items_at(node, "elements"):
        if isinstance(item, MapNode):
            yield ParameterSet({key.text: value.text for key, value in item.entries if isinstance(value, ScalarNode)})


def _git(node: MapNode) -> Iterator[ParameterSet]:
    folders = [(text_at(item, "path"), item) for item in items_at(node, "directories")]
    folders += [(posixpath.dirname(text_at(item, "path")), item) for item in items_at(node, "files")]
    for path, item in folders:
        if path:
            names = {"path": path, "path.path": path, "path.basename": posixpath.basename(path)}
            yield ParameterSet(names, text_at(item, "exclude") == "true")


def _product(parts: list[tuple[ParameterSet, ...]]) -> Iterator[ParameterSet]:
    """Yield all combinations of one set of each part; a part without sets is ignored."""
    sets = [ParameterSet({})]
    for part in parts:
        if part:
            pairs = islice(((left, right) for left in sets for right in part), _MOST)
            sets = [
                ParameterSet(_both(left.parameters, right.parameters), left.excluded or right.excluded)
                for left, right in pairs
            ]
    yield from sets if any(parts) else ()


def _both(left: Mapping[str, str], right: Mapping[str, str]) -> Mapping[str, str]:
    """The parameters of both; none if there are too many, so that all are unknown."""
    return {**left, **right} if len(left) + len(right) <= _MOST_PARAMETERS else {}
