"""JUnit XML: what CI systems read of it, and that no text of the input changes its structure."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.model import Result, Severity
from svclint.reports import DisplayOptions, render
from svclint.reports.escape import xml_text
from tests.support.report_samples import CALM, COMPARED, EVERYDAY, HOSTILE, INCIDENT, RULES, hostile


def suite(result: Result, **options: Any) -> ET.Element:
    root = ET.fromstring(render("junit", result, RULES, DisplayOptions(**options)))
    (only,) = root
    assert (root.tag, only.tag) == ("testsuites", "testsuite")
    cases = list(only)
    assert {case.tag for case in cases} == {"testcase"}
    assert only.attrib == root.attrib
    assert int(only.attrib["tests"]) == len(cases)
    assert int(only.attrib["failures"]) == len(only.findall("testcase/failure"))
    assert int(only.attrib["skipped"]) == len(only.findall("testcase/skipped"))
    return only


def test_findings_that_fail_the_run_are_failures() -> None:
    found = suite(EVERYDAY, fail_on=Severity.ERROR)
    passed, failed = found
    assert failed.attrib == {
        "classname": "external-ip-is-control-plane",
        "name": "apps/kubesphere/ks-apiserver.yaml:14",
        "file": "apps/kubesphere/ks-apiserver.yaml",
        "line": "14",
    }
    (failure,) = failed
    assert failure.attrib == {"type": "error", "message": INCIDENT.message}
    assert (failure.text or "").splitlines()[1:] == [
        "note: load balancer lb is declared here (inventory.yaml:8)",
        (
            "path: kubeconfig server https://lb.example:6443 → lb.example → 192.168.11.250 "
            "← spec.externalIPs[0] of Service kubesphere-system/ks-apiserver"
        ),
        "help: svclint explain external-ip-is-control-plane",
    ]
    assert [child.tag for child in passed] == ["system-out"]
    assert suite(EVERYDAY).attrib["failures"] == "0"
    assert suite(EVERYDAY, fail_on=Severity.WARNING).attrib["failures"] == "2"


def test_a_run_without_findings_has_a_test_that_passes() -> None:
    (case,) = suite(CALM, fail_on=Severity.WARNING)
    assert (case.attrib["name"], list(case)) == ("No findings", [])


def test_suppressed_and_known_findings_are_skipped_if_they_are_shown() -> None:
    found = suite(COMPARED, show_ignored=True, show_known=True, fail_on=Severity.NOTE)
    assert found.attrib["skipped"] == "2"
    assert suite(COMPARED, fail_on=Severity.NOTE).attrib == {
        "name": "svclint", "tests": "1", "failures": "1", "errors": "0", "skipped": "0",
    }  # fmt: skip


@pytest.mark.parametrize("text", [*HOSTILE, "]]>", "&x;", '"/><a b="', "\ufffe\uffff", "<!--", "<![CDATA["])
def test_hostile_text_is_only_text(text: str) -> None:
    found = suite(hostile(text), show_ignored=True, fail_on=Severity.NOTE)
    assert {element.tag for element in found.iter()} == {"testsuite", "testcase", "failure", "skipped"}


@given(st.text())
def test_any_text_is_an_attribute_and_ascii(text: str) -> None:
    shown = xml_text(text)
    assert shown.isascii()
    element = ET.fromstring(f'<a b="{shown}">{shown}</a>')
    assert element.attrib["b"] == (element.text or "")
