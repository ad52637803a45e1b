"""Text of the input → the same without secrets: logins, paths and queries of URLs, passwords, lines of Secrets.

The path of a URL may be a secret as well, such as that of a webhook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from svclint.lazy_re import regex

# The login before the host of a URL or of a bare `user:password@host`. A `:` that does not start a port starts a
# password, which may contain an unescaped `/` or `@`.
_LOGIN = regex(r"(?:(?<=//)|^)(?:[^/?#]*|[^/@:\[\s]*:(?!\d*(?:/|$))\S{0,500})@")
_TAIL = regex(r"^([^/]*//[^/?#]+)[/?#].*")
# A login without a URL, which is no digest of an image.
_BARE_LOGIN = r"(?<![\w./:@-])[\w.+-]{1,100}:[^\s\"'@/]{1,200}@(?!sha\d)(?=[\w\[])"
_URL_LOGIN = r"""(?:(?:[^/\s"']{1,500}|[^/@:\[\s"']*:(?!\d*(?:[/\s"',}\]]|$))[^\s"']{0,500})@)"""
# The query or fragment of a URL does not include the punctuation after it.
_IN_PROSE = regex(
    rf"""(?P<start>://){_URL_LOGIN}?(?P<rest>[^\s?#"']{{0,2000}})(?:[?#][^\s"']{{1,2000}}(?<![.,;:]))?|{_BARE_LOGIN}"""
)
_BREAK = regex("\r\n|\r|\n")
_DOCUMENT = regex(r"---(?:\s|$)")
# A Secret or a kubeconfig, also as an item of a List, and in a file with invalid YAML.
_SECRET_KIND = regex(r"""kind["']?\s*:\s*(?:[&!]\S{1,256}+\s+)*["']?(?:Secret|Config)\b""")
_KUBECONFIG_KEYS = ("client-key-data", "current-context")
# For other files: KubeKey, for example, states the password of a node next to its address.
_PASSWORD = regex(
    r"""(?P<key>(?:passw(?:or)?d|token|secret|(?:private|api|access)[-_]?key|key[-_]data|credentials?)"""
    r"""["']?[ \t]*[:=][ \t]*)"""
    r"""(?P<value>"(?:[^"\\]|\\.)*+"?|'[^']*+'?|[^\s,}\]"']++)"""
    rf"""|(?P<url>://)(?P<login>{_URL_LOGIN})?(?P<host>[^\s/?#"',}}\]]{{0,500}})(?P<tail>[/?#][^\s"',}}\]]++)?"""
    rf"""|(?P<bare>{_BARE_LOGIN})""",
    re.IGNORECASE,
)
_HINTS = ("passw", "token", "secret", "key", "credential", "//", "@")
"""Every match of `_PASSWORD` contains one of these; a search for them is much faster."""


def endpoint(text: str) -> str:
    """Scheme, host and port of a URL; a `host:port` without its login."""
    bare = _LOGIN.sub("", text) if "@" in text else text
    return _TAIL.sub(r"\1", bare) if "//" in bare else bare


def prose(text: str) -> str:
    """A message with values of the input, without logins, and without the queries and fragments of URLs."""
    if "@" not in text and "//" not in text:
        return text
    return _IN_PROSE.sub(lambda match: (match["start"] or "") + (match["rest"] or ""), text)


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
    """A line of a file with an asterisk for each character of a password, a token, or a URL's login, path and query.

    Columns do not change.
    """
    lowered = line.lower()
    return _PASSWORD.sub(_masked, line) if any(hint in lowered for hint in _HINTS) else line


def _unless_secret(document: list[str]) -> Iterable[str | None]:
    """The lines of a document; None for each line if it is a Secret or a kubeconfig."""
    text = "\n".join(document)
    secret = any(key in text for key in _KUBECONFIG_KEYS) or _SECRET_KIND.search(text)
    return [None] * len(document) if secret else document


def _masked(match: re.Match[str]) -> str:
    if match["url"]:
        tail = match["tail"] or ""
        return f"://{'*' * len(match['login'] or '')}{match['host']}{tail[:1]}{'*' * len(tail[1:])}"
    key = match["key"] or ""
    return key + "*" * (len(match[0]) - len(key))
