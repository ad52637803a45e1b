"""Generators of an ApplicationSet → the parameters that they give its template, with `*` for what is not known here."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from itertools import islice

from svclint.documents.node import MapNode, Node, ScalarNode, items_at, text_at
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

PARAMETER = regex(r"\{\{-?(.{0,200}?)-?\}\}")
"""A parameter in the text of a template, of either template language of Argo CD."""

_DEEPEST = 4
_MOST = 500
_MOST_PARAMETERS = 1000
_LONGEST = 4096
"""What is filled in is a path, a URL or the name of a cluster."""


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """One set of parameters by name. A Git folder with `exclude` gives those that are left out."""

    parameters: Mapping[str, str]
    excluded: bool = False


def filled(text: str, parameters: Mapping[str, str]) -> str:
    """The text with its parameters; `*` stands for those that are not known, and for all where it would be too long."""
    if len(text) > _LONGEST:
        return "*"
    known = [parameters.get(found[1].strip().removeprefix("."), "*") for found in PARAMETER.finditer(text)]
    if sum(map(len, known)) > _LONGEST:
        known = ["*"] * len(known)
    values = iter(known)
    return PARAMETER.sub(lambda _: next(values), text)


def generated(generators: tuple[Node, ...], depth: int = 0) -> Iterator[ParameterSet]:
    """What the generators give, one after the other: of lists each element, of Git folders and files each pattern."""
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
                yield from _product([tuple(generated((one,), depth + 1)) for one in inner])
            elif key.text == "merge":
                yield from generated(inner[:1], depth + 1)


def _elements(node: MapNode) -> Iterator[ParameterSet]:
    for item in items_at(node, "elements"):
        if isinstance(item, MapNode):
            yield ParameterSet({key.text: one.text for key, one in item.entries if isinstance(one, ScalarNode)})


def _git(node: MapNode) -> Iterator[ParameterSet]:
    folders = [(text_at(one, "path"), one) for one in items_at(node, "directories")]
    folders += [(posixpath.dirname(text_at(one, "path")), one) for one in items_at(node, "files")]
    for path, item in folders:
        if path:
            names = {"path": path, "path.path": path, "path.basename": posixpath.basename(path)}
            yield ParameterSet(names, text_at(item, "exclude") == "true")


def _product(parts: list[tuple[ParameterSet, ...]]) -> Iterator[ParameterSet]:
    """Each of one with each of the other; a part that gives nothing that is known here narrows nothing."""
    found = [ParameterSet({})]
    for part in parts:
        if part:
            pairs = islice(((one, other) for one in found for other in part), _MOST)
            found = [ParameterSet(_both(a.parameters, b.parameters), a.excluded or b.excluded) for a, b in pairs]
    yield from found if any(parts) else ()


def _both(one: Mapping[str, str], other: Mapping[str, str]) -> Mapping[str, str]:
    """The parameters of both; none, so that nothing is known, where there are more than anybody writes."""
    return {**one, **other} if len(one) + len(other) <= _MOST_PARAMETERS else {}
