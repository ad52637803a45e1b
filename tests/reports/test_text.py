from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from svclint.model import Finding, Location, Owner, Related, Result, Severity, Span
from svclint.reports import DisplayOptions, render
from tests.support.detectors import without_colours
from tests.support.report_samples import CALM, COMPARED, COUNTS, EVERYDAY, INCIDENT, LB, NOBODY, RULES, SOURCES

EXPECTED = """\
warning[address-claimed-twice]: Service shop-eu/checkout and Service shop/web
  both ask for 10.8.0.20
 --> apps/checkout.yaml:7:27
  |
7 |     lbipam.cilium.io/ips: 10.8.0.20
  |                           ^^^^^^^^^
  |
note: Service shop/web asks for it here
 --> apps/web.yaml:7:27
  |
7 |     lbipam.cilium.io/ips: 10.8.0.20
  |                           ---------
  |
  = fix: Give one of them another address.
  = help: svclint explain address-claimed-twice

error[external-ip-is-control-plane]: 192.168.11.250 is the control plane's load
  balancer lb: kube-proxy (ipvs) binds it on every node, which then talk to
  themselves instead of the API server
  --> apps/kubesphere/ks-apiserver.yaml:14:7
   |
14 |     - 192.168.11.250
   |       ^^^^^^^^^^^^^^ Service kubesphere-system/ks-apiserver
   |
note: load balancer lb is declared here
  --> inventory.yaml:8:33
   |
 8 |       - { name: lb, addresses: [192.168.11.250] }
   |                                 --------------
   |
   = path: kubeconfig server https://lb.example:6443 → lb.example
           → 192.168.11.250
           ← spec.externalIPs[0] of Service kubesphere-system/ks-apiserver
   = fix: Remove the address from `spec.externalIPs`.
   = help: svclint explain external-ip-is-control-plane

2 findings (1 error, 1 warning, 0 notes), 1 ignored
12 files: 4 read, 6 without addresses, 1 template, 0 excluded, 1 unreadable
9 documents, 31 claims, 2 unresolved values (1 Flux variable, 1 Helm template)
"""


def text(result: Result, **options: Any) -> str:
    return render("text", result, RULES, DisplayOptions(**options))


def test_findings_with_their_lines_and_the_numbers() -> None:
    assert text(EVERYDAY) == EXPECTED


def test_the_most_severe_finding_is_last() -> None:
    note = dataclasses.replace(INCIDENT, location=dataclasses.replace(INCIDENT.location, file="z.yaml"), rule="x")
    findings = (INCIDENT, dataclasses.replace(note, severity=Severity.NOTE), EVERYDAY.findings[0])
    text = render("text", Result(findings, COUNTS, sources=SOURCES), RULES, DisplayOptions())
    heads = [line.partition("[")[0] for line in text.splitlines() if line.startswith(("note[", "warning[", "error["))]
    assert heads == ["note", "warning", "error"]


def test_colours_change_no_letter() -> None:
    coloured = text(EVERYDAY, color=True)
    assert "\x1b[1;31merror[external-ip-is-control-plane]\x1b[0m: " in coloured
    assert without_colours(coloured) == EXPECTED


FAILING = """\
These findings fail the run:
  apps/checkout.yaml:7:27 warning[address-claimed-twice]
  apps/kubesphere/ks-apiserver.yaml:14:7 error[external-ip-is-control-plane]

2 findings"""


def test_what_fails_the_run_is_in_view_at_the_end() -> None:
    assert FAILING in text(EVERYDAY, fail_on=Severity.WARNING)
    assert FAILING.replace("  apps/checkout.yaml:7:27 warning[address-claimed-twice]\n", "") in text(
        EVERYDAY, fail_on=Severity.ERROR
    )
    assert text(EVERYDAY, fail_on=None) == EXPECTED


def test_one_finding_is_in_view_anyway() -> None:
    assert "fail the run" not in text(Result((INCIDENT,), COUNTS), fail_on=Severity.NOTE)


