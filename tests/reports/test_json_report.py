from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from svclint.model import Block, Cluster, Result
from svclint.reports import DisplayOptions, render
from tests.support.report_samples import CALM, COMPARED, COUNTS, EVERYDAY, HOSTILE, LB, RULES, hostile, outside

CLUSTERED = Result(
    (),
    COUNTS,
    clusters=(
        Cluster("z"),
        Cluster("a", ("apps/",), "lan", 33, "ipvs", True, (Block(4, 1, 2),), (30000, 32767), ("metallb",), None, True),
        Cluster("m", stated={"proxy_mode": LB}),
    ),
)


def report(result: Result) -> dict[str, Any]:
    return json.loads(render("json", result, RULES, DisplayOptions()))


def strict() -> dict[str, Any]:
    """The schema, with every object closed: what we write today is all described."""
    schema = json.loads((files("svclint") / "schemas" / "report.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    stack = [schema]
    while stack:
        one = stack.pop()
        if one.get("type") == "object":
            one.setdefault("additionalProperties", False)
        stack.extend(value for value in one.values() if isinstance(value, dict))
    return schema


@pytest.mark.parametrize("result", [EVERYDAY, CALM, COMPARED, CLUSTERED, outside(), *map(hostile, HOSTILE)])
def test_the_report_is_as_its_schema_says(result: Result) -> None:
    jsonschema.Draft202012Validator(strict()).validate(report(result))


def test_findings_come_in_order_with_the_ignored_ones() -> None:
    found = [(one["file"], one["line"], one["rule"], one["suppressed"]) for one in report(EVERYDAY)["findings"]]
    assert found == [
        ("apps/checkout.yaml", 7, "address-claimed-twice", None),
        ("apps/kubesphere/ks-apiserver.yaml", 14, "external-ip-is-control-plane", None),
        ("apps/web.yaml", 9, "unused-ignore", "moves next week, see OPS-1"),
    ]


def test_strings_are_as_the_input_has_them() -> None:
    text = "a\x1b\u202e\n[x]{0}"
    [one, _] = sorted(report(hostile(text))["findings"], key=lambda found: found["rule"])
    assert (text, text, text) == (one["message"], one["owner"]["name"], one["file"])


def test_counts_and_clusters_say_what_is_known() -> None:
    assert report(EVERYDAY)["counts"]["findings"] == {"error": 1, "warning": 1, "note": 0}
    assert report(EVERYDAY)["counts"]["ignored"] == 1
    known = [
        (one["name"], one["version"], one["proxyMode"], one["controllers"]) for one in report(CLUSTERED)["clusters"]
    ]
    assert known == [("a", "1.33", "ipvs", ["metallb"]), ("m", None, "", None), ("z", None, "", None)]


def test_known_findings_are_reported_and_not_counted() -> None:
    found = report(COMPARED)
    assert [one["baselineState"] for one in found["findings"]] == ["unchanged", "new", "new"]
    assert tuple(found["counts"][key] for key in ("findings", "known", "ignored")) == (
        {"error": 1, "warning": 0, "note": 0},
        1,
        1,
    )
    assert {one["baselineState"] for one in report(EVERYDAY)["findings"]} == {None}
