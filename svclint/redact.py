"""Text of the input → the same without secrets: logins in URLs, passwords, and all lines of Secrets and kubeconfigs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from svclint.lazy_re import regex

# The login before the host of a URL or of a bare `user:password@host`. A `:` that does not start a port starts a
# password, which may contain an unescaped `/` or `@`.
_LOGIN = regex(r"(?:(?<=//)|^)(?:[^/?#]*|[^/@:\[\s]*:(?!\d*(?:/|$))\S{0,500})@")
_QUERY = regex(r"(?<=[^?])\?.*")
_LOGIN_IN_PROSE = regex(r"(?<=//)[^/\s]{1,500}@")
_BREAK = regex("\r\n|\r|\n")
_DOCUMENT = regex(r"---(?:\s|$)")
# A Secret or a kubeconfig, also as an item of a List, and in a file with invalid YAML.
_SECRET_KIND = regex(r"""kind["']?\s*:\s*(?:[&!]\S{1,256}+\s+)*["']?(?:Secret|Config)\b""")
_KUBECONFIG_KEYS = ("client-key-data", "current-context")
# For other files: KubeKey, for example, states the password of a node next to its address.
_PASSWORD = regex(
    r"""(?P<key>(?:passw(?:or)?d|token|secret|(?:private|api|access)[-_]?key|key[-_]data|credentials?)"""
    r"""["']?[ \t]*[:=][ \t]*)"""
    r"""(?P<value>"(?:[^"\\]|\\.)*+"?|'[^']*+'?|[^\s,}\]"']++)|(?P<login>//[^/\s]{1,500}@)""",
    re.IGNORECASE,
)
_HINTS = ("passw", "token", "secret", "key", "credential", "//")
"""Every match of `_PASSWORD` contains one of these; a search for them is much faster."""


def endpoint(text: str) -> str:
    """A URL or `host:port` without user information."""
    return _LOGIN.sub("", text) if "@" in text else text


def url(text: str) -> str:
    """A URL or `host:port` without user information and query."""
    bare = endpoint(text)
    return _QUERY.sub("", bare) if "//" in bare else bare


def prose(text: str) -> str:
    """The messages of another program, with the user information removed from URLs."""
    return _LOGIN_IN_PROSE.sub("", text) if "@" in text else text


def lines(text: str) -> Iterator[str | None]:
    """The lines of a file, None for each line of a Secret or a kubeconfig, because any of them may contain a secret."""
    document: list[str] = []
    for line in _BREAK.split(text.removeprefix("\ufeff")):
        if document and _DOCUMENT.match(line):
            yield from _unless_secret(document)
            document = []
        document.append(line)
    yield from _unless_secret(document)


def source_line(line: str) -> str:
    """A line of a file with an asterisk for each character of a password, token or login; columns do not change."""
    lowered = line.lower()
    return _PASSWORD.sub(_masked, line) if any(hint in lowered for hint in _HINTS) else line


def _unless_secret(document: list[str]) -> Iterable[str | None]:
    """The lines of a document; None for each line if it is a Secret or a kubeconfig."""
    text = "\n".join(document)
    secret = any(key in text for key in _KUBECONFIG_KEYS) or _SECRET_KIND.search(text)
    return [None] * len(document) if secret else document


def _masked(match: re.Match[str]) -> str:
    key = match["key"] or "//"
    return key + "*" * (len(match[0]) - len(key))
