"""An Ansible inventory in INI form → its hosts with their variables, and which group is a child of which."""

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
    """One host in one group. `variables` maps a name to its text and place; `span` is the host's own."""

    name: str
    group: str
    span: Span
    variables: Mapping[str, tuple[str, Span]]


@dataclass(frozen=True, slots=True)
class IniInventory:
    """All host lines, groups' parents, and the variables of groups with their places."""

    hosts: tuple[IniHost, ...]
    parents: Mapping[str, frozenset[str]]
    variables: tuple[tuple[str, str, Span], ...]


def read_ini(text: str) -> IniInventory:
    """The inventory; a line that is none of Ansible's is passed over, hosts before any section are in `ungrouped`."""
    hosts: list[IniHost] = []
    parents: dict[str, set[str]] = {}
    variables: list[tuple[str, str, Span]] = []
    group, part = "ungrouped", ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if not bare or bare[0] in "#;":
            continue
        if found := _SECTION.fullmatch(bare.partition(" #")[0].strip()):
            group, part = found[1], found[2] or ""
            continue
        words = [(match.group(), match.start() + 1) for match in _WORD.finditer(line.partition(" #")[0])]
        if not words:
            continue
        if part == "children":
            parents.setdefault(words[0][0], set()).add(group)
        elif part == "vars":
            name, _, value = line.partition("=")
            said = value.strip()
            column = len(line) - len(value.lstrip()) + 1
            variables.append((name.strip(), _unquoted(said), _span(number, column, said)))
        elif len(hosts) < _MOST_HOSTS:
            own = dict(_pair(word, number, column) for word, column in words[1:] if "=" in word)
            spans = _span(number, words[0][1], words[0][0])
            hosts.extend(IniHost(name, group, spans, own) for name in expanded(_without_port(words[0][0])))
    return IniInventory(tuple(hosts), {key: frozenset(value) for key, value in parents.items()}, tuple(variables))


def _pair(word: str, line: int, column: int) -> tuple[str, tuple[str, Span]]:
    name, _, value = word.partition("=")
    return name, (_unquoted(value), _span(line, column + len(name) + 1, value))


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _without_port(word: str) -> str:
    """`host:2222` → `host`; a range's colon and an IPv6 address stay."""
    head, colon, port = word.rpartition(":")
    return head if colon and port.isdecimal() and (":" not in head or "[" in head) else word


def _span(line: int, column: int, text: str) -> Span:
    return Span(line, column, line, column + len(text))
