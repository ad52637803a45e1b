"""What readers of a report would fall for: ports of their parsers, which say what they found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser

# The commands that GitHub's runner knows; it compares them without regard to case (ActionCommandManager.cs).
COMMANDS = frozenset(
    {
        *(
            "add-mask",
            "add-matcher",
            "add-path",
            "remove-matcher",
            "debug",
            "error",
            "notice",
            "warning",
            "echo",
            "group",
        ),
        *("endgroup", "internal-set-repo-path", "save-state", "set-env", "set-output", "stop-commands"),
    }
)


def unseen(text: str, allowed: str = "\n") -> list[str]:
    """Characters that nobody can see: by Unicode's own categories, and a list of those it counts as letters."""
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    blank = "\u034f\u115f\u1160\u3164\uffa0\ufe0f"
    return [
        f"U+{ord(char):04X}"
        for char in text
        if char not in allowed and (unicodedata.category(char) in hidden or char in blank)
    ]


def without_colours(text: str) -> str:
    """The text without the colours that svclint itself writes."""
    return re.sub(r"\x1b\[(?:0|1|2|36|1;31|1;33|1;36)m", "", text)


def runner_commands(log: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Name, properties and data of each command that GitHub's runner would obey (ActionCommand.cs)."""
    for line in re.split("\r\n|\r|\n", log):
        yield from _new_form(line.lstrip())
        yield from _old_form(line)
        if "##vso[" in line.lower():
            yield "vso", {}, line


def _new_form(line: str) -> Iterator[tuple[str, dict[str, str], str]]:
    if not line.startswith("::") or (end := line.find("::", 2)) < 0:
        return
    name, _, rest = line[2:end].partition(" ")
    if name.lower() in COMMANDS:
        pairs = (pair.partition("=") for pair in rest.split(",") if "=" in pair)
        yield name, {key: _decode(value) for key, _, value in pairs}, _decode(line[end + 2 :])


def _old_form(line: str) -> Iterator[tuple[str, dict[str, str], str]]:
    start = line.find("##[")
    end = line.find("]", start)
    if start >= 0 and end >= 0 and line[start + 3 : end].split(" ")[0].lower() in COMMANDS:
        yield line[start + 3 : end], {}, line[end + 1 :]


def _decode(value: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(code, char)
    return value


class Page(HTMLParser):
    """What a rendered page holds: tags, link targets and the text outside of code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.prose = ""
        self.cells: list[str] = []
        self._code = 0
        self._cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links.extend(value or "" for name, value in attrs if name in ("href", "src"))
        self._code += tag == "code"
        if tag == "td":
            self.cells.append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"
        if tag == "td":
            self._cell = False

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.prose += data
        if self._cell:
            self.cells[-1] += data
