"""Markdown filled to the width of a terminal."""

from __future__ import annotations

import pytest

from svclint.cli.pages import wrapped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two\nthree four", "> one two\n> three four"),
        ("one\n\ntwo", "> one\n\n> two"),
        ("- one two three\n- four", "> - one two\n>   three\n> - four"),
        ("1. one two three", "> 1. one two\n>    three"),
        ("- one\n  two three", "> - one two\n>   three"),
        ("    a code line that is longer than that", ">     a code line that is longer than that"),
        ("```\na code line that is long\n```", ">     a code line that is long"),
        ("a-word-that-is-much-too-long", "> a-word-that-is-much-too-long"),
        ("**one** two", "> one two"),
        ("*one* `two`", "> one two"),
        ("`one two`", "> 'one two'"),
        ("* one *.two", "> * one\n>   *.two"),
        ("", ""),
    ],
)
def test_wrapped(text: str, expected: str) -> None:
    assert wrapped(text, 12, "> ") == expected
