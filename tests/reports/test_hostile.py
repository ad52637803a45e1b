"""No report lets a string of the input be more than text: every format, every hostile string, every place for one."""

from __future__ import annotations

import json

import cmarkgfm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svclint.model import Result
from svclint.reports import FORMATS, DisplayOptions, render
from tests.support.detectors import Page, runner_commands, unseen, without_colours
from tests.support.report_samples import HOSTILE, RULES, hostile

EVERYTHING = DisplayOptions(show_ignored=True, verbose=True, picture="graph LR\n  a --> b")
anything = st.text(st.characters(exclude_categories=()), max_size=200)


def check(name: str, result: Result) -> None:
    report = render(name, result, RULES, EVERYTHING)
    report.encode()
    assert unseen(report) == []
    commands = [found for found, _, _ in runner_commands(report)]
    assert (["error", "notice"] if name == "github" else []) == commands
    assert report.endswith("\n")
    assert render(name, result, RULES, EVERYTHING) == report


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", FORMATS)
def test_hostile_strings_stay_text(name: str, text: str) -> None:
    check(name, hostile(text))


@settings(max_examples=30, deadline=None)
@given(anything)
@pytest.mark.parametrize("name", FORMATS)
def test_any_string_stays_text(name: str, text: str) -> None:
    check(name, hostile(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_the_only_escape_sequences_are_our_colours(text: str) -> None:
    report = render("text", hostile(text), RULES, DisplayOptions(color=True, show_ignored=True, verbose=True))
    plain = without_colours(report)
    assert unseen(plain) == []
    assert render("text", hostile(text), RULES, DisplayOptions(show_ignored=True, verbose=True)) == plain


@pytest.mark.parametrize("text", HOSTILE)
def test_annotations_say_what_was_said(text: str) -> None:
    report = render("github", hostile(text), RULES, EVERYTHING)
    lines = [line for line in report.splitlines() if not line.startswith(("::", "svclint: "))]
    assert lines == []
    for _, properties, _ in runner_commands(report):
        assert set(properties) == {"file", "line", "col", "endLine", "endColumn", "title"}


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_holds_no_markup_but_ours(text: str) -> None:
    page = Page(cmarkgfm.github_flavored_markdown_to_html(render("markdown", hostile(text), RULES, EVERYTHING)))
    assert page.tags == {"h3", "table", "thead", "tbody", "tr", "th", "td", "a", "code", "pre", "p"}
    assert set(page.links) == {"https://svclint.dev/rules/invalid-yaml/", "https://svclint.dev/rules/unused-ignore/"}
    assert len(page.cells) == 8
    assert "@everyone" not in page.prose


@pytest.mark.parametrize("text", HOSTILE)
def test_a_picture_stays_in_its_fence(text: str) -> None:
    options = DisplayOptions(picture="graph LR\n" + text)
    page = Page(
        cmarkgfm.github_flavored_markdown_to_html(render("markdown", Result((), hostile("").counts), {}, options))
    )
    assert page.tags == {"h3", "pre", "code", "p"}


@pytest.mark.parametrize("text", HOSTILE)
def test_sarif_messages_link_only_to_their_own_places(text: str) -> None:
    log = json.loads(render("sarif", hostile(text), RULES, EVERYTHING))
    for result in log["runs"][0]["results"]:
        ids = {str(one["id"]) for one in result.get("relatedLocations", [])}
        assert set(links(result["message"]["text"])) <= ids


def links(message: str) -> list[str]:
    """The targets of the links of a SARIF message (§3.11.6): brackets that no backslash escapes."""
    found, position, opened = [], 0, False
    while position < len(message):
        char = message[position]
        if char == "\\":
            position += 1
        elif char == "[":
            assert not opened
            opened = True
        elif char == "]":
            assert opened
            assert message[position + 1] == "("
            found.append(message[position + 2 : message.index(")", position)])
            opened = False
        position += 1
    return found
