from __future__ import annotations

import dataclasses

import pytest

from svclint.model import Owner, Related, Span
from svclint.reports.occurrences import SourceLines, repository_path, shown, spread
from tests.support.report_samples import DUPLICATE, EVERYDAY, IGNORED, INCIDENT, SHOP_AT, WEB_AT


def test_ignored_findings_are_left_out_unless_asked_for() -> None:
    assert shown(EVERYDAY.findings, ignored=False, known=False) == [DUPLICATE, INCIDENT]
    assert shown(EVERYDAY.findings, ignored=True, known=False) == [DUPLICATE, INCIDENT, IGNORED]


def test_known_findings_are_hidden_by_default_except_unreadable_files() -> None:
    old = dataclasses.replace(DUPLICATE, known=True)
    broken = [dataclasses.replace(old, rule=rule) for rule in ("invalid-yaml", "unreadable-file")]
    assert shown([INCIDENT, old, *broken], ignored=False, known=False) == [*broken, INCIDENT]
    assert shown([INCIDENT, old, *broken], ignored=False, known=True) == [old, *broken, INCIDENT]


def test_each_side_is_a_place_and_names_the_other() -> None:
    first, second = spread(DUPLICATE)
    assert (first.location, first.related, first.first) == (SHOP_AT, DUPLICATE.related, True)
    assert (second.location, second.first) == (WEB_AT, False)
    assert second.related == (Related(SHOP_AT, "Service shop-eu/checkout", participant=True),)
    assert first.fingerprint != second.fingerprint


def test_a_related_location_that_only_explains_is_no_occurrence() -> None:
    assert [one.location for one in spread(INCIDENT)] == [INCIDENT.location]


def test_a_participant_keeps_the_others_and_a_place_is_said_once() -> None:
    far, note = Related(None, "elsewhere", participant=True), Related(None, "why")
    finding = dataclasses.replace(DUPLICATE, related=(*DUPLICATE.related, *DUPLICATE.related, far, note))
    _, second = spread(finding)
    assert [one.location for one in second.related[-2:]] == [None, None]


def test_an_owner_without_a_name_is_the_other_place() -> None:
    bare = dataclasses.replace(SHOP_AT, owner=Owner("", "", "", "", ""))
    _, second = spread(dataclasses.replace(DUPLICATE, location=bare))
    assert second.related[0].message == "the other location"


@pytest.mark.parametrize(
    ("path", "base", "expected"),
    [
        ("a/b.yaml", "", "a/b.yaml"),
        ("./a//b.yaml", "", "a/b.yaml"),
        ("a/../b.yaml", "", "b.yaml"),
        ("../b.yaml", "", None),
        ("a/../../b.yaml", "", None),
        ("..b.yaml", "", "..b.yaml"),
        ("/b.yaml", "", None),
        ("/repo/b.yaml", "/repo", "b.yaml"),
        ("/repo/b.yaml", "/repo/", "b.yaml"),
        ("/repo/../b.yaml", "/repo", None),
        ("/repository/b.yaml", "/repo", None),
        (".", "", None),
    ],
)
def test_paths_inside_and_outside_of_the_repository(path: str, base: str, expected: str | None) -> None:
    assert repository_path(path, base) == expected


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("a\r\nb\rc\nd", 3, "c"),
        ("a\u2028b\x85c\x0bd\ne", 2, "e"),
        ("\ufeffa", 1, "a"),
        ("a\n", 2, ""),
        ("a", 2, None),
        ("a", 0, None),
    ],
)
def test_lines_are_counted_as_editors_do(text: str, line: int, expected: str | None) -> None:
    place = dataclasses.replace(WEB_AT, span=Span(line, 1, line, 2))
    assert SourceLines({WEB_AT.file: text}).line(place) == expected


@pytest.mark.parametrize(
    "text",
    [
        "kind: Secret\nstringData: {host: 10.0.0.5, password: canary}\n",
        '{"kind": "Secret",\n"data": {"a": "canary"}}\n',
        "kind: List\nitems:\n- {kind: Secret, data: {a: canary}}\n- {kind: Service}\n",
        "kind: !!str 'Secret'\ndata: [ canary\n",
        "apiVersion: v1\nclusters: []\nusers: [canary]\ncurrent-context: x\n",
        "kind: Config\nusers: [{user: {token: canary}}]\n",
    ],
)
def test_no_line_of_a_document_with_secrets_is_shown(text: str) -> None:
    lines = text.count("\n")
    sources = SourceLines({"a.yaml": f"kind: Service # before\n---\n{text}--- # after\nkind: ConfigMap\n"})
    place = dataclasses.replace(SHOP_AT, file="a.yaml")
    shown_lines = [sources.line(dataclasses.replace(place, span=Span(n, 1, n, 2))) for n in range(1, lines + 5)]
    assert shown_lines == ["kind: Service # before", *[None] * (lines + 1), "--- # after", "kind: ConfigMap"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('- {address: 10.0.0.5, password: "a b", user: u}', "- {address: 10.0.0.5, password: *****, user: u}"),
        ("rootPassword: x, ip: 10.0.0.5", "rootPassword: *, ip: 10.0.0.5"),
        ('{"token":"abc","ip":"10.0.0.5"}', '{"token":*****,"ip":"10.0.0.5"}'),
        ("server: https://u:p@10.0.0.5:6443", "server: https://****10.0.0.5:6443"),
        ("externalIPs: [10.0.0.5]", "externalIPs: [10.0.0.5]"),
    ],
)
def test_passwords_beside_an_address_are_covered(line: str, expected: str) -> None:
    place = dataclasses.replace(SHOP_AT, file="a.yaml", span=Span(1, 1, 1, 2))
    assert SourceLines({"a.yaml": line}).line(place) == expected


def test_a_line_that_nearly_names_a_secret_everywhere_is_read_once() -> None:
    """Each `kind:` may be the one that a Secret has, behind a tag as long as the line."""
    line = "kind:&" * 200_000
    place = dataclasses.replace(SHOP_AT, file="a.yaml", span=Span(1, 1, 1, 2))
    assert SourceLines({"a.yaml": line}).line(place) == line
