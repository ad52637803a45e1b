"""Directives in braces: what ends one, what a word is, and that any text is read or refused without a crash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.claims.embedded.directives import COREFILE, KEEPALIVED, NGINX, Dialect, read_directives
from svclint.documents.node import ListNode, ScalarNode
from svclint.model import Span
from tests.support.embedded_trees import block, plain

DIALECTS = {"corefile": COREFILE, "keepalived": KEEPALIVED, "nginx": NGINX}


def scalar(text: str) -> ScalarNode:
    return ScalarNode(text, text, Span(1, 1, 1, 1))


def test_a_line_ends_a_directive_and_a_block_may_stand_on_one_line() -> None:
    found = read_directives(scalar("a 1 { b 2 }\nc"), KEEPALIVED)
    assert plain(found) == [{"name": "a", "args": ["1"], "block": [["b", "2"]]}, ["c"]]


def test_a_semicolon_ends_a_directive_of_nginx_and_lines_do_not() -> None:
    found = read_directives(scalar("server{listen\n 127.0.0.1:6443;proxy_pass 'http://a b';}"), NGINX)
    lines = [["listen", "127.0.0.1:6443"], ["proxy_pass", "http://a b"]]
    assert plain(found) == [{"name": "server", "args": "", "block": lines}]


def test_a_block_that_belongs_to_nothing_is_refused() -> None:
    assert read_directives(scalar("{ a }"), KEEPALIVED) is None


def test_a_mapping_is_no_text() -> None:
    assert read_directives(ListNode((), Span(1, 1, 1, 1)), NGINX) is None


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@given(text=st.text(alphabet='ab{}"\\;#!$\n ', max_size=60))
def test_any_text_is_read_or_refused(dialect: Dialect, text: str) -> None:
    found = read_directives(scalar(text), dialect)
    assert found is None or isinstance(found, ListNode)


def test_comments_are_left_out() -> None:
    found = read_directives(block("a 1 ! why\n# b\nc"), KEEPALIVED)
    assert plain(found) == [["a", "1"], ["c"]]
