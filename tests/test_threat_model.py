"""Every line of the threat model names tests, and they exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/how-it-works/threat-model.md"
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", PAGE.read_text())))


def test_every_line_of_the_tables_of_tests_names_one() -> None:
    tables = PAGE.read_text().split("| Line | Tests |\n| --- | --- |\n")[1:]
    rows = [row for table in tables for row in table.partition("\n\n")[0].splitlines()]
    assert len(rows) > 15
    assert [row for row in rows if "`tests/" not in row] == []


@pytest.mark.parametrize("name", NAMED)
def test_the_tests_exist(name: str) -> None:
    path, _, function = name.partition("::")
    text = (ROOT / path).read_text()
    assert not function or re.search(rf"^def {function}\(", text, re.MULTILINE)


# Each thing that SECURITY.md says must never happen → the line of the page whose tests prove that it does not.
GUARANTEES = {
    "run a command": "Input runs no command.",
    "import a module": "Input imports no module and is not executed.",
    "open a connection": "Input opens no connection.",
    "write to a file that you did not name": "Input writes to no file that the operator did not name.",
    "writes control sequences to a terminal": "Input writes no control sequences, runner commands or active content.",
    "commands to the GitHub runner": "Input writes no control sequences, runner commands or active content.",
    "active content to Markdown or SARIF": "Input writes no control sequences, runner commands or active content.",
    "crash or hang": "Input makes svclint neither crash nor hang.",
    "Every input must result in a finding or a message, including deep nesting, alias bombs, huge scalars, "
    "invalid encodings and loops of links": "Input makes svclint neither crash nor hang.",
    "An unreadable file": "What is not read does not count as checked.",
    "a part of the input that exceeds a limit, counts as checked": "What is not read does not count as checked.",
    "A secret of the input or the environment reaches a report, a log, the cache or a crash report": (
        "No secret is in an output, a cache, a crash report or a temporary file."
    ),
}
CONNECTING = {"", "Input", "makes", "svclint", "or", "to"}


def guarantees() -> str:
    """The list of SECURITY.md, as one line of text."""
    text = (ROOT / "SECURITY.md").read_text().partition("## Security guarantees")[2].partition("\n## ")[0]
    bullets = re.findall(r"^- (.*(?:\n  .*)*)", text, re.MULTILINE)
    assert len(bullets) >= 5
    return " ".join(" ".join(bullet.split()) for bullet in bullets)


def test_every_word_of_what_must_never_happen_has_a_line_with_tests() -> None:
    rest, lines = guarantees(), PAGE.read_text()
    for words, line in GUARANTEES.items():
        assert words in rest
        assert f"\n| {line} | `tests/" in lines
        rest = rest.replace(words, "", 1)
    assert {*re.split(r"[\s,.]+", rest)} <= CONNECTING


def test_every_line_of_what_must_never_happen_is_one_that_security_names() -> None:
    table = PAGE.read_text().partition("## What must never happen")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| ([A-Z].*?\.) \|", table, re.MULTILINE)
    more = {"Input reads no file outside of the repository, and nothing of `.git`."}  # a promise of the trust model
    assert {*lines} - more == {*GUARANTEES.values()}
