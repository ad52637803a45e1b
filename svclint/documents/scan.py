"""A text's bytes → whether it may hold an address, by the literal words that the caller passes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick, Implementation

from svclint.documents.prefilter import NAMED, Outline, is_no_mapping
from svclint.lazy_re import regex
from svclint.packs import packed, unpacked

# Kinds (``: any or none; `*`: any), and words that must all occur; `^key` is a key of the outermost mapping, `key:a`
# a key whose value is no number.
Wanted = tuple[frozenset[str], frozenset[str]]
# Of one pair: its kinds, the numbers of its further words in the automaton, its other words, and its outermost keys.
_Group = tuple[frozenset[str], frozenset[int], list[bytes], frozenset[bytes]]
# The words of the automaton; and for each of the first of them, the pairs that are filed under it, packed: a run
# needs few of them.
Plan = tuple[list[bytes], list[bytes]]

_ANY = frozenset({""})
STRUCTURE: tuple[Wanted, ...] = tuple(
    (frozenset({kind}), frozenset({*words}))
    for kind, *words in (
        (
            "Kustomization",
            "kustomize.toolkit.fluxcd.io/v",
        ),  # with `/v`, because objects of any kind may have annotations of this group
        ("FluxInstance", "fluxcd.controlplane.io", "sync"),
        ("HelmRelease", "instance", "sync"),
        ("HelmRelease", "valuesFrom", "ConfigMap"),
        ("Application", "argoproj.io", "source"),
        ("Application", "argoproj.io", "sources"),
        ("ApplicationSet", "argoproj.io", "template"),
    )
)
"""Documents that determine what is deployed from a repository; they are read even if they hold no address."""
_RARE = 8  # characters: shorter words (`to`, `name`, `v1`) are in every other manifest
# Long words that are in every other manifest nevertheless.
_COMMON = frozenset(
    (
        "kubernetes",
        "metadata",
        "namespace",
        "annotations",
        "template",
        "containers",
        "destination",
        "source",
        "sources",
        "cluster",
        "disabled",
    )
)
_SECOND = 6  # characters: a shorter second word is too common for the automaton; it is searched for after the first
_FEW = 3  # kinds of one pair up to which each kind becomes a pair of its own
_WINDOW = 1 << 18
_MANY = 1 << 20  # bytes; then a DFA pays off: it is twice as fast, but takes 3 ms to build instead of 0.5
_ESCAPE = regex(rb"\\(?:u00|U000000|x)(?:2[15dDeEfF]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aA])")
"""An escaped letter, digit, `-`, `.`, `/` or `_` may be part of a word, and an escaped `!` or `%` may begin a tag: such
a text is always read."""
_TAG = regex(rb"!!(?:b|%)|!(?:<|\\+(?:u00|U000000|x)3[cC])")
"""A tag that is or may be `!!binary`: words are not visible in its base64 text. `%TAG` can declare other names."""
_BROKEN = regex(rb"\\(?:\r?\n|\r|\\\\[nr]|\xc2\x85|\xe2\x80[\xa8\xa9])[ \t]*")
"""An escaped line break, also in a text that is itself a value: a word may continue after it."""
_SLASH = regex(rb"\\+/")


def planned(pairs: Iterable[Wanted]) -> Plan:
    """File each pair under its rarest word. The result is plain data, so that it can be cached."""
    wanted = [pair for kinds, words in pairs if words for pair in _split(kinds or _ANY, words)]
    counts = Counter(word.removeprefix("^") for _, words in wanted for word in words)
    filed: dict[str, list[tuple[frozenset[str], list[str], frozenset[bytes]]]] = {}
    for kinds, words in wanted:
        outmost = frozenset(word[1:].encode() for word in words if word[0] == "^")
        bare = {word.removeprefix("^") for word in words}
        first, *others = sorted(
            bare, key=lambda word: (word.endswith(NAMED), word in _COMMON, -min(len(word), _RARE), counts[word], word)
        )
        filed.setdefault(first, []).append((kinds, others, outmost))
    seconds = dict.fromkeys(
        others[0] for group in filed.values() for _, others, _ in group if others and _is_second(others[0])
    )
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*filed, *seconds]))}
    groups: list[list[_Group]] = [
        [
            (
                kinds,
                frozenset(numbers[word] for word in others if word in numbers),
                [word.encode() for word in others if word not in numbers],
                outmost,
            )
            for kinds, others, outmost in group
        ]
        for group in filed.values()
    ]
    return [word.encode() for word in numbers], [packed(group) for group in groups]


def _is_second(word: str) -> bool:
    return len(word) >= _SECOND and not word.endswith(NAMED)


def _split(kinds: frozenset[str], words: frozenset[str]) -> list[Wanted]:
    """One pair for each of a few kinds, with the kind as a word: it is often the rarest one."""
    if len(kinds) > _FEW or not kinds.isdisjoint(("", "*")):
        return [(kinds, words)]
    return [(frozenset({kind}), words | {kind}) for kind in sorted(kinds)]


class Scanner:
    """Decides which texts are read: those that, for some pair, have one of its kinds and all of its words.

    An Aho-Corasick automaton searches for the two rarest words of each pair; the other words are searched for only if
    both are found. This takes a third of the time of an automaton of all words, most of which are in every manifest.
    A text may be read without need, but is never skipped wrongly.
    """

    def __init__(self, pairs: Iterable[Wanted] = (), plan: Plan | None = None) -> None:
        """Build the automaton from pairs, or from the plan that `planned` made of them."""
        words, self._stored = planned(pairs) if plan is None else plan
        self._groups: dict[int, list[_Group]] = {}
        self._overlap = max(map(len, words), default=1) - 1
        self._words = words
        self._automaton = BytesAhoCorasick(words) if words else None
        self._seen = 0

    def wanted(self, data: bytes) -> bool:
        """May this UTF-8 text hold an address? Callers pass a file as a whole first, then each of its documents."""
        if self._automaton is None:
            return False
        if self._seen < _MANY:
            self._seen += len(data)
            if self._seen >= _MANY:
                self._automaton = BytesAhoCorasick(self._words, implementation=Implementation.DFA)
        if hides(data):
            return True
        if b"\\" in data:
            if _ESCAPE.search(data) is not None:
                return True
            if b"\\/" in data:  # an escape of JSON
                data = data.replace(b"\\/", b"/")
                if b"\\/" in data:  # JSON in a string of JSON
                    data = _SLASH.sub(b"/", data)
            joined = _BROKEN.sub(b"", data)
            if len(joined) < len(data) and (hides(joined) or self._is_wanted(self._automaton, joined)):
                return True
        return self._is_wanted(self._automaton, data)

    def _is_wanted(self, automaton: BytesAhoCorasick, data: bytes) -> bool:
        numbers = self._numbers(automaton, data)
        outline: Outline | None = None
        for number in numbers:
            for kinds, seconds, others, keys in self._group(number):
                if seconds <= numbers:
                    outline = outline or Outline(data)
                    if outline.is_of(kinds) and outline.has(others) and outline.begins_lines(keys):
                        return not is_no_mapping(data)
        return False

    def _group(self, number: int) -> list[_Group]:
        """The pairs that are filed under a word."""
        if number not in self._groups:
            stored = self._stored[number : number + 1]
            self._groups[number] = unpacked(stored[0]) if stored else []
        return self._groups[number]

    def _numbers(self, automaton: BytesAhoCorasick, data: bytes) -> set[int]:
        """The numbers of the automaton's words that the text contains."""
        if len(data) <= _WINDOW:
            return {match[0] for match in automaton.find_matches_as_indexes(data, overlapping=True)}
        numbers: set[int] = set()
        for start in range(0, len(data), _WINDOW):
            window = data[max(0, start - self._overlap) : start + _WINDOW]
            numbers.update([match[0] for match in automaton.find_matches_as_indexes(window, overlapping=True)])
        return numbers


class AnyScanner:
    """Decides that a text is read if one of several scanners does."""

    def __init__(self, scanners: Iterable[Scanner | AnyScanner]) -> None:
        self._scanners = tuple(scanners)

    def wanted(self, data: bytes) -> bool:
        """Does one of the scanners want this text?"""
        return any(scanner.wanted(data) for scanner in self._scanners)


def hides(data: bytes) -> bool:
    """May the text contain encoded values (`!!binary`), in which a search for words finds nothing?"""
    return b"!" in data and (_TAG.search(data) is not None or b"%TAG" in data)
