from __future__ import annotations

import ipaddress
import json

import cmarkgfm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.reports.escape import (
    github_data,
    github_property,
    json_text,
    markdown_code,
    no_old_commands,
    no_surrogates,
    sarif_link,
    sarif_text,
    shorten,
    unforgeable,
    visible,
    visible_lines,
)
from tests.support.detectors import Page, runner_commands, unseen
from tests.support.report_samples import HOSTILE

anything = st.text(st.characters(exclude_categories=())) | st.sampled_from(HOSTILE)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("plain äöü 漢字", "plain äöü 漢字"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x1b[31m\x00\x7f\x9b", "\\x1b[31m\\x00\\x7f\\x9b"),
        ("\u2028\u200b\u202e\u2066\ufeff", "\\u2028\\u200b\\u202e\\u2066\\ufeff"),
        ("\U000e0041\udcff", "\\U000e0041\\udcff"),
        ("10.0.0.1\ufe0f", "10.0.0.1\\ufe0f"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_what_nobody_sees_is_spelled_out(raw: str, expected: str) -> None:
    assert visible(raw) == expected


@given(anything)
def test_visible_leaves_nothing_unseen_and_is_stable(text: str) -> None:
    assert unseen(visible(text), allowed="") == []
    assert visible(text) == visible(visible(text))
    visible(text).encode()


@given(anything)
def test_visible_lines_keeps_line_feeds_alone(text: str) -> None:
    assert unseen(visible_lines(text)) == []
    assert text.count("\n") == visible_lines(text).count("\n")


def test_shorten_marks_what_is_missing() -> None:
    assert (shorten("abc", 3), shorten("abcd", 3)) == ("abc", "ab…")


@given(st.lists(anything | st.sampled_from(["##[error]", "::Error ::", " \xa0::add-mask::", "##", "[debug]", "::"])))
def test_no_runner_command_is_left(parts: list[str]) -> None:
    assert list(runner_commands(unforgeable("\n".join(visible(part) for part in parts)))) == []
    assert list(runner_commands(unforgeable(visible("".join(parts))))) == []


@given(st.ip_addresses(v=6))
def test_no_address_is_taken_for_a_command(address: ipaddress.IPv6Address) -> None:
    assert unforgeable(f"{address} ::") == f"{address} ::"
    assert unforgeable("::ffff:10.0.0.1 and ::") == "::ffff:10.0.0.1 and ::"


def test_old_commands_are_broken_anywhere() -> None:
    assert no_old_commands("a ##[error]b ###[x] ##VSO[y] ## [z]") == "a #\\x23[error]b ##\\x23[x] #\\x23VSO[y] ## [z]"


@pytest.mark.parametrize(
    ("raw", "data", "value"),
    [("a:b,c%", "a:b,c%25", "a%3Ab%2Cc%25"), ("a\nb", "a%0Ab", "a\\nb"), ("%0A", "%250A", "%250A")],
)
def test_workflow_commands_are_escaped_as_the_toolkit_does(raw: str, data: str, value: str) -> None:
    assert (github_data(raw), github_property(raw)) == (data, value)


@given(anything, anything)
def test_a_workflow_command_comes_back_as_it_was(title: str, message: str) -> None:
    line = no_old_commands(f"::error title={github_property(title)}::{github_data(visible(message))}")
    [(name, properties, data)] = runner_commands(line)
    expected = (no_old_commands(visible(title)), no_old_commands(visible(message)))
    assert ("error", *expected) == (name, properties["title"], data)


@given(anything.filter(lambda text: text.strip() == text and text))
def test_a_code_span_in_a_table_shows_the_text_and_nothing_else(text: str) -> None:
    page = Page(cmarkgfm.github_flavored_markdown_to_html(f"| a | b |\n| --- | --- |\n| {markdown_code(text)} | x |\n"))
    expected = visible(text).replace("\\|", "\\\\x7c")
    assert page.cells == [expected, "x"]
    assert page.tags == {"table", "thead", "tbody", "tr", "th", "td", "code"}


@given(anything)
def test_a_code_span_in_prose_lets_nothing_out(text: str) -> None:
    page = Page(cmarkgfm.github_flavored_markdown_to_html(f"a {markdown_code(text)} b"))
    assert (page.tags, page.prose) == ({"p", "code"}, "a  b\n")


def test_sarif_text_holds_no_link_and_no_placeholder() -> None:
    assert sarif_text("[a](1) {0} \\ \n") == "\\[a\\](1) {{0}} \\\\ \\\\n"
    assert sarif_link("a][b", 7) == "[a\\]\\[b](7)"


@given(st.dictionaries(st.text(), st.text() | st.lists(st.text())))
def test_json_means_what_it_was_given(value: dict[str, object]) -> None:
    assert json.loads(json_text(value)) == value


@given(anything)
def test_json_is_ascii_that_no_runner_obeys(text: str) -> None:
    report = json_text({"a": text, "##[error]": "##[" + text})
    assert list(runner_commands(report)) == []
    assert unseen(report) == []
    assert report.isascii()


def test_lone_surrogates_are_spelled_out_and_pairs_left() -> None:
    assert no_surrogates("\udcff 👍") == "\\udcff 👍"