def test_the_worst_of_many_are_in_view() -> None:
    many = tuple(dataclasses.replace(EVERYDAY.findings[0], message=str(number)) for number in range(24))
    tail = text(Result((INCIDENT, *many), COUNTS), fail_on=Severity.NOTE).partition("fail the run:\n")[2].splitlines()
    assert tail[0] == "  5 more findings above, and:"
    assert tail[20] == "  apps/kubesphere/ks-apiserver.yaml:14:7 error[external-ip-is-control-plane]"


def test_a_terminal_with_links_leads_to_the_page_of_a_rule() -> None:
    address = "https://svclint.dev/rules/external-ip-is-control-plane/"
    mark = "\x1b[1;31merror[external-ip-is-control-plane]\x1b[0m"
    linked = text(EVERYDAY, color=True, links=True)
    assert f"\x1b]8;;{address}\x1b\\{mark}\x1b]8;;\x1b\\: 192.168.11.250 is" in linked
    assert "\x1b]8;" not in text(EVERYDAY, color=True)


def test_code_in_a_fix_keeps_its_lines() -> None:
    fix = "Set this value of\nthe chart:\n\n```yaml\nipvs:\n  strictARP: true\n```\n\nThen restart it."
    rules = {INCIDENT.rule: dataclasses.replace(RULES[INCIDENT.rule], fix=fix)}
    report = render("text", Result((INCIDENT,), COUNTS), rules, DisplayOptions())
    assert (
        "   = fix: Set this value of the chart:\n"
        "            ipvs:\n"
        "              strictARP: true\n"
        "          Then restart it.\n"
    ) in report


def test_nothing_found_is_one_calm_paragraph() -> None:
    assert text(CALM) == (
        "No findings. 12 files: 4 read, 6 without addresses, 1 template, 0 excluded, 1\n"
        "unreadable; 9 documents, 31 claims, 2 unresolved values (1 Flux variable, 1 Helm\n"
        "template)\n"
    )
    assert text(CALM) == without_colours(text(CALM, color=True))


def test_ignored_findings_say_why() -> None:
    report = text(EVERYDAY, show_ignored=True)
    assert "note[unused-ignore] (ignored): nothing is ignored here any more\n" in report
    assert "  = ignored: moves next week, see OPS-1\n" in report
    assert report.endswith(EXPECTED[EXPECTED.index("2 findings") :])


def test_only_ignored_findings_is_no_findings() -> None:
    assert text(dataclasses.replace(EVERYDAY, findings=EVERYDAY.findings[2:])).startswith("No findings, 1 ignored. 12 ")


def test_verbose_lists_what_could_not_be_resolved() -> None:
    assert "\nunresolved: apps/dns.yaml:12:9: ${DNS_IP} (Flux variable)\n\n2 findings" in text(EVERYDAY, verbose=True)


def test_help_is_given_once_a_rule() -> None:
    again = dataclasses.replace(INCIDENT, message="again")
    assert text(Result((INCIDENT, again), COUNTS)).count("= help: svclint explain") == 1


def test_a_place_without_a_text_is_named_alone() -> None:
    report = text(Result((dataclasses.replace(INCIDENT, related=(), trail=()),), COUNTS))
    assert (
        "  --> apps/kubesphere/ks-apiserver.yaml:14:7\n"
        "   = fix: Remove the address from `spec.externalIPs`.\n"
        "   = help: svclint explain external-ip-is-control-plane\n\n1 finding (1 error" in report
    )


def test_the_lines_of_a_secret_are_never_shown() -> None:
    owner = Owner("", "", "Secret", "a", "b")
    place = Location("secret.yaml", Span(1, 1, 1, 5), owner, "")
    finding = Finding(place, "invalid-yaml", Severity.ERROR, "broken", (Related(place, "twice"),))
    report = text(Result((finding,), COUNTS, sources={"secret.yaml": "password: hunter2"}))
    assert "secret.yaml:1:1" in report
    assert "hunter2" not in report


def test_a_few_other_places_unless_all_are_asked_for() -> None:
    related = tuple(
        Related(dataclasses.replace(LB, span=Span(line, 1, line, 2)), f"place {line}") for line in range(1, 9)
    )
    result = Result((dataclasses.replace(INCIDENT, related=related),), COUNTS, sources=SOURCES)
    assert "   = note: and 5 more places (--verbose)\n" in text(result)
    assert "place 4" not in text(result)
    assert "place 8" in text(result, verbose=True)


