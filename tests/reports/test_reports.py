from __future__ import annotations

import subprocess
import sys

import pytest

from svclint.reports import FORMATS, DisplayOptions, render
from tests.support.report_samples import CALM, EVERYDAY, RULES


def test_the_formats_are_those_of_the_command_line() -> None:
    assert FORMATS == (
        "text", "concise", "sarif", "json", "jsonl", "github", "gitlab", "junit", "rdjson", "markdown",
    )  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_ends_in_one_line_feed_and_repeats_itself(name: str) -> None:
    for result in (EVERYDAY, CALM):
        report = render(name, result, RULES, DisplayOptions())
        assert render(name, result, RULES, DisplayOptions()) == report
        assert report.endswith("\n")
        assert not report.endswith("\n\n")


def test_a_format_nobody_knows_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        render("pdf", CALM, RULES, DisplayOptions())


def test_a_format_is_imported_when_it_is_asked_for() -> None:
    code = "import sys, svclint.reports; print(sorted(m for m in sys.modules if m.startswith('svclint.reports.')))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "['svclint.reports.display']\n"
