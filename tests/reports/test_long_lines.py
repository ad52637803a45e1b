"""Many findings on one line: a report looks at the line around each of them, and not at the whole line."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import pytest

from svclint.model import Location, Owner, Result, Span
from svclint.reports import FORMATS, DisplayOptions, escape, render
from tests.support.effort import steps
from tests.support.report_samples import EVERYDAY, INCIDENT, RULES

_ITEM = '{"kind":"Service","spec":{"externalIPs":["192.168.11.250"]}},'


class _Counted:
    """A regular expression; counts the characters that it is applied to."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.characters = 0
        self._pattern = pattern

    def sub(self, replacement: Callable[[re.Match[str]], str] | str, text: str) -> str:
        self.characters += len(text)
        return self._pattern.sub(replacement, text)


def one_line(number: int, mark: str) -> Result:
    """So many findings on the one line of a file, which holds `mark` once an item."""
    columns = range(1, number * (len(_ITEM) + len(mark)), len(_ITEM) + len(mark))
    owner = Owner("", "", "Service", "shop", "far-away")
    findings = tuple(
        dataclasses.replace(INCIDENT, location=Location("l.json", Span(1, column + 42, 1, column + 58), owner, ""))
        for column in columns
    )
    return dataclasses.replace(EVERYDAY, findings=findings, sources={"l.json": (_ITEM + mark) * number})


@pytest.mark.parametrize("mark", ["", "漢\x1b🇩🇪"])
@pytest.mark.parametrize("name", FORMATS)
def test_work_grows_with_the_findings(name: str, mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(number: int) -> tuple[int, int]:
        counted = _Counted(re.compile(escape._UNSEEN.pattern))
        monkeypatch.setattr(escape, "_UNSEEN", counted)
        result = one_line(number, mark)
        instructions = steps(lambda: render(name, result, RULES, DisplayOptions(width=80)))
        monkeypatch.undo()
        return instructions, counted.characters

    work(2)  # what is loaded once is loaded now
    (few_steps, few_characters), (many_steps, many_characters) = work(100), work(400)
    assert many_steps < 5 * few_steps
    assert many_characters <= 5 * few_characters
