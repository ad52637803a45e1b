from __future__ import annotations

import time

import pytest

from svclint.clock import is_date, today


def test_today_is_the_date_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "gmtime", lambda: time.struct_time((2027, 1, 2, 3, 4, 5, 0, 2, 0)))
    assert today() == "2027-01-02"


@pytest.mark.parametrize("text", ["2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026-01-01 ", "٢٠٢٦-٠١-٠١", ""])
def test_other_texts_are_not_dates(text: str) -> None:
    assert not is_date(text)


def test_dates_are_dates() -> None:
    assert is_date("2028-02-29")
    assert is_date(today())
