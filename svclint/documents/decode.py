"""A file's bytes → its text, from UTF-8 or UTF-16 as YAML allows; or why it is not text."""

from __future__ import annotations

from svclint.lazy_re import regex
from svclint.lazy_tuples import NamedTuple

_GIT_CRYPT = b"\x00GITCRYPT\x00"
_MARK = b"\xef\xbb\xbf"
_VAULT = regex(rb"\$ANSIBLE_VAULT;1\.[12];AES256(?:;[^;\r\n]++)?[ \t]*+(?:\r?\n[0-9a-fA-F]++[ \t]*+)++\s*+\Z")
"""Exactly what `ansible-vault` writes: its header, and lines of hexadecimal digits."""


class Decoded(NamedTuple):
    """A file's text as UTF-8 without a byte-order mark, or the reason why there is none.

    `reason` is empty if there is a text. `expected` marks a reason that is not a flaw: the file is encrypted. `line`
    and `column` (from 1) are the position of the first invalid byte. `encoding` is `utf-8`, `utf-8-sig` (with a
    byte-order mark) or `utf-16`.
    """

    data: bytes = b""
    reason: str = ""
    expected: bool = False
    line: int = 1
    column: int = 1
    encoding: str = "utf-8"


def decode(data: bytes) -> Decoded:
    """Convert the bytes of a file to UTF-8 text."""
    if data.startswith(_GIT_CRYPT):
        return Decoded(reason="encrypted (git-crypt)", expected=True)
    if data.startswith(b"$") and _VAULT.match(data):
        return Decoded(reason="encrypted (Ansible Vault)", expected=True)
    encoding = _utf16(data)
    if encoding:
        try:
            data = data.decode(encoding).encode()
        except UnicodeError:
            return Decoded(reason="not valid UTF-16")
    name = "utf-16" if encoding else "utf-8-sig" if data.startswith(_MARK) else "utf-8"
    data = data.removeprefix(_MARK)
    if b"\x00" in data:
        return Decoded(reason="a binary file")
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            start = max(data.rfind(b"\n", 0, error.start), data.rfind(b"\r", 0, error.start)) + 1
            line = len(data[:start].splitlines()) + 1
            return Decoded(reason="not valid UTF-8", line=line, column=len(data[start : error.start].decode()) + 1)
    return Decoded(data, encoding=name)


def _utf16(data: bytes) -> str:
    """The UTF-16 codec, by the byte-order mark or, as YAML allows, by two ASCII characters at the start; else ''."""
    head = data[:4]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if 0 in head and len(head) == 4 and len(data) % 2 == 0:
        zero = tuple(byte == 0 for byte in head)
        if zero == (True, False, True, False):
            return "utf-16-be"
        if zero == (False, True, False, True):
            return "utf-16-le"
    return ""
