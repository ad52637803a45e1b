from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.model import Span
from svclint.reports.snippet import Excerpt, excerpt
from svclint.reports.terminal import columns


@pytest.mark.parametrize(
    ("line", "span", "expected"),
    [
        ("  - 10.0.0.1", Span(1, 5, 1, 13), Excerpt("  - 10.0.0.1", 4, 8)),
        ("\ta: 1", Span(1, 5, 1, 6), Excerpt("    a: 1", 7, 1)),
        ("漢字: 1", Span(1, 5, 1, 6), Excerpt("漢字: 1", 6, 1)),
        ("a: 漢字", Span(1, 4, 1, 6), Excerpt("a: 漢字", 3, 4)),
        ("e\u0301: 1", Span(1, 5, 1, 6), Excerpt("e\u0301: 1", 3, 1)),
        ("🇩🇪👍🏽: 1", Span(1, 7, 1, 8), Excerpt("🇩🇪👍🏽: 1", 6, 1)),
        ("a: 🇩🇪 👩\u200d💻", Span(1, 7, 1, 10), Excerpt("a: 🇩🇪 👩\\u200d💻", 6, 10)),
        ("a\x1b: 1", Span(1, 5, 1, 6), Excerpt("a\\x1b: 1", 7, 1)),
        ("a: |   ", Span(1, 4, 9, 3), Excerpt("a: |", 3, 1)),
        ("a:", Span(1, 3, 1, 3), Excerpt("a:", 2, 1)),
        ("a:", Span(1, 99, 1, 120), Excerpt("a:", 2, 1)),
        ("", Span(1, 1, 1, 1), Excerpt("", 0, 1)),
    ],
)
def test_underline_stands_below_the_span(line: str, span: Span, expected: Excerpt) -> None:
    assert excerpt(line, span, 40) == expected


def test_a_long_line_keeps_its_key_before_what_follows() -> None:
    line = "      some.annotation/name: " + "x" * 30 + " 10.0.0.1 " + "y" * 50
    assert excerpt(line, Span(1, 60, 1, 68), 60) == Excerpt("…e: " + "x" * 30 + " 10.0.0.1 " + "y" * 15 + "…", 35, 8)


def test_a_span_wider_than_the_room_is_cut_at_its_end() -> None:
    assert excerpt("a: " + "x" * 500, Span(1, 4, 1, 504), 20) == Excerpt("…" + "x" * 18 + "…", 1, 18)


@given(st.text(max_size=300), st.integers(0, 300), st.integers(-2, 300), st.integers(20, 100))
def test_an_excerpt_never_passes_its_room(line: str, column: int, length: int, room: int) -> None:
    part = excerpt(line, Span(1, column + 1, 1, column + 1 + length), room)
    assert columns(part.text) <= room
    assert part.length >= 1
    assert part.offset + part.length <= max(room, columns(part.text) + 1)


def test_a_huge_line_costs_what_a_short_one_does() -> None:
    part = excerpt("e" + "\u0301" * 5_000_000, Span(1, 1_000_000, 1, 1_000_001), 80)
    assert len(part.text) <= 4 * 80 + 2
