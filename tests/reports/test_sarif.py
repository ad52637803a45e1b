from __future__ import annotations

import dataclasses
import json
import zlib
from typing import Any

import pytest

from svclint.model import Counts, Finding, Location, Related, Result, RuleText, Severity, Span, Step
from svclint.reports import DisplayOptions, render
from svclint.reports.fingerprints import line_hashes
from svclint.reports.summary import files_line
from tests.support.report_samples import (
    CALM,
    COMPARED,
    COUNTS,
    DUPLICATE,
    EVERYDAY,
    HOSTILE,
    INCIDENT,
    KS,
    LB,
    NOBODY,
    RULES,
    SERVICE,
    SHOP_AT,
    SOURCES,
    WEB_AT,
    hostile,
    outside,
)

Json = dict[str, Any]


def run(result: Result, rules: dict[str, RuleText] = RULES, **options: Any) -> Json:
    log = json.loads(render("sarif", result, rules, DisplayOptions(**options)))
    [one] = log["runs"]
    return one


def uri(location: Json) -> str:
    return location["physicalLocation"]["artifactLocation"]["uri"]


def notifications(one: Json) -> list[tuple[str, str]]:
    found = one["invocations"][0]["toolExecutionNotifications"]
    return [(note["level"], note["message"]["text"]) for note in found]


