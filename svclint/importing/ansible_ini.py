"""An Ansible inventory in INI format → its hosts with their variables, and the parents of its groups."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.importing.host_ranges import MOST, expanded
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Span

_SECTION = regex(r"\[([^\[\]:\s]+)(?::(children|vars|hosts))?\]")
_WORD = regex(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")
_MOST_HOSTS = 4 * MOST


@dataclass(frozen=True, slots=True)
class IniHost:
    """One host in one group. `variables` maps names to (text, span); `span` is that of the host."""

    name: str
    group: str
    span: Span
    variables: Mapping[str, tuple[str, Span]]


@dataclass(frozen=True, slots=True)
class IniInventory:
    """The hosts, the parents of each child group, and the variables of groups as (name, text, span)."""

    hosts: tuple[IniHost, ...]
    parents: Mapping[str, frozenset[str]]
    variables: tuple[tuple[str, str, Span], ...]


def read_ini(text: str) -> IniInventory:
    """The inventory. Lines that Ansible does not accept are skipped; hosts before the first section are `ungrouped`."""
    hosts: list[IniHost] = []
    parents: dict[str, set[str]] = {}
    variables: list[tuple[str, str, Span]] = []
    group, section = "ungrouped", ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if not bare or bare[0] in "#;":
            continue
        if match := _SECTION.fullmatch(bare.partition(" #")[0].strip()):
            group, section = match[1], match[2] or ""
            continue
        words = [(match.group(), match.start() + 1) for match in _WORD.finditer(line.partition(" #")[0])]
        if not words:
            continue
        if section == "children":
            parents.setdefault(words[0][0], set()).add(group)
        elif section == "vars":
            name, _, value = line.partition("=")
            stripped = value.strip()
            column = len(line) - len(value.lstrip()) + 1
            variables.append((name.strip(), _unquoted(stripped), _span(number, column, stripped)))
        elif len(hosts) < _MOST_HOSTS:
            host_variables = dict(_pair(word, number, column) for word, column in words[1:] if "=" in word)
            span = _span(number, words[0][1], words[0][0])
            hosts.extend(IniHost(name, group, span, host_variables) for name in expanded(_without_port(words[0][0])))
    return IniInventory(tuple(hosts), {key: frozenset(value) for key, value in parents.items()}, tuple(variables))


def _pair(word: str, line: int, column: int) -> tuple[str, tuple[str, Span]]:
    name, _, value = word.partition("=")
    return name, (_unquoted(value), _span(line, column + len(name) + 1, value))


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _without_port(word: str) -> str:
    """`host:2222` → `host`; the colons of a range or an IPv6 address are not changed."""
    head, colon, port = word.rpartition(":")
    return head if colon and port.isdecimal() and (":" not in head or "[" in head) else word


def _span(line: int, column: int, text: str) -> Span:
    return Span(line, column, line, column + len(text))
