"""A hook is put into people's configuration; every byte that stood there still does."""

from __future__ import annotations

import pytest
import yaml

from svclint.init.precommit import REPOSITORY, with_hook

HOOK = {"repo": REPOSITORY, "rev": "v1", "hooks": [{"id": "svclint"}]}
LINES = """\
{pad}- repo: https://github.com/svclint/svclint
{pad}  rev: v1 # why
{pad}  hooks:
{pad}    - id: svclint
"""


def made(text: str) -> str | None:
    return with_hook(text, "v1", "why")


def test_a_new_file() -> None:
    assert "repos:\n" + LINES.format(pad="  ") == made("")


@pytest.mark.parametrize("pad", ["", "  ", "    "])
def test_the_last_item_of_a_list_that_is_indented_like_this(pad: str) -> None:
    before = (
        f"# ours\ndefault_stages: [pre-commit]\nrepos:\n{pad}# the first\n{pad}- repo: local # here\n{pad}  hooks: []\n"
    )
    assert before + LINES.format(pad=pad) == made(before)


def test_what_stands_behind_the_list_stays_behind_it() -> None:
    before = "repos:\n- repo: local\n  hooks: [{id: a}]\n\n# - repo: not now\nci: {skip: [a]}\n"
    head, tail = before.split("\n\n", 1)
    assert made(before) == f"{head}\n{LINES.format(pad='')}\n{tail}"


@pytest.mark.parametrize(
    "scalar", ["|\n          a\n          b\n", ">-\n          a\n\n", "'a\n          b'\n", '"a" # note\n']
)
def test_a_hook_is_inserted_after_a_value_of_any_form(scalar: str) -> None:
    before = f"repos:\n  - repo: local\n    hooks:\n      - id: x\n        entry: {scalar}"
    after = made(before)
    assert after is not None
    old, new = yaml.safe_load(before), yaml.safe_load(after)
    assert new == {"repos": [*old["repos"], HOOK]}


def test_without_a_line_break_at_the_end() -> None:
    before = "repos:\n- repo: local\n  hooks: []"
    assert made(before) == f"{before}\n{LINES.format(pad='')}"


def test_windows_line_breaks() -> None:
    before = "repos:\r\n- repo: local\r\n  hooks: []\r\n"
    assert before + LINES.format(pad="").replace("\n", "\r\n") == made(before)


def test_a_byte_order_mark_and_tabs_stay() -> None:
    before = "\ufeffrepos:\t# ours\n- repo: local\n  hooks: []\t\n"
    assert before + LINES.format(pad="") == made(before)


@pytest.mark.parametrize("before", ["# nothing yet\n", "fail_fast: true\n", "fail_fast: true"])
def test_a_file_without_the_list(before: str) -> None:
    after = made(before)
    assert after is not None
    assert after.startswith(before)
    assert yaml.safe_load(after)["repos"] == [HOOK]


@pytest.mark.parametrize("hook", ["svclint", "svclint-always"])
def test_a_second_time_changes_nothing(hook: str) -> None:
    before = f"repos:\n- repo: {REPOSITORY}\n  rev: abc\n  hooks: [{{id: {hook}}}]\n"
    assert made(before) == before
    once = made("")
    assert once is not None
    assert made(once) == once


@pytest.mark.parametrize(
    "before",
    [
        "repos: []\n",
        "repos: [{repo: local, hooks: []}]\n",
        "repos:\n",
        "repos: x\n",
        "- a\n",
        "a: [\n",
        "a\n",
        "a: 1\n---\nb: 2\n",
    ],
)
def test_forms_without_a_safe_place_are_left_to_people(before: str) -> None:
    assert made(before) is None
