from __future__ import annotations

import pytest

from svclint.model import Counts, Reading, Result, Severity
from svclint.reports.summary import amount, files_line, findings_line, levels, reasons, sentence
from tests.support.report_samples import CALM, COMPARED, COUNTS, EVERYDAY


def test_amounts_read_well() -> None:
    assert [amount(number, "file") for number in (0, 1, 1204)] == ["0 files", "1 file", "1,204 files"]
    assert amount(2, "entry", "entries") == "2 entries"


def test_findings_by_level_and_the_ignored_apart() -> None:
    assert findings_line(EVERYDAY) == "2 findings (1 error, 1 warning, 0 notes), 1 ignored"
    assert findings_line(CALM) == "No findings"
    assert list(levels(EVERYDAY).items()) == [(Severity.ERROR, 1), (Severity.WARNING, 1), (Severity.NOTE, 0)]


def test_every_file_has_exactly_one_place_in_the_numbers() -> None:
    assert files_line(COUNTS) == (
        "12 files: 4 read, 6 without addresses, 1 template, 0 excluded, 1 unreadable; 9 documents, 31 claims,"
        " 2 unresolved values (1 Flux variable, 1 Helm template)"
    )
    assert files_line(Counts({Reading.EXCLUDED: 1})) == (
        "1 file: 0 read, 0 without addresses, 0 templates, 1 excluded, 0 unreadable; 0 documents, 0 claims,"
        " 0 unresolved values"
    )


def test_the_commonest_reason_comes_first() -> None:
    assert reasons(Counts({}, unresolved={"a": 1, "Flux variable": 3, "none": 0})) == "3 Flux variables, 1 a"


def test_ignored_findings_are_counted_where_there_is_nothing_else() -> None:
    assert findings_line(Result(EVERYDAY.findings[2:], COUNTS)) == "No findings, 1 ignored"


@pytest.mark.parametrize(("text", "expected"), [("a", "a."), ("a.", "a."), ("a?", "a?"), ("a…", "a…")])
def test_sentences_end(text: str, expected: str) -> None:
    assert sentence(text) == expected


def test_known_findings_are_counted_separately() -> None:
    assert findings_line(COMPARED) == "1 new finding (1 error, 0 warnings, 0 notes), 1 known, 1 ignored"
    assert findings_line(Result((), COUNTS, compared=True)) == "No new findings"
