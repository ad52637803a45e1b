"""Patterns match what pathspec's own expressions match, and no pattern makes them slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from svclint.documents.globs import globs

# Without negated classes: pathspec lets `[!a]` match a slash, which git does not.
PARTS = st.sampled_from(["a", "b", "*", "?", "/", "**/", "/**/", "/**", "[ab]", ".", "**", "!"])
PATTERNS = st.lists(PARTS, min_size=1, max_size=9).map("".join)
NAMES = st.text("ab.", min_size=1, max_size=5)
PATHS = st.lists(NAMES, min_size=1, max_size=6).map("/".join)


@given(st.lists(PATTERNS, min_size=1, max_size=3), PATHS)
def test_the_verdict_is_pathspecs(patterns: list[str], path: str) -> None:
    try:
        expected = GitIgnoreSpec.from_lines(patterns, backend="simple").check_file(path).include
    except ValueError:
        with pytest.raises(ValueError, match="git pattern"):
            globs(patterns)
        return

    assert globs(patterns).check_file(path).include == expected


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 60 + "b", "a" * 250),
        ("?*" * 60 + "b", "a" * 250),
        ("**/a/" * 30 + "b", "/".join(["a"] * 1500)),
        ("a*" * 60 + "/**/" + "*a" * 60 + "b/c", "/".join(["a" * 200] * 20)),
        ("**/*a*a*a/" * 6 + "b", "/".join(["a" * 50] * 60)),
    ],
)
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    started = time.monotonic()

    assert not globs([pattern]).match_file(path)
    assert time.monotonic() - started < 2


def test_comments_and_empty_lines_are_no_patterns() -> None:
    spec = globs(["# a", "", "a"])

    assert spec.match_file("x/a")
    assert not spec.match_file("# a")


def test_the_later_pattern_decides() -> None:
    assert not globs(["*.yaml", "!b.yaml"]).match_file("b.yaml")
