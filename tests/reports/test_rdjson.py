"""rdjson: the properties that reviewdog reads, with columns in bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from svclint.model import Location, Owner, Result, Span
from svclint.reports import DisplayOptions, render
from tests.support.report_samples import CALM, COUNTS, EVERYDAY, INCIDENT, RULES, hostile


def diagnostics(result: Result, **options: Any) -> list[dict[str, Any]]:
    report = json.loads(render("rdjson", result, RULES, DisplayOptions(**options)))
    assert report["source"]["name"] == "svclint"
    for diagnostic in report["diagnostics"]:
        assert diagnostic["severity"] in ("ERROR", "WARNING", "INFO")
        for place in (diagnostic["location"], *(item["location"] for item in diagnostic["related_locations"])):
            assert set(place) == {"path", "range"}
            assert all(
                place["range"][end]["line"] >= 1 and place["range"][end]["column"] >= 1 for end in ("start", "end")
            )
    return report["diagnostics"]


def test_a_finding_is_a_diagnostic_with_its_range_rule_and_other_side() -> None:
    _, incident = diagnostics(EVERYDAY)
    assert incident == {
        "message": INCIDENT.message,
        "location": {
            "path": "apps/kubesphere/ks-apiserver.yaml",
            "range": {"start": {"line": 14, "column": 7}, "end": {"line": 14, "column": 21}},
        },
        "severity": "ERROR",
        "code": {
            "value": "external-ip-is-control-plane",
            "url": "https://svclint.dev/rules/external-ip-is-control-plane/",
        },
        "related_locations": [
            {
                "message": "load balancer lb is declared here",
                "location": {
                    "path": "inventory.yaml",
                    "range": {"start": {"line": 8, "column": 33}, "end": {"line": 8, "column": 47}},
                },
            }
        ],
    }
    assert diagnostics(CALM) == []


def test_columns_are_bytes() -> None:
    line = "ä漢𐐀" * 700 + "192.0.2.1"
    place = Location("a.yaml", Span(1, 2101, 1, 2110), Owner("", "", "Service", "", "a"), "")
    (found,) = diagnostics(Result((replace(INCIDENT, location=place, related=()),), COUNTS, sources={"a.yaml": line}))
    assert found["location"]["range"]["start"]["column"] == 700 * (2 + 3 + 4) + 1
    assert found["location"]["range"]["end"]["column"] == 700 * (2 + 3 + 4) + 10


def test_a_location_past_the_text_has_its_own_column() -> None:
    place = Location("a.yaml", Span(9, 5, 9, 7), Owner("", "", "Service", "", "a"), "")
    (found,) = diagnostics(Result((replace(INCIDENT, location=place, related=()),), COUNTS, sources={"a.yaml": "ä"}))
    assert found["location"]["range"]["start"] == {"line": 9, "column": 5}


def test_surrogates_are_escaped() -> None:
    assert "\\\\udcff" in render("rdjson", hostile("\udcff"), RULES, DisplayOptions())