def test_a_clean_run_lists_every_rule_that_ran() -> None:
    one = run(CALM)
    assert sorted(RULES) == [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    assert one["results"] == []
    assert one["invocations"][0]["executionSuccessful"]


def test_a_rule_says_all_that_code_hosts_show() -> None:
    [rule] = [rule for rule in run(CALM)["tool"]["driver"]["rules"] if rule["id"] == "external-ip-is-control-plane"]
    assert rule == {
        "id": "external-ip-is-control-plane",
        "shortDescription": {"text": "A Service takes the address of the control plane."},
        "fullDescription": {"text": "kube-proxy binds every external IP on every node."},
        "helpUri": "https://svclint.dev/rules/external-ip-is-control-plane/",
        "help": {
            "text": "A Service takes the address of the control plane.\n\nkube-proxy binds every external IP on every"
            " node.\n\nThe cluster can no longer be reached.\n\nWhat to do: Remove the address from"
            " `spec.externalIPs`.\n\nhttps://github.com/kubernetes/kubernetes/issues/37526",
            "markdown": "kube-proxy binds every external IP on every node.\n\nThe cluster can no longer be reached.\n\n"
            "**What to do**\n\nRemove the address from `spec.externalIPs`.\n\n"
            "- <https://github.com/kubernetes/kubernetes/issues/37526>",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "tags": ["availability", "external-ip", "security"],
            "precision": "high",
            "problem.severity": "error",
            "security-severity": "7.5",
        },
    }


def test_descriptions_and_tags_stay_within_what_github_takes() -> None:
    tags = tuple(f"tag-{number}" for number in range(30))
    long = RuleText("long", "t" * 2000, Severity.NOTE, "w" * 2000, "", (), "", (*tags, *tags))
    [rule] = run(CALM, {"long": long})["tool"]["driver"]["rules"]
    assert (len(rule["shortDescription"]["text"]), len(rule["fullDescription"]["text"])) == (1024, 1024)
    assert 20 == len(set(rule["properties"]["tags"])) == len(rule["properties"]["tags"])
    assert rule["properties"]["problem.severity"] == "recommendation"


def test_a_finding_of_a_rule_nobody_described_has_a_rule_all_the_same() -> None:
    one = run(Result((INCIDENT,), COUNTS), {})
    assert one["tool"]["driver"]["rules"][one["results"][0]["ruleIndex"]]["id"] == "external-ip-is-control-plane"


def test_the_message_links_to_the_place_it_speaks_of() -> None:
    [result] = run(Result((INCIDENT,), COUNTS, sources=SOURCES))["results"]
    assert result["message"]["text"] == INCIDENT.message + ". Related: [load balancer lb is declared here](1)."
    [related] = result["relatedLocations"]
    assert (related["id"], uri(related)) == (1, "inventory.yaml")
    assert (result["locations"][0]["logicalLocations"]) == [
        {"name": "ks-apiserver", "fullyQualifiedName": "Service/kubesphere-system/ks-apiserver", "kind": "resource"}
    ]


def test_one_result_for_each_side_of_a_collision() -> None:
    one, other = sorted(
        run(Result((DUPLICATE,), COUNTS, sources=SOURCES))["results"], key=lambda r: uri(r["locations"][0])
    )
    assert [uri(result["locations"][0]) for result in (one, other)] == [SHOP_AT.file, WEB_AT.file]
    assert [uri(result["relatedLocations"][0]) for result in (one, other)] == [WEB_AT.file, SHOP_AT.file]
    assert other["message"]["text"].endswith("ask for 10.8.0.20. Related: [Service shop-eu/checkout](1).")
    prints = [result["partialFingerprints"]["svclint/v1"] for result in (one, other)]
    assert DUPLICATE.fingerprint == prints[0] != prints[1]


def test_the_results_of_one_flaw_have_its_fingerprint() -> None:
    flaws = [result["properties"]["flaw"] for result in run(Result((DUPLICATE, INCIDENT), COUNTS))["results"]]
    assert sorted(flaws) == sorted([INCIDENT.fingerprint, DUPLICATE.fingerprint, DUPLICATE.fingerprint])


def test_the_line_hash_is_that_of_the_first_line() -> None:
    [result] = run(Result((INCIDENT,), COUNTS, sources=SOURCES))["results"]
    expected = {"svclint/v1": INCIDENT.fingerprint, "primaryLocationLineHash": line_hashes(SERVICE)[13]}
    assert result["partialFingerprints"] == expected


def test_without_the_text_there_is_no_line_hash() -> None:
    [result] = run(Result((INCIDENT,), COUNTS))["results"]
    assert list(result["partialFingerprints"]) == ["svclint/v1"]


def test_a_trail_is_a_code_flow_whose_steps_all_have_a_place() -> None:
    [result] = run(Result((INCIDENT,), COUNTS, sources=SOURCES))["results"]
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [(uri(step["location"]), step["location"]["message"]["text"]) for step in steps] == [
        ("inventory.yaml", "kubeconfig server https://lb.example:6443"),
        ("inventory.yaml", "lb.example → 192.168.11.250"),
        (KS.file, "spec.externalIPs\\[0\\] of Service kubesphere-system/ks-apiserver"),
    ]


def test_steps_after_the_last_place_are_told_with_it() -> None:
    finding = dataclasses.replace(INCIDENT, trail=(Step("a", KS), Step("b", None), Step("c [0]", None)))
    [result] = run(Result((finding,), COUNTS))["results"]
    [step] = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert step["location"]["message"]["text"] == "a → b → c \\[0\\]"


def test_a_trail_without_a_place_is_no_code_flow() -> None:
    finding = dataclasses.replace(INCIDENT, trail=(Step("a", None),))
    assert "codeFlows" not in run(Result((finding,), COUNTS))["results"][0]


@pytest.mark.parametrize(
    ("span", "sources", "expected"),
    [
        (Span(14, 7, 14, 21), SOURCES, {"startLine": 14, "startColumn": 7, "endLine": 14, "endColumn": 21}),
        (Span(13, 3, 14, 21), SOURCES, {"startLine": 13, "startColumn": 3, "endLine": 13, "endColumn": 15}),
        (Span(13, 3, 14, 21), {}, {"startLine": 13, "startColumn": 3, "endLine": 13}),
        (Span(2, 4, 2, 4), SOURCES, {"startLine": 2, "startColumn": 4, "endLine": 2, "endColumn": 5}),
        (Span(0, 0, 0, 0), SOURCES, {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}),
    ],
)
def test_a_region_is_one_line(span: Span, sources: dict[str, str], expected: Json) -> None:
    finding = dataclasses.replace(INCIDENT, location=dataclasses.replace(KS, span=span))
    [result] = run(Result((finding,), COUNTS, sources=sources))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == expected


def test_no_file_outside_of_the_repository_is_pointed_at() -> None:
    one = run(outside())
    [result] = one["results"]
    assert result["message"]["text"].endswith(" the API server. Related: declared here.")
    assert "relatedLocations" not in result
    assert notifications(one)[0] == ("error", "the inventory is broken.")
    assert "infra" not in json.dumps(one)


def test_a_finding_whose_own_file_is_outside_is_shown_at_its_participant() -> None:
    far = dataclasses.replace(SHOP_AT, file="/etc/inventory.yaml")
    one = run(Result((dataclasses.replace(DUPLICATE, location=far),), COUNTS))
    [result] = one["results"]
    assert uri(result["locations"][0]) == WEB_AT.file
    assert "error" not in {level for level, _ in notifications(one)}
    assert "/etc" not in json.dumps(one)


def test_an_absolute_path_below_the_base_is_inside() -> None:
    finding = dataclasses.replace(INCIDENT, location=dataclasses.replace(KS, file="/repo/a.yaml"))
    assert uri(run(Result((finding,), COUNTS), base="/repo")["results"][0]["locations"][0]) == "a.yaml"


def test_ignored_findings_are_left_out() -> None:
    results = run(EVERYDAY)["results"]
    assert len(results) == 3
    assert all("suppressions" not in result for result in results)


def test_ignored_findings_asked_for_are_suppressed_and_all_say_whether() -> None:
    found = {result["ruleId"]: result["suppressions"] for result in run(EVERYDAY, show_ignored=True)["results"]}
    assert found == {
        "address-claimed-twice": [],
        "external-ip-is-control-plane": [],
        "unused-ignore": [{"kind": "inSource", "justification": "moves next week, see OPS-1"}],
    }


def test_what_was_not_checked_is_reported() -> None:
    assert notifications(run(CALM)) == [
        ("note", "1 file not read because they are templates."),
        ("note", "1 file could not be read."),
        ("note", "Unresolved values: 1 Flux variable, 1 Helm template."),
        (
            "note",
            f"No findings. {files_line(COUNTS)}.",
        ),
    ]


def many(number: int) -> Result:
    findings = tuple(
        Finding(
            Location("a.yaml", Span(line, 1, line, 2), NOBODY, ""),
            "invalid-yaml" if line == number else "unused-ignore",
            Severity.ERROR if line == number else Severity.NOTE,
            "m",
            fingerprint=str(line),
        )
        for line in range(1, number + 1)
    )
    return Result(findings, Counts({}))


def test_at_most_five_thousand_the_worst_of_them() -> None:
    one = run(many(5002))
    assert len(one["results"]) == 5000
    assert one["results"][-1]["ruleId"] == "invalid-yaml"
    assert notifications(one)[0] == ("warning", "Only the 5,000 most severe of 5,002 results are listed.")


def test_a_log_that_github_would_reject_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svclint.reports.sarif._MOST_BYTES", 2_000)
    cut = run(many(400))
    assert 0 < len(cut["results"]) < 100
    assert cut["results"][-1]["ruleId"] == "invalid-yaml"
    assert notifications(cut)[0] == (
        "warning",
        f"Only the {len(cut['results'])} most severe of 400 results are listed.",
    )
    # What counts is the size of the compressed log.
    assert len(json.dumps(cut)) > 2_000
    assert len(zlib.compress(json.dumps(cut, indent=2).encode(), 6)) < 2_100


def test_five_thousand_are_not_cut() -> None:
    one = run(many(5000))
    assert len(one["results"]) == 5000
    assert [level for level, _ in notifications(one)] == ["note"]


def test_the_same_words_at_the_same_place_are_said_once() -> None:
    assert len(run(Result((INCIDENT, INCIDENT), COUNTS))["results"]) == 1


def test_many_related_places_are_counted() -> None:
    related = tuple(
        Related(dataclasses.replace(WEB_AT, span=Span(line, 1, line, 2)), f"no. {line}") for line in range(1, 31)
    )
    [result] = run(Result((dataclasses.replace(INCIDENT, related=related),), COUNTS))["results"]
    assert len(result["relatedLocations"]) == 20
    assert result["message"]["text"].endswith("[no. 20](20); and 10 more.")


def test_the_log_does_not_depend_on_the_order_of_what_it_gets() -> None:
    turned = dataclasses.replace(EVERYDAY, findings=EVERYDAY.findings[::-1], sources=dict(reversed(SOURCES.items())))
    rules = dict(reversed(RULES.items()))
    options = DisplayOptions()
    assert render("sarif", EVERYDAY, RULES, options) == render("sarif", turned, rules, options)


@pytest.mark.parametrize("result", [EVERYDAY, CALM, outside(), *map(hostile, HOSTILE)])
def test_what_the_validators_do_not_check(result: Result) -> None:
    """Gaps of the schema and of sarif-multitool: URIs, links, indexes, levels and fingerprints."""
    one = run(result, show_ignored=True)
    ids = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    assert len(ids) == len(set(ids))
    for found in one["results"]:
        assert found["ruleId"] == ids[found["ruleIndex"]]
        assert len(found["locations"]) == 1
        assert {"svclint/v1"} <= set(found["partialFingerprints"])
        assert not {"rank", "baselineState", "kind", "graphs", "fixes"} & set(found)
        for place in [*found["locations"], *found.get("relatedLocations", [])]:
            artifact = place["physicalLocation"]["artifactLocation"]
            assert artifact["uriBaseId"] == "%SRCROOT%"
            assert not artifact["uri"].startswith(("/", "..", "file:"))
            assert ":" not in artifact["uri"]
            region = place["physicalLocation"]["region"]
            assert region["startLine"] == region["endLine"] >= 1
    for rule in one["tool"]["driver"]["rules"]:
        number = rule["properties"].get("security-severity", "1")
        assert isinstance(number, str)
        assert 0 < float(number) <= 10


def test_the_samples_point_at_what_they_say() -> None:
    for place, expected in (
        (KS, "192.168.11.250"),
        (LB, "192.168.11.250"),
        (WEB_AT, "10.8.0.20"),
        (SHOP_AT, "10.8.0.20"),
    ):
        line = SOURCES[place.file].splitlines()[place.span.line - 1]
        assert expected == line[place.span.column - 1 : place.span.end_column - 1]


def test_only_results_of_a_comparison_have_a_baseline_state() -> None:
    states = [(one["ruleId"], one.get("baselineState")) for one in run(COMPARED, show_known=True)["results"]]
    assert states == [
        ("address-claimed-twice", "unchanged"),
        ("external-ip-is-control-plane", "new"),
        ("address-claimed-twice", "unchanged"),
    ]
    assert [one["baselineState"] for one in run(COMPARED)["results"]] == ["new"]
    assert [one for one in run(EVERYDAY)["results"] if "baselineState" in one] == []
