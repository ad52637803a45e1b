"""A catalogue entry → the kinds and words without which a document cannot hold its fields, for the scan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from svclint.claims.catalogue_fields import Entry, Field
from svclint.claims.paths import split_path
from svclint.lazy_re import regex

# What a word may be cut at: quoting and folding leave these runs of a key or value whole.
_RUNS = regex(r"[\w.-]+(?:/[\w.-]+)*", re.ASCII)
# Texts whose keys and values stand in them as they are; the other openers' trees have keys of our own making.
_LITERAL = frozenset({"(yaml)", "(json)", "(cni)", "(flags)"})

Wanted = tuple[frozenset[str], frozenset[str]]


def wanted(entry: Entry) -> Iterator[Wanted]:
    """Pairs of kinds (`*`: any; empty: even none) and words: a document needs one of the kinds and all of the words."""
    kinds = frozenset(entry.kinds)
    groups = entry.groups if "*" not in entry.groups and "" not in entry.groups else ("",)
    names = entry.names or ("",)
    for words in _least(_sets(entry, product(groups, names, sorted(entry.words) or ("",)))):
        yield kinds, words or kinds - {"", "*"}


def _sets(entry: Entry, choices: Iterable[tuple[str, str, str]]) -> Iterator[frozenset[str]]:
    # What has no kind is no item of a List: its keys stand at the margin.
    margin = entry.kinds == ("",)
    keys = frozenset(f"^{key}" for key in entry.keys) if margin else frozenset(_words(entry.keys))
    for group, name, word in choices:
        common = keys | {*_words([group, name])} | ({word} if word else set())
        for spec in entry.fields:
            outmost = {f"^{spec.path[0]}"} if margin and spec.absent is None and _is_key(spec.path[0]) else set[str]()
            for value in _values(spec):
                yield (
                    common | outmost | ({*_of_field(spec)} | {*_words([value])}) - {key[1:] for key in common | outmost}
                )


def _is_key(segment: str) -> bool:
    return _RUNS.fullmatch(segment) is not None


def _values(spec: Field) -> tuple[str, ...]:
    """The values that alone count, where they stand in the text as they are."""
    free = spec.pattern or spec.until or spec.absent is not None
    return spec.values if spec.values and not free else ("",)


def _of_field(spec: Field) -> Iterator[str]:
    if spec.absent is None:
        yield from _literals(spec.path)
    condition = spec.when
    if condition is not None and not condition.absent and len(condition.paths) == 1:
        yield from _literals(split_path("/" + condition.paths[0].lstrip("/")))
        if condition.values is not None and len(condition.values) == 1:
            yield from _words(condition.values)


def _literals(path: Iterable[str]) -> Iterator[str]:
    for segment in path:
        if segment.startswith("("):
            if segment not in _LITERAL:
                return
        elif segment.startswith("["):
            for part in re.split("[=~]", segment[1:-1], maxsplit=1):
                yield from _words([part])
        else:
            yield from _words([segment.rstrip("*")])


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for word in _RUNS.findall(text):
            if not word.isdecimal() and word.strip("."):
                yield word


def _least(found: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Without the sets that ask for more than another one does."""
    kept: list[frozenset[str]] = []
    for words in sorted(set(found), key=lambda one: (len(one), sorted(one))):
        if not any(other <= words for other in kept):
            kept.append(words)
    return kept