def test_what_no_file_holds_or_the_same_place_is_told_in_a_line() -> None:
    related = (Related(None, "the cluster runs kube-proxy"), Related(INCIDENT.location, "said of the same place"))
    report = text(Result((dataclasses.replace(INCIDENT, related=related),), COUNTS, sources=SOURCES))
    assert "   = note: the cluster runs kube-proxy\n   = note: said of the same place\n" in report
    assert report.count("-->") == 1


def test_a_rendered_document_names_its_template() -> None:
    place = dataclasses.replace(INCIDENT.location, origin="chart/templates/svc.yaml")
    report = text(Result((dataclasses.replace(INCIDENT, location=place),), COUNTS))
    assert "ks-apiserver.yaml:14:7 (rendered from chart/templates/svc.yaml)\n" in report


def test_an_owner_that_does_not_fit_beside_the_underline_stands_below() -> None:
    owner = dataclasses.replace(INCIDENT.location.owner, name="a" * 60)
    place = dataclasses.replace(INCIDENT.location, owner=owner)
    report = text(Result((dataclasses.replace(INCIDENT, location=place),), COUNTS, sources=SOURCES))
    assert f"   |       ^^^^^^^^^^^^^^\n   | Service kubesphere-system/{'a' * 60}\n" in report


@pytest.mark.parametrize("width", [0, 40, 60, 80, 120])
def test_only_unbreakable_words_exceed_the_width(width: int) -> None:
    whole = ("-->", "spec.externalIPs[0]", "kubeconfig server", "error[external-ip", "| Service ")
    for line in text(EVERYDAY, width=width).splitlines():
        assert len(line) <= max(width, 40) or any(word in line for word in whole)


def test_a_long_line_is_cut_around_the_value() -> None:
    source = "key: " + "x" * 300 + " 10.0.0.1 " + "y" * 300
    place = Location("a.yaml", Span(1, 307, 1, 315), NOBODY, "")
    finding = Finding(place, "invalid-yaml", Severity.ERROR, "here")
    report = text(Result((finding,), COUNTS, sources={"a.yaml": source}))
    [shown] = [line for line in report.splitlines() if line.startswith("1 | ")]
    [below] = [line for line in report.splitlines() if "^" in line]
    assert len(shown) == 80
    assert shown[below.index("^") : below.rindex("^") + 1] == "10.0.0.1"
    assert (shown[4], shown[-1]) == ("…", "…")


def test_known_findings_that_are_shown_are_marked() -> None:
    assert "address-claimed-twice" not in render("text", COMPARED, RULES, DisplayOptions())
    told = render("text", COMPARED, RULES, DisplayOptions(show_known=True))
    assert "warning[address-claimed-twice] (known): Service" in told
    assert "error[external-ip-is-control-plane]: 192" in told


def test_an_owner_that_the_line_names_is_not_repeated() -> None:
    owner = Owner("", "inventory", "vips", "", "10.0.0.1")
    place = Location("inventory.yaml", Span(1, 8, 1, 16), owner, "")
    found = (dataclasses.replace(INCIDENT, location=place, related=(), trail=()),)
    report = text(Result(found, COUNTS, sources={"inventory.yaml": "vips: [10.0.0.1]\n"}))

    assert "^\n" in report
    assert "^ vips" not in report


@pytest.mark.parametrize(
    "owner",
    [Owner("", "", "File", "", "a.yaml"), Owner("", "inventory", "proxy", "", "proxy.mode")],
    ids=["a file", "a field of an inventory"],
)
def test_a_file_or_a_field_is_no_label_below_its_own_line(owner: Owner) -> None:
    place = Location("a.yaml", Span(1, 8, 1, 11), owner, "")
    found = (dataclasses.replace(INCIDENT, location=place, related=(), trail=()),)
    report = text(Result(found, COUNTS, sources={"a.yaml": "mode:  ipvs\n"}))

    assert "^\n" in report
