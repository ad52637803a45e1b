"""One line for each finding, which editors and grep can read."""

from __future__ import annotations

import re
from typing import Any

from svclint.model import Finding, Result, Severity
from svclint.reports import DisplayOptions, render
from tests.support.detectors import without_colours
from tests.support.report_samples import CALM, COUNTS, EVERYDAY, HOSTILE, KS, RULES


def concise(result: Result, **options: Any) -> str:
    return render("concise", result, RULES, DisplayOptions(**options))


def test_a_line_for_each_finding_by_location_then_the_number() -> None:
    first, second, total = concise(EVERYDAY).splitlines()
    assert first == (
        "apps/checkout.yaml:7:27 warning[address-claimed-twice] Service shop-eu/checkout and Service shop/web both ask "
        "for 10.8.0.20"
    )
    assert second.startswith(
        "apps/kubesphere/ks-apiserver.yaml:14:7 error[external-ip-is-control-plane] 192.168.11.250 "
    )
    assert total == "2 findings (1 error, 1 warning, 0 notes), 1 ignored"


def test_ignored_findings_are_marked() -> None:
    assert "note[unused-ignore] (ignored) " in concise(EVERYDAY, show_ignored=True)


def test_quiet_is_only_findings() -> None:
    assert len(concise(EVERYDAY, quiet=True).splitlines()) == 2
    assert concise(CALM, quiet=True) == ""
    assert concise(CALM) == "No findings\n"


def test_colours_change_no_letter() -> None:
    assert without_colours(concise(EVERYDAY, color=True)) == concise(EVERYDAY)


def test_hostile_text_stays_in_its_line() -> None:
    findings = tuple(Finding(KS, "external-ip-is-control-plane", Severity.ERROR, text) for text in HOSTILE)
    lines = concise(Result(findings, COUNTS)).splitlines()
    assert len(lines) == len(HOSTILE) + 1
    assert all(re.match(r"apps/kubesphere/ks-apiserver\.yaml:14:7 error\[", line) for line in lines[:-1])
    assert "\x1b" not in "".join(lines)
