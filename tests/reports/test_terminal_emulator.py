"""What a terminal makes of a report: pyte emulates one, and shows hostile strings as text at their places."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unicodedata import normalize

import pytest

from svclint.reports import DisplayOptions, render
from tests.support.report_samples import HOSTILE, RULES, hostile

pyte = pytest.importorskip("pyte")
ACTIONS = (
    "bell", "set_title", "set_icon_name", "report_device_status", "report_device_attributes", "set_mode", "reset_mode",
    "cursor_position", "cursor_up", "erase_in_display", "erase_in_line", "reset", "index", "reverse_index",
    "set_margins", "insert_lines", "delete_lines", "define_charset", "shift_out", "save_cursor",
    "restore_cursor", "backspace", "tab",
)  # fmt: skip
"""All that a terminal does besides showing text, starting lines and colours."""


class Recording(pyte.Screen):  # type: ignore[misc, name-defined]  # pyte has no types
    """A screen that remembers what was done besides showing text."""

    def __init__(self, columns: int, lines: int) -> None:
        self.done: list[str] = []
        super().__init__(columns, lines)
        self.done.clear()
        self.set_mode(pyte.modes.LNM)  # a line break also returns, as a terminal does for a program
        self.done.clear()


def _recorded(name: str) -> Any:
    def action(self: Recording, *arguments: Any, **words: Any) -> Any:
        self.done.append(name)
        return getattr(pyte.Screen, name)(self, *arguments, **words)

    return action


for name in ACTIONS:
    setattr(Recording, name, _recorded(name))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", ["text", "concise"])
def test_a_terminal_shows_hostile_strings_as_text(form: str, text: str) -> None:
    options = DisplayOptions(show_ignored=True, verbose=True)
    plain = render(form, hostile(text), RULES, options)
    report = render(form, hostile(text), RULES, replace(options, color=True))
    screen = Recording(1000, report.count("\n") + 2)

    pyte.Stream(screen).feed(report)

    assert {*screen.done} <= {"index"}
    assert screen.title == screen.icon_name == ""
    lines = normalize("NFC", plain).split("\n")  # as pyte composes characters
    assert [line.rstrip() for line in screen.display] == [line.rstrip() for line in (*lines, "")]


def test_the_emulator_is_at_work() -> None:
    screen = Recording(20, 3)
    pyte.Stream(screen).feed("\x1b]2;title\x07a\x1b[2Jb\x07")
    assert {"set_title", "erase_in_display", "bell"} <= {*screen.done}
    assert screen.title == "title"
