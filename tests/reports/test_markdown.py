from __future__ import annotations

import dataclasses

import cmarkgfm

from svclint.model import Result
from svclint.reports import DisplayOptions, render
from tests.support.detectors import Page
from tests.support.report_samples import CALM, COUNTS, EVERYDAY, INCIDENT, RULES


def test_a_table_of_findings_the_worst_first() -> None:
    report = render("markdown", EVERYDAY, RULES, DisplayOptions())
    page = Page(cmarkgfm.github_flavored_markdown_to_html(report))
    assert list(zip(*(iter(page.cells),) * 4, strict=True)) == [
        ("error", "apps/kubesphere/ks-apiserver.yaml:14", "external-ip-is-control-plane", INCIDENT.message),
        (
            "warning",
            "apps/checkout.yaml:7",
            "address-claimed-twice",
            "Service shop-eu/checkout and Service shop/web both ask for 10.8.0.20",
        ),
    ]
    assert report.startswith("### svclint: 2 findings (1 error, 1 warning, 0 notes), 1 ignored\n")
    assert "https://svclint.dev/rules/external-ip-is-control-plane/" in page.links


def test_ignored_findings_appear_when_asked_for() -> None:
    report = render("markdown", EVERYDAY, RULES, DisplayOptions(show_ignored=True))
    assert "| note (ignored: `moves next week, see OPS-1`) | `apps/web.yaml:9` |" in report


def test_a_rule_without_a_page_is_not_linked() -> None:
    assert "| `external-ip-is-control-plane` |" in render("markdown", EVERYDAY, {}, DisplayOptions())


def test_no_findings_no_table() -> None:
    expected = (
        "### svclint: No findings\n\n`12 files: 4 read, 6 without addresses, 1 template, 0 excluded, 1 unreadable;"
        " 9 documents, 31 claims, 2 unresolved values (1 Flux variable, 1 Helm template)`\n"
    )
    assert render("markdown", CALM, RULES, DisplayOptions()) == expected


def test_a_picture_has_a_fence_and_a_limit() -> None:
    drawn = render("markdown", CALM, RULES, DisplayOptions(picture="graph LR\n  a --> b\n"))
    assert "\n```mermaid\ngraph LR\n  a --> b\n```\n" in drawn
    large = render("markdown", CALM, RULES, DisplayOptions(picture="x" * 50_001))
    assert "mermaid" not in large
    assert "The graph is too large" in large


def test_a_long_report_is_cut_and_says_so() -> None:
    long = tuple(dataclasses.replace(INCIDENT, message=f"{number} " + "ü" * 1500) for number in range(500))
    report = render("markdown", Result(long, COUNTS), RULES, DisplayOptions(picture="graph LR"))
    assert 800 * 1024 < len(report.encode()) <= 900 * 1024
    rows = report.count("| error |")
    assert f"\n… and {500 - rows} more findings\n" in report
    assert "```mermaid" in report
    assert "12 files" in report
