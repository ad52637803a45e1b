"""What is written says the same to every reader of YAML, and hides nothing from people."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from svclint.documents.yaml_text import Styled, block_text, flow_text, indented, scalar_text

SCALARS = (
    st.text() | st.integers() | st.booleans() | st.none() | st.sampled_from(["1.30", "on", "12:30", "fd00::", "~"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)


@given(st.dictionaries(st.text(), VALUES, min_size=1, max_size=4) | st.lists(VALUES, min_size=1, max_size=4))
def test_values_come_back(value: Any) -> None:
    for text in (block_text(value), flow_text(value), indented(block_text(value), 3)):
        assert yaml.safe_load(text) == value
        assert YAML(typ="safe", pure=True).load(text) == value
        assert all(line.isprintable() for line in text.split("\n"))
    assert "\n" not in flow_text(value)


@given(st.recursive(st.integers() | st.text(st.characters(codec="ascii", categories=["L", "N", "P"])), st.lists))
def test_a_value_on_one_line_is_json(value: Any) -> None:
    assert json.loads(flow_text(value)) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("192.168.1.0/24", "192.168.1.0/24"),
        ("10.0.0.1-10.0.0.9", "10.0.0.1-10.0.0.9"),
        ("https://github.com/a/b", "https://github.com/a/b"),
        ("https://lb.example:6443", "https://lb.example:6443"),
        ("1.30", '"1.30"'),
        ("No", '"No"'),
        ("fe80::1", '"fe80::1"'),
        ("a\u202eb", '"a\\u202eb"'),
        ("", '""'),
        (7, "7"),
        (True, "true"),
        (None, "null"),
    ],
)
def test_values_that_readers_may_read_differently_are_quoted(value: Any, expected: str) -> None:
    assert scalar_text(value) == expected


def test_quotes_that_were_there_stay() -> None:
    assert [scalar_text("it's", style) for style in ("'", '"')] == ["'it''s'", '"it\'s"']


@given(st.text())
def test_a_remark_stays_a_comment(remark: str) -> None:
    text = block_text({"a": Styled("b", remark), "c": Styled([1], remark, style="["), "d": [Styled(2, remark, 1)]})
    assert yaml.safe_load(text) == {"a": "b", "c": [1], "d": [2]}
    assert len(text.splitlines()) == 4


def test_a_remark_has_its_gap() -> None:
    text = block_text(
        {"a": Styled("b", "x:1"), "c": Styled(["d", "e"], "x:2", gap=1, style="["), "f": Styled("g", style='"')}
    )
    assert text == 'a: b  # x:1\nc: [d, e] # x:2\nf: "g"\n'
