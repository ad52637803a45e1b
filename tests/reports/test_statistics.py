"""How many findings of each rule there are, the worst last."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from svclint.model import Result
from svclint.reports import STATISTICS, DisplayOptions, render
from tests.support.detectors import without_colours
from tests.support.report_samples import CALM, COUNTS, EVERYDAY, RULES

MANY = Result(
    (*EVERYDAY.findings, *(replace(EVERYDAY.findings[0], message=str(number)) for number in range(11))), COUNTS
)


def statistics(result: Result, **options: Any) -> str:
    return render(STATISTICS, result, RULES, DisplayOptions(**options))


def test_a_line_for_each_rule_the_most_severe_last() -> None:
    assert statistics(MANY) == (
        "12  warning[address-claimed-twice]  Two load balancers ask for one address\n"
        " 1  error[external-ip-is-control-plane]  A Service takes the address of the\n"
        "      control plane\n"
        "\n"
        "13 findings (1 error, 12 warnings, 0 notes), 1 ignored\n"
    )


def test_ignored_findings_count_only_on_request() -> None:
    assert "unused-ignore" in statistics(MANY, show_ignored=True)
    assert "unused-ignore" not in statistics(MANY)


def test_a_rule_without_a_text_has_a_line() -> None:
    assert render(STATISTICS, MANY, {}, DisplayOptions(quiet=True)).startswith("12  warning[address-claimed-twice]\n")


def test_nothing_found() -> None:
    assert statistics(CALM) == "No findings\n"
    assert statistics(CALM, quiet=True) == ""


def test_colours_change_no_letter() -> None:
    assert without_colours(statistics(MANY, color=True)) == statistics(MANY)
