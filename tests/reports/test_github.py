from __future__ import annotations

import dataclasses

from svclint.model import Finding, Location, Related, Result, Severity, Span
from svclint.reports import DisplayOptions, render
from tests.support.detectors import runner_commands
from tests.support.report_samples import COUNTS, EVERYDAY, INCIDENT, KS, NOBODY, RULES, SOURCES, outside


def test_an_annotation_for_each_finding_the_errors_first() -> None:
    found = [(name, props["file"], props["line"]) for name, props, _ in commands(EVERYDAY)]
    assert found == [
        ("error", "apps/kubesphere/ks-apiserver.yaml", "14"),
        ("warning", "apps/checkout.yaml", "7"),
    ]


def commands(result: Result, options: DisplayOptions | None = None) -> list[tuple[str, dict[str, str], str]]:
    return list(runner_commands(render("github", result, RULES, options or DisplayOptions())))


def test_the_message_tells_the_other_places_and_the_path() -> None:
    [(_, properties, message)] = commands(Result((INCIDENT,), COUNTS, sources=SOURCES))
    assert message.split("\n") == [
        INCIDENT.message,
        "load balancer lb is declared here (inventory.yaml:8)",
        "path: " + " → ".join(step.text for step in INCIDENT.trail[:-1]) + f" ← {INCIDENT.trail[-1].text}",
        "svclint explain external-ip-is-control-plane",
    ]
    assert tuple(properties[key] for key in ("line", "endLine", "col", "endColumn")) == ("14", "14", "7", "21")
    assert properties["title"] == "external-ip-is-control-plane"


def test_ten_of_a_level_then_how_many_more() -> None:
    many = tuple(
        Finding(Location("a.yaml", Span(line, 1, line, 2), NOBODY, ""), "invalid-yaml", severity, f"no. {line}")
        for line in range(1, 14)
        for severity in (Severity.ERROR, Severity.NOTE)
    )
    result = Result(many, COUNTS)
    assert [name for name, _, _ in commands(result)] == ["error"] * 10 + ["notice"] * 10
    report = render("github", result, RULES, DisplayOptions())
    assert "svclint: 3 more annotations of level error: GitHub shows 10\n" in report
    assert "svclint: 3 more annotations of level notice: GitHub shows 10\n" in report


def test_a_place_outside_of_the_repository_is_told_in_words() -> None:
    found = commands(Result(outside().findings[:1], COUNTS))
    assert [(name, properties, message.split("\n")[0]) for name, properties, message in found] == [
        ("error", {"title": "invalid-yaml"}, "../infra/inventory.yaml:8: the inventory is broken")
    ]


def test_a_finding_outside_of_the_repository_is_annotated_at_its_place_inside() -> None:
    there = dataclasses.replace(outside().findings[0], related=(Related(KS, "used here", participant=True),))
    assert [properties["file"] for _, properties, _ in commands(Result((there,), COUNTS))] == [KS.file]


def test_ignored_findings_appear_when_asked_for() -> None:
    [notice] = [one for one in commands(EVERYDAY, DisplayOptions(show_ignored=True)) if one[0] == "notice"]
    assert notice[2].split("\n")[0] == "nothing is ignored here any more (ignored: moves next week, see OPS-1)"


def test_a_span_of_several_lines_is_annotated_in_its_first() -> None:
    place = dataclasses.replace(INCIDENT.location, span=Span(3, 5, 9, 2))
    [(_, properties, _)] = commands(Result((dataclasses.replace(INCIDENT, location=place),), COUNTS))
    assert tuple(properties[key] for key in ("line", "endLine", "col", "endColumn")) == ("3", "3", "5", "6")
