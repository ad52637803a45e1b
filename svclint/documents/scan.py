"""Can this text hold an address? Bytes in, yes or no out: literal words (handed in) by one Aho-Corasick automaton."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick, Implementation

from svclint.patterns import regex

# Kinds (``: whatever it is, even none; `*`: any, but there is one) and the words that all have to be there; `^key` is
# a key of the outermost mapping.
Wanted = tuple[frozenset[str], frozenset[str]]
# Of a pair: its kinds, the numbers of its further words that the automaton knows, the others, and the outermost keys.
_Group = tuple[frozenset[str], frozenset[int], list[bytes], frozenset[bytes]]
# The automaton's words; and for each of the first of them the pairs that it stands for.
Plan = tuple[list[bytes], list[list[_Group]]]

_ANY = frozenset({""})
_UNKNOWN = "?"
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
_ESCAPE = regex(
    rb"\\(?:(?:u00|U000000|x)(?:2[dDeEfF]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aA])"
    rb"|(?<=[\w./-]\\)(?:[\r\n]|\\\\[nr]|\xc2\x85|\xe2\x80[\xa8\xa9]))"
)
"""An escaped letter, digit, `-`, `.`, `/` or `_`, or an escaped line break behind one: a word may be written with it,
so the text is read."""
_SLASH = regex(rb"\\+/")
# With the quotes and backslashes that stand there in a text that is a value itself.
_KIND = regex(rb"""kind[\\"'\s]*:\s*(?:\\*["'])?(\w*)""")
_EXPLICIT = regex(rb"\n[ \t-]*\?[ \t\r\n]")
_ALIAS_KEY = regex(rb"\*[\w-]+\s*:")
_APART = regex(rb"""kind["']?\s+#""")
_LONE_RETURN = regex(rb"\r(?!\n)")
_YAML_ONLY = ("\x85".encode(), "\u2028".encode(), "\u2029".encode())
_SCHEMA = b"CustomResourceDefinition"
_OUTMOST = regex(rb"\n(?![\s#]).*kind")
_OUTMOST_SCHEMA = regex(rb"\nkind: *CustomResourceDefinition[ \t\r]*(?:\n|\Z)")
_FIRST = regex(rb"(?:---[ \t\r]*\n|[ \t]*#[^\n]*\n|[ \t\r]*\n)*+[\w\"'][\w./\"'-]*:")
_NOT_PLAIN = regex(rb"\n(?:[?&!*{\[%]|<<|\.\.\.|---[ \t]+[^\s#])")
_KEY_UNSEEN = regex(rb"\n(?:[?&!*]|<<|\.\.\.)")
"""What may make a key of the outermost mapping that does not stand as a word at the beginning of a line."""
_UNMAPPED = regex(rb"(?:---[ \t]*\n|[ \t]*#[^\n]*\n|[ \t]*\n)*+(?:---)?[ \t]*(?:-[ \t\n]|#[^\n]*\Z|\Z)")
"""The beginning of a list, or a text of nothing but comments."""
_NEXT = regex(rb"\n(?:---|\.\.\.)")


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
        if b"\\" in data:
            if _ESCAPE.search(data) is not None:
                return True
            if b"\\/" in data:
                data = _SLASH.sub(b"/", data)  # JSON's
        found = self._found(self._automaton, data)
        text: _Text | None = None
        for number in found:
            for group, known, others, keys in self._pairs[number] if number < len(self._pairs) else ():
                if known <= found:
                    text = text or _Text(data)
                    if text.is_of(group) and text.has(others) and text.begins_lines(keys):
                        return not _is_no_mapping(data)
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


class _Text:
    """A text about which several questions are asked, each answered once."""

    __slots__ = ("_absent", "_data", "_kinds", "_lines")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._kinds = _kinds(data)
        self._absent: set[bytes] = set()
        self._lines: bytes | None = None

    def is_of(self, kinds: frozenset[str]) -> bool:
        """May it be of one of the kinds?"""
        return not self._kinds.isdisjoint(kinds) or _UNKNOWN in self._kinds

    def has(self, words: list[bytes]) -> bool:
        """Are all the words in it?"""
        if not self._absent.isdisjoint(words):
            return False
        for word in words:
            if word not in self._data:
                self._absent.add(word)
                return False
        return True

    def begins_lines(self, keys: frozenset[bytes]) -> bool:
        """May all of them be keys of its outermost mapping?"""
        if not keys:
            return True
        if self._lines is None:
            self._lines = _lines(self._data)
        lines = self._lines
        return not lines or all(_begins_line(key, lines) for key in keys)


def _lines(data: bytes) -> bytes:
    """The text, each line of it behind a line break; empty where keys of the outermost mapping may not begin a line."""
    if _FIRST.match(data) is None or _NOT_PLAIN.search(data) is not None or _breaks_rarely(data):
        return b""
    lines = b"\n" + data
    return b"" if _begins_line(b"items", lines) else lines  # a List's items are read as documents


def _begins_line(key: bytes, lines: bytes) -> bool:
    """Whether a line begins with the key; keys deeper in the text stand further right."""
    return any(b"\n" + start in lines for start in (key + b":", key + b" ", b'"%b"' % key, b"'%b'" % key))


def _is_no_mapping(data: bytes) -> bool:
    """Whether the text is one document and for certain a list or nothing: no object can be in it."""
    if _UNMAPPED.match(data) is None or b"\r" in data or _NEXT.search(data, 3) is not None:
        return False
    return not _breaks_rarely(data)


def _breaks_rarely(data: bytes) -> bool:
    """Whether a line of it may end otherwise than by `\\n` or `\\r\\n`."""
    if b"\r" in data and _LONE_RETURN.search(data) is not None:
        return True
    return not data.isascii() and any(mark in data for mark in _YAML_ONLY)


def _kinds(data: bytes) -> frozenset[str]:
    """What the text may be of: whatever is called `kind` anywhere in it may be its kind."""
    if _SCHEMA in data and _is_schema(data):
        return frozenset({_SCHEMA.decode()})  # its `names.kind` is not its own, and it claims nothing by other fields
    present = set(_KIND.findall(data))
    if b"" in present or _is_apart(data):
        return frozenset({_UNKNOWN})
    names = {one.decode() for one in present}
    return frozenset({"", *(("*",) if names else ()), *names, *(one[:-4] for one in names if one.endswith("List"))})


def _is_apart(data: bytes) -> bool:
    """May a key `kind` be an alias, in YAML's long form, or have a comment or a rare line break behind it?"""
    return (
        (b"?" in data and _EXPLICIT.search(b"\n" + data) is not None)
        or (b"*" in data and _ALIAS_KEY.search(data) is not None)
        or _APART.search(data) is not None
        or _breaks_rarely(data)
    )


def _is_schema(data: bytes) -> bool:
    """Whether the outermost mapping is one of block style that begins at the margin, and of that kind for certain."""
    return (
        _FIRST.match(data) is not None
        and len(_OUTMOST.findall(b"\n" + data)) == 1
        and _OUTMOST_SCHEMA.search(b"\n" + data) is not None
        and _KEY_UNSEEN.search(data) is None
        and not _breaks_rarely(data)
    )
