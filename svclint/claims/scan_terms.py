"""A catalogue entry → the kinds and words that a document must contain to have its fields, for the scan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from svclint.claims.catalogue_fields import Entry, Field
from svclint.claims.paths import split_path
from svclint.documents.prefilter import NAMED
from svclint.lazy_re import regex

# The parts of a key or value that quoting and folding never split.
_RUNS = regex(r"[\w.-]+(?:/[\w.-]+)*", re.ASCII)
# Embedded languages whose keys and values are the text's own; the trees of the other openers have invented keys.
_LITERAL = frozenset({"(yaml)", "(json)", "(cni)", "(flags)", "(arguments)"})

Terms = tuple[frozenset[str], frozenset[str]]


def scan_terms(entry: Entry) -> Iterator[Terms]:
    """Pairs of kinds (`*`: any kind; empty: also no kind) and words.

    A document that matches the entry has one of the kinds and contains all words of at least one pair.
    """
    kinds = frozenset(entry.kinds)
    groups = entry.groups if "*" not in entry.groups and "" not in entry.groups else ("",)
    names = entry.names or ("",)
    for words in _minimal(_sets(entry, product(groups, names, sorted(entry.words) or ("",)))):
        yield kinds, words or kinds - {"", "*"}


def _sets(entry: Entry, choices: Iterable[tuple[str, str, str]]) -> Iterator[frozenset[str]]:
    # A document without a kind cannot be an item of a List, so its top-level keys are not indented.
    margin = entry.kinds == ("",)
    keys = frozenset(f"^{key}" for key in entry.keys) if margin else frozenset(_words(entry.keys))
    for group, name, word in choices:
        common = keys | {*_words([group, name])} | ({word} if word else set())
        for spec in entry.fields:
            top_level = {f"^{spec.path[0]}"} if margin and spec.absent is None and _is_key(spec.path[0]) else set[str]()
            for value in _values(spec):
                yield (
                    common
                    | top_level
                    | ({*_field_words(spec)} | {*_words([value])}) - {key[1:] for key in common | top_level}
                )


def _is_key(segment: str) -> bool:
    return _RUNS.fullmatch(segment) is not None


def _values(spec: Field) -> tuple[str, ...]:
    """The only values that the field accepts, if the document contains them literally; else one empty text."""
    free = spec.pattern or spec.until or spec.absent is not None
    return spec.values if spec.values and not free else ("",)


def _field_words(spec: Field) -> Iterator[str]:
    if spec.absent is None:
        yield from _literals(spec.path)
    if spec.syntax == "port-name":
        yield spec.path[-1] + NAMED
    for condition in spec.when:
        if condition.absent or len(condition.paths) != 1:
            continue
        yield from _literals(split_path("/" + condition.paths[0].lstrip("/")))
        if condition.values is not None and len(condition.values) == 1:
            yield from _words(condition.values)


def _literals(path: Iterable[str]) -> Iterator[str]:
    for segment in path:
        if segment.startswith("("):
            if segment not in _LITERAL:
                return
        elif segment.startswith("["):
            for part in re.split("[=~@]", segment[1:-1], maxsplit=1):
                yield from _words([part])
        else:
            yield from _words([segment.rstrip("*")])


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for word in _RUNS.findall(text):
            if not word.isdecimal() and word.strip("."):
                yield word


def _minimal(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The sets that are minimal: without those that contain another set."""
    minimal: list[frozenset[str]] = []
    for words in sorted(set(sets), key=lambda terms: (len(terms), sorted(terms))):
        if not any(subset <= words for subset in minimal):
            minimal.append(words)
    return minimal
