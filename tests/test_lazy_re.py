"""A pattern that is compiled late does what one does that is compiled at once."""

from __future__ import annotations

import re

import pytest

from svclint.lazy_re import regex


def test_a_lazy_pattern_finds_what_the_compiled_one_finds() -> None:
    late, early = regex(r"(\w+)=(\d)", re.IGNORECASE), re.compile(r"(\w+)=(\d)", re.IGNORECASE)
    text = "a=1 B=2"

    assert early.findall(text) == late.findall(text)
    assert early.sub(r"\2", text) == late.sub(r"\2", text)
    assert early.pattern == late.pattern
    assert early.flags == late.flags
    assert late.search(text)[2] == "1"  # type: ignore[index]  # it is there
    assert [one.span() for one in early.finditer(text)] == [one.span() for one in late.finditer(text)]
    assert regex(b"a+").fullmatch(b"aa") is not None


def test_what_is_no_pattern_fails_at_its_first_use() -> None:
    late = regex("(")

    with pytest.raises(re.error):
        late.search("")
