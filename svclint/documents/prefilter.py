"""A text's bytes, unparsed → which kinds its objects may have, and which keys its outermost mapping may have."""

from __future__ import annotations

import re

from svclint.lazy_re import regex

# With the quotes and backslashes that follow the key in a text that is itself a value.
_KIND = regex(rb"""kind[\\"'\s]*:\s*(?:\\*["'])?(\w*)""")
_EXPLICIT = regex(rb"\n[ \t-]*\?[ \t\r\n]")
_ALIAS_KEY = regex(rb"\*[\w-]+\s*:")
_APART = regex(rb"""kind["']?\s+#""")
_LONE_RETURN = regex(rb"\r(?!\n)")
_YAML_ONLY = ("\x85".encode(), "\u2028".encode(), "\u2029".encode())
_SCHEMA = b"CustomResourceDefinition"
_OUTMOST = regex(rb"\n(?![\s#]).*kind")
_OUTMOST_SCHEMA = regex(rb"\nkind: *CustomResourceDefinition[ \t\r]*(?:\n|\Z)")
_FIRST = regex(rb"(?:---[ \t\r]*\n|[ \t]*#[^\n]*\n|[ \t\r]*\n)*+([\w\"'][\w./\"'-]*):")
_NOT_PLAIN = regex(rb"""\n(?:[?&!*{\[%]|<<|\.\.\.|---|["']?items\b)""")
_KEY_UNSEEN = regex(rb"""\n(?:[?&!*]|<<|\.\.\.|---|["']?items\b)""")
"""Syntax by which the outermost mapping may have a key that is not a word at the start of a line. It includes items of
a List and further documents.
"""
_UNMAPPED = regex(rb"(?:---[ \t]*\n|[ \t]*#[^\n]*\n|[ \t]*\n)*+(?:---)?[ \t]*(?:-[ \t\n]|#[^\n]*\Z|\Z)")
"""The beginning of a list, or a text that contains only comments."""
_NEXT = regex(rb"\n(?:---|\.\.\.)")
_OF_SCHEMA = frozenset({_SCHEMA.decode()})


NAMED = ":a"
"""The end of a word that is a key whose value is no number and no variable: `port:a` is in `port: http`."""
_NAMED = NAMED.encode()
_NAMED_VALUE = rb"""\b%b[\\"']*\s*:\s*[\\"']*[^\s\d\\"'{$]"""


class Outline:
    """Answers questions about a text, and caches the answers. If in doubt, the answer is yes."""

    __slots__ = ("_absent", "_apart", "_data", "_kinds", "_lines")

    def __init__(self, data: bytes) -> None:
        self._data = data
        schema = _SCHEMA in data and _is_schema(data)
        # The `names.kind` of a CustomResourceDefinition is not its own kind, and its other fields hold no address.
        self._kinds = _OF_SCHEMA if schema else _kinds(data)
        self._apart: bool | None = False if schema else None
        self._absent: set[bytes] = set()
        self._lines: bytes | None = None

    def is_of(self, kinds: frozenset[str]) -> bool:
        """May the text contain an object of one of these kinds?"""
        if not self._kinds.isdisjoint(kinds):
            return True
        if self._apart is None:
            self._apart = not self._kinds or _is_apart(self._data)
        return self._apart

    def has(self, words: list[bytes]) -> bool:
        """Does the text contain all the words?"""
        if not self._absent.isdisjoint(words):
            return False
        for word in words:
            if not self._contains(word):
                self._absent.add(word)
                return False
        return True

    def _contains(self, word: bytes) -> bool:
        if not word.endswith(_NAMED):
            return word in self._data
        key = word.removesuffix(_NAMED)
        return key in self._data and re.search(_NAMED_VALUE % re.escape(key), self._data) is not None

    def begins_lines(self, keys: frozenset[bytes]) -> bool:
        """May all of these be keys of the outermost mapping?"""
        if not keys:
            return True
        if self._lines is None:
            self._lines = _lines(self._data)
        lines = self._lines
        return not lines or all(_begins_line(key, lines) for key in keys)


def _lines(data: bytes) -> bytes:
    """The text with a line break before each line; empty if keys of the outermost mapping may be within a line."""
    return b"\n" + data if _is_plain(data, _NOT_PLAIN) else b""


def _is_plain(data: bytes, unseen: re.Pattern[bytes]) -> bool:
    """Is the text one unindented mapping in block style, with no match of `unseen` after its first key?"""
    first = _FIRST.match(data)
    if first is None or first[1].strip(b"\"'") == b"items" or unseen.search(data, first.end()) is not None:
        return False
    return not _breaks_rarely(data)


def _begins_line(key: bytes, lines: bytes) -> bool:
    """Does a line begin with the key? Keys of nested mappings are indented."""
    return any(b"\n" + start in lines for start in (key + b":", key + b" ", key + b"\t", b'"%b"' % key, b"'%b'" % key))


def is_no_mapping(data: bytes) -> bool:
    """Is the text certainly one document that is a list or empty, so that it contains no object?

    A list of Ansible's tasks contains those that it creates with the module k8s.
    """
    begun = _UNMAPPED.match(data)
    if begun is None or b"k8s:" in data or b"\r" in data or _NEXT.search(data, max(0, begun.end() - 1)) is not None:
        return False
    return not _breaks_rarely(data)


def _breaks_rarely(data: bytes) -> bool:
    """May the text have line breaks other than `\\n` and `\\r\\n`?"""
    if b"\r" in data and _LONE_RETURN.search(data) is not None:
        return True
    return not data.isascii() and any(mark in data for mark in _YAML_ONLY)


def _kinds(data: bytes) -> frozenset[str]:
    """The values of all keys `kind` in the text, and "" and "*"; empty if one of them cannot be determined."""
    present = set(_KIND.findall(data))
    if b"" in present:
        return frozenset()
    names = {name.decode() for name in present}
    items = (name.removesuffix("List") for name in names if name.endswith("List"))
    return frozenset({"", *(("*",) if names else ()), *names, *items})


def _is_apart(data: bytes) -> bool:
    """May a key `kind` be an alias, be written with `?`, or be followed by a comment or a rare line break?"""
    return (
        (b"?" in data and _EXPLICIT.search(b"\n" + data) is not None)
        or (b"*" in data and _ALIAS_KEY.search(data) is not None)
        or _APART.search(data) is not None
        or _breaks_rarely(data)
    )


def _is_schema(data: bytes) -> bool:
    """Is the text certainly one CustomResourceDefinition, as an unindented mapping in block style?"""
    return (
        len(_OUTMOST.findall(b"\n" + data)) == 1
        and _OUTMOST_SCHEMA.search(b"\n" + data) is not None
        and _is_plain(data, _KEY_UNSEEN)
    )
