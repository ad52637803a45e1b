"""Can this text hold an address? Bytes in, yes or no out: literal words (handed in) by one Aho-Corasick automaton."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick, Implementation

from svclint.documents.prefilter import Outline, is_no_mapping
from svclint.lazy_re import regex

# Kinds (``: whatever it is, even none; `*`: any, but there is one) and the words that all have to be there; `^key` is
# a key of the outermost mapping.
Wanted = tuple[frozenset[str], frozenset[str]]
# Of a pair: its kinds, the numbers of its further words that the automaton knows, the others, and the outermost keys.
_Group = tuple[frozenset[str], frozenset[int], list[bytes], frozenset[bytes]]
# The automaton's words; and for each of the first of them the pairs that it stands for.
Plan = tuple[list[bytes], list[list[_Group]]]

_ANY = frozenset({""})
STRUCTURE: tuple[Wanted, ...] = tuple(
    (frozenset({kind}), frozenset({*words}))
    for kind, *words in (
        ("Kustomization", "kustomize.toolkit.fluxcd.io/v"),  # its version: objects of all kinds have its annotations
        ("FluxInstance", "fluxcd.controlplane.io", "sync"),
        ("HelmRelease", "instance", "sync"),
        ("HelmRelease", "valuesFrom", "ConfigMap"),
        ("Application", "argoproj.io", "source"),
        ("Application", "argoproj.io", "sources"),
        ("ApplicationSet", "argoproj.io", "template"),
    )
)
"""Documents that say what of a repository is deployed; they are read whether they hold addresses or not."""
_TELLING = 8  # letters: shorter words (`to`, `name`, `v1`) stand in every other manifest
# Long words that stand in every other manifest all the same.
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
_SECOND = 6  # letters: a shorter second word is found everywhere and tells little; it is looked for where the first is
_FEW = 3  # kinds of one pair that are looked for each by itself
_WINDOW = 1 << 18
_MANY = 1 << 20  # bytes; from here on an automaton pays that is twice as fast and takes 3 ms to build, not 0.5
_ESCAPE = regex(rb"\\(?:u00|U000000|x)(?:2[15dDeEfF]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aA])")
"""An escaped letter, digit, `-`, `.`, `/` or `_`: a word may be written with it, so the text is read. An escaped `!` or
`%` may begin a tag."""
_TAG = regex(rb"!!(?:b|%)|!(?:<|\\+(?:u00|U000000|x)3[cC])")
"""A tag that is `!!binary`, or may be: what it stands at is base64, in which no word can be found. A `%TAG` line gives
further names to it."""
_BROKEN = regex(rb"\\(?:\r?\n|\r|\\\\[nr]|\xc2\x85|\xe2\x80[\xa8\xa9])[ \t]*")
"""An escaped line break, also in a text that is a value itself: a word may go on behind it."""
_SLASH = regex(rb"\\+/")


def planned(pairs: Iterable[Wanted]) -> Plan:
    """Pairs under their most telling word: all that a Scanner is made of, plain so that it can be kept."""
    kept = [one for kinds, words in pairs if words for one in _split(kinds or _ANY, words)]
    common = Counter(word.removeprefix("^") for _, words in kept for word in words)
    found: dict[str, list[tuple[frozenset[str], list[str], frozenset[bytes]]]] = {}
    for kinds, words in kept:
        outmost = frozenset(word[1:].encode() for word in words if word[0] == "^")
        bare = {word.removeprefix("^") for word in words}
        first, *others = sorted(bare, key=lambda one: (one in _COMMON, -min(len(one), _TELLING), common[one], one))
        found.setdefault(first, []).append((kinds, others, outmost))
    seconds = dict.fromkeys(
        others[0] for group in found.values() for _, others, _ in group if others and len(others[0]) >= _SECOND
    )
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*found, *seconds]))}
    groups = [
        [
            (
                kinds,
                frozenset(numbers[word] for word in others if word in numbers),
                [word.encode() for word in others if word not in numbers],
                outmost,
            )
            for kinds, others, outmost in group
        ]
        for group in found.values()
    ]
    return [word.encode() for word in numbers], groups


def _split(kinds: frozenset[str], words: frozenset[str]) -> list[Wanted]:
    """A kind by itself is a word too, and often the most telling one."""
    if len(kinds) > _FEW or not kinds.isdisjoint(("", "*")):
        return [(kinds, words)]
    return [(frozenset({kind}), words | {kind}) for kind in sorted(kinds)]


class Scanner:
    """A text is wanted if, for some pair, it has one of the kinds and all of the words.

    One automaton looks for the two most telling words of each pair, and only where they are is the text searched for
    the others: a third of the time of an automaton of all words, most of which stand in every manifest. Errs towards
    reading alone.
    """

    def __init__(self, pairs: Iterable[Wanted] = (), plan: Plan | None = None) -> None:
        """From pairs, or from what `planned` made of them."""
        words, self._pairs = planned(pairs) if plan is None else plan
        self._overlap = max(map(len, words), default=1) - 1
        self._words = words
        self._automaton = BytesAhoCorasick(words) if words else None
        self._seen = 0

    def wanted(self, data: bytes) -> bool:
        """May this UTF-8 text hold an address? A file as a whole is asked first, then each of its documents."""
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
            if b"\\/" in data:  # JSON's
                data = data.replace(b"\\/", b"/")
                if b"\\/" in data:  # JSON's in JSON
                    data = _SLASH.sub(b"/", data)
            joined = _BROKEN.sub(b"", data)
            if len(joined) < len(data) and (hides(joined) or self._is_wanted(self._automaton, joined)):
                return True
        return self._is_wanted(self._automaton, data)

    def _is_wanted(self, automaton: BytesAhoCorasick, data: bytes) -> bool:
        found = self._found(automaton, data)
        outline: Outline | None = None
        for number in found:
            for group, known, others, keys in self._pairs[number] if number < len(self._pairs) else ():
                if known <= found:
                    outline = outline or Outline(data)
                    if outline.is_of(group) and outline.has(others) and outline.begins_lines(keys):
                        return not is_no_mapping(data)
        return False

    def _found(self, automaton: BytesAhoCorasick, data: bytes) -> set[int]:
        """The numbers of the automaton's words that the text has."""
        if len(data) <= _WINDOW:
            return {match[0] for match in automaton.find_matches_as_indexes(data, overlapping=True)}
        found: set[int] = set()
        for start in range(0, len(data), _WINDOW):
            window = data[max(0, start - self._overlap) : start + _WINDOW]
            found.update([match[0] for match in automaton.find_matches_as_indexes(window, overlapping=True)])
        return found


def hides(data: bytes) -> bool:
    """May it hold what a tag says how to decode, so that no search for a word finds it?"""
    return b"!" in data and (_TAG.search(data) is not None or b"%TAG" in data)
