"""Text of the input → the same without what nobody may read in a report: logins in URLs, passwords, whole Secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from svclint.lazy_re import regex

# What comes before the host of a URL, or of a bare `user:password@host`. A `:` that begins no port begins a password,
# in which somebody may have left a `/` or an `@` as it is.
_LOGIN = regex(r"(?:(?<=//)|^)(?:[^/?#]*|[^/@:\[\s]*:(?!\d*(?:/|$))\S{0,500})@")
_QUERY = regex(r"(?<=[^?])\?.*")
_LOGIN_IN_PROSE = regex(r"(?<=//)[^/\s]{1,500}@")
_BREAK = regex("\r\n|\r|\n")
_DOCUMENT = regex(r"---(?:\s|$)")
# A Secret or a kubeconfig, also as an item of a List, and where the YAML around it is broken.
_SECRET_KIND = regex(r"""kind["']?\s*:\s*(?:[&!]\S{1,256}+\s+)*["']?(?:Secret|Config)\b""")
_KUBECONFIG_KEYS = ("client-key-data", "current-context")
# Elsewhere: KubeKey, for one, has a node's password next to its address.
_PASSWORD = regex(
    r"""(?P<key>(?:passw(?:or)?d|token|secret|(?:private|api|access)[-_]?key|key[-_]data|credentials?)"""
    r"""["']?[ \t]*[:=][ \t]*)"""
    r"""(?P<value>"(?:[^"\\]|\\.)*+"?|'[^']*+'?|[^\s,}\]"']++)|(?P<login>//[^/\s]{1,500}@)""",
    re.IGNORECASE,
)
_HINTS = ("passw", "token", "secret", "key", "credential", "//")
"""One of them is in every match of `_PASSWORD`; to look for them is far faster."""


def endpoint(text: str) -> str:
    """A URL, or `host:port`, without user information."""
    return _LOGIN.sub("", text) if "@" in text else text


def url(text: str) -> str:
    """A URL, or `host:port`, without user information and query."""
    bare = endpoint(text)
    return _QUERY.sub("", bare) if "//" in bare else bare


def prose(text: str) -> str:
    """Sentences of another program, the URLs in them without user information."""
    return _LOGIN_IN_PROSE.sub("", text) if "@" in text else text


def lines(text: str) -> Iterator[str | None]:
    """A file's lines, None for those of a Secret or a kubeconfig: any of them may be one."""
    document: list[str] = []
    for line in _BREAK.split(text.removeprefix("\ufeff")):
        if document and _DOCUMENT.match(line):
            yield from _unless_secret(document)
            document = []
        document.append(line)
    yield from _unless_secret(document)


def source_line(line: str) -> str:
    """A line of a file with an asterisk for each character of a password, token or login: columns stay."""
    lowered = line.lower()
    return _PASSWORD.sub(_cover, line) if any(hint in lowered for hint in _HINTS) else line


def _unless_secret(document: list[str]) -> Iterable[str | None]:
    text = "\n".join(document)
    secret = any(key in text for key in _KUBECONFIG_KEYS) or _SECRET_KIND.search(text)
    return [None] * len(document) if secret else document


def _cover(match: re.Match[str]) -> str:
    shown = match["key"] or "//"
    return shown + "*" * (len(match[0]) - len(shown))
