from __future__ import annotations

import pytest

from svclint.findings.ignore_terms import Terms, terms_of


@pytest.mark.parametrize(
    ("text", "until", "reason"),
    [
        ("until 2026-12-31: the edge node answers", "2026-12-31", "the edge node answers"),
        ("until 2026-12-31 the edge node answers", "2026-12-31", "the edge node answers"),
        ("until 2026-12-31", "2026-12-31", ""),
        ("until 2026-2-31, see #12", "2026-2-31", "see #12"),
        ("until 31/12/2026", "31/12/2026", ""),
        ("until 2026-12", "2026-12", ""),
    ],
)
def test_a_reason_may_begin_with_a_date(text: str, until: str, reason: str) -> None:
    assert terms_of(text) == Terms(reason, until)


@pytest.mark.parametrize(
    "text",
    [
        "until Friday",
        "until 1.2.3 is released",
        "until 2 clusters are gone",
        "until 24/7 support ends",
        "not until 2026-12-31",
        "until 2026-12-31-rc1 is out",
        "",
    ],
)
def test_other_reasons_are_only_reasons(text: str) -> None:
    assert terms_of(text) == Terms(text)


def test_a_suppression_applies_on_its_last_day() -> None:
    terms = Terms("", "2026-12-31")
    assert [terms.expired(day) for day in ("2026-12-30", "2026-12-31", "2027-01-01")] == [False, False, True]


def test_an_invalid_date_never_applies_and_no_date_always() -> None:
    assert Terms("", "2026-02-30").expired("2026-01-01")
    assert not Terms("").expired("9999-12-31")
