"""A text's bytes in; of which kinds it may be, and which keys it may begin with, out, without parsing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svclint.lazy_re import regex

if TYPE_CHECKING:
    import re

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
_FIRST = regex(rb"(?:---[ \t\r]*\n|[ \t]*#[^\n]*\n|[ \t\r]*\n)*+([\w\"'][\w./\"'-]*):")
_NOT_PLAIN = regex(rb"""\n(?:[?&!*{\[%]|<<|\.\.\.|---|["']?items\b)""")
_KEY_UNSEEN = regex(rb"""\n(?:[?&!*]|<<|\.\.\.|---|["']?items\b)""")
"""What may make a key of the outermost mapping that does not stand as a word at the beginning of a line: of a list's
items and of what follows a separator, too.
"""
_UNMAPPED = regex(rb"(?:---[ \t]*\n|[ \t]*#[^\n]*\n|[ \t]*\n)*+(?:---)?[ \t]*(?:-[ \t\n]|#[^\n]*\Z|\Z)")
"""The beginning of a list, or a text of nothing but comments."""
_NEXT = regex(rb"\n(?:---|\.\.\.)")
_OF_SCHEMA = frozenset({_SCHEMA.decode()})


class Outline:
    """A text about which several questions are asked, each answered once. Errs towards yes."""

    __slots__ = ("_absent", "_apart", "_data", "_kinds", "_lines")

    def __init__(self, data: bytes) -> None:
        self._data = data
        schema = _SCHEMA in data and _is_schema(data)
        # A schema's `names.kind` is not its own, and it claims nothing by other fields.
        self._kinds = _OF_SCHEMA if schema else _kinds(data)
        self._apart: bool | None = False if schema else None
        self._absent: set[bytes] = set()
        self._lines: bytes | None = None

    def is_of(self, kinds: frozenset[str]) -> bool:
        """May it be of one of the kinds?"""
        if not self._kinds.isdisjoint(kinds):
            return True
        if self._apart is None:
            self._apart = not self._kinds or _is_apart(self._data)
        return self._apart

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
    return b"\n" + data if _is_plain(data, _NOT_PLAIN) else b""


def _is_plain(data: bytes, unseen: re.Pattern[bytes]) -> bool:
    """Whether it is one mapping of block style at the margin, with nothing `unseen` behind its first key."""
    first = _FIRST.match(data)
    if first is None or first[1].strip(b"\"'") == b"items" or unseen.search(data, first.end()) is not None:
        return False
    return not _breaks_rarely(data)


def _begins_line(key: bytes, lines: bytes) -> bool:
    """Whether a line begins with the key; keys deeper in the text stand further right."""
    return any(b"\n" + start in lines for start in (key + b":", key + b" ", key + b"\t", b'"%b"' % key, b"'%b'" % key))


def is_no_mapping(data: bytes) -> bool:
    """Whether the text is one document and for certain a list or nothing: no object can be in it."""
    begun = _UNMAPPED.match(data)
    if begun is None or b"\r" in data or _NEXT.search(data, max(0, begun.end() - 1)) is not None:
        return False
    return not _breaks_rarely(data)


def _breaks_rarely(data: bytes) -> bool:
    """Whether a line of it may end otherwise than by `\\n` or `\\r\\n`."""
    if b"\r" in data and _LONE_RETURN.search(data) is not None:
        return True
    return not data.isascii() and any(mark in data for mark in _YAML_ONLY)


def _kinds(data: bytes) -> frozenset[str]:
    """What is called `kind` anywhere in the text; empty where one cannot be told."""
    present = set(_KIND.findall(data))
    if b"" in present:
        return frozenset()
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
        len(_OUTMOST.findall(b"\n" + data)) == 1
        and _OUTMOST_SCHEMA.search(b"\n" + data) is not None
        and _is_plain(data, _KEY_UNSEEN)
    )
