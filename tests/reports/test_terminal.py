from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from svclint.reports.terminal import BOLD, Ink, columns, graphemes, narrow, wrap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", 3),
        ("漢字", 4),
        ("e\u0301", 1),
        ("→", 1),
        ("", 0),
        ("é", 1),
        ("🇩🇪", 2),
        ("👍🏽", 2),
        ("👩\u200d💻", 2),
        ("\u2764\ufe0f", 2),
        ("한", 2),
        ("\u1112\u1161\u11ab", 2),
    ],
)
def test_columns_are_what_a_terminal_takes(text: str, expected: int) -> None:
    assert columns(text) == expected


@given(st.text())
def test_a_narrow_text_takes_what_wcwidth_says(text: str) -> None:
    if narrow(text) and text.isprintable():
        assert len(text) == wcswidth(text) == len(graphemes(text))


def test_ascii_needs_no_tables() -> None:
    work = "from svclint.reports.terminal import *; wrap('a → b…', 3); graphemes('é')"
    code = f"import sys; {work}; print('wcwidth' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_colours_are_absent_when_off() -> None:
    assert (Ink(on=False)(BOLD, "a"), Ink(on=True)(BOLD, "a"), Ink(on=True)(BOLD, "")) == ("a", "\x1b[1ma\x1b[0m", "")


def test_wrap_counts_what_is_taken_and_indents() -> None:
    assert wrap("aa bb cc dddddddddd e", 8, used=5, indent=2) == ["aa", "  bb cc", "  dddddddddd", "  e"]


def test_wrap_at_a_glue_begins_the_next_line_with_it() -> None:
    assert wrap("one two → three → four", 16, indent=2, glue=" → ") == ["one two → three", "  → four"]


@given(st.text(st.sampled_from("ab 漢")), st.integers(4, 30))
def test_wrap_loses_nothing(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert " ".join(lines) == text
    assert all(columns(line) <= width or " " not in line for line in lines)
