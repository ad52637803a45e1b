"""Marks and lists: an example that says something else than what comes out is told so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.examples import (
    INVENTORY,
    MANIFEST,
    ExpectedFinding,
    Outcome,
    compare,
    for_people,
    is_bad,
    judge,
    parse,
    run_catalogue,
    run_rule,
    unmark,
)
from svclint.findings.rule import Rule
from svclint.model import Finding, Location, Owner, Related, Severity, Span
from tests.support.examples import KNOWLEDGE

INVALID = "invalid-address 10.0.0.256"
RULE = "external-ip-is-control-plane"


def at(file: str, line: int) -> Location:
    return Location(file, Span(line, 1, line, 2), Owner("", "", "Service", "", "web"), "/spec")


def finding(line: int, *participants: int, rule: str = RULE, suppressed: str | None = None) -> Finding:
    related = tuple(Related(at(MANIFEST, one), "too", participant=True) for one in participants)
    return Finding(at(MANIFEST, line), rule, Severity.ERROR, "it is", related, suppressed=suppressed)


@pytest.mark.parametrize(
    ("text", "clean", "marks"),
    [
        ("a: 1 # expect: x-y\nb: 2\n", "a: 1\nb: 2\n", [ExpectedFinding("f", 1, "x-y")]),
        ("a: 1\nb: 2   #expect:x[warning]", "a: 1\nb: 2", [ExpectedFinding("f", 2, "x", "warning")]),
        ("a # expect: x, y[note]", "a", [ExpectedFinding("f", 1, "x"), ExpectedFinding("f", 1, "y", "note")]),
        ("  # expect: x\nb", "\nb", [ExpectedFinding("f", 2, "x")]),
        ("# svclint: ignore[x] reason # expect: z", "# svclint: ignore[x] reason", [ExpectedFinding("f", 1, "z")]),
        ("a: 'we expect: x'\n# expect nothing", "a: 'we expect: x'\n# expect nothing", []),
    ],
)
def test_marks_are_taken_out(text: str, clean: str, marks: list[ExpectedFinding]) -> None:
    assert unmark("f", text) == (clean, marks)


@given(st.text(st.characters(exclude_characters="\n")), st.integers(1, 5))
def test_a_mark_changes_no_line_but_its_own(text: str, number: int) -> None:
    lines = [f"{text}|"] * 5
    marked = [*lines]
    marked[number - 1] += " # expect: a-rule"
    assert unmark("f", "\n".join(marked)) == ("\n".join(lines), [ExpectedFinding("f", number, "a-rule")])


def test_an_examples_files_have_their_usual_names() -> None:
    example = parse({"title": "t", "inventory": "i # expect: b", "manifests": "m # expect: a", "config": "c"})
    assert example.files == {MANIFEST: "m", INVENTORY: "i", ".svclint.yaml": "c"}
    assert example.marks == (ExpectedFinding(MANIFEST, 1, "a"), ExpectedFinding(INVENTORY, 1, "b"))
    assert parse({"title": "t", "manifests": {"x/a.yaml": "1", "b.yaml": "2"}}).files == {
        "b.yaml": "2",
        "x/a.yaml": "1",
    }


def test_an_example_is_bad_for_the_rule_that_it_marks() -> None:
    raw = {"title": "t", "manifests": "m # expect: a"}
    assert (is_bad(raw, "a"), is_bad(raw, "b")) == (True, False)


def test_marks_for_people() -> None:
    assert for_people("a # expect: x\nb # expect: y[warning]") == "a # <- x\nb # <- y (warning)"


@pytest.mark.parametrize(
    ("marks", "findings", "problems"),
    [
        ([ExpectedFinding(MANIFEST, 3, RULE)], [finding(3)], []),
        ([ExpectedFinding(MANIFEST, 3, RULE, "error")], [finding(3)], []),
        ([ExpectedFinding(MANIFEST, 3, RULE), ExpectedFinding(MANIFEST, 7, RULE)], [finding(3, 7)], []),
        ([], [finding(3, rule="another")], []),
        ([], [finding(3, suppressed="why")], []),
        ([ExpectedFinding(MANIFEST, 3, "another")], [], []),
        ([], [finding(3)], ["manifest.yaml:3: unexpected finding: it is"]),
        ([ExpectedFinding(MANIFEST, 3, RULE)], [], ["manifest.yaml:3: expected a finding, got none"]),
        ([ExpectedFinding(MANIFEST, 3, RULE)], [finding(3, 7)], ["manifest.yaml:7: unexpected finding: it is"]),
        (
            [ExpectedFinding(MANIFEST, 3, RULE, "note")],
            [finding(3)],
            ["manifest.yaml:3: expected severity note, got error: it is"],
        ),
    ],
)
def test_judge(marks: list[ExpectedFinding], findings: list[Finding], problems: list[str]) -> None:
    assert list(judge(RULE, marks, findings)) == problems


@pytest.mark.parametrize(
    ("expected", "problems"),
    [
        (["cluster-ip 10.0.0.1 80/TCP", "external-ip 10.0.0.2"], []),
        (["external-ip   10.0.0.2", "cluster-ip 10.0.0.1 80/TCP {headless=false, key=a}"], []),
        (["cluster-ip 10.0.0.1 80/TCP"], ["unexpected: external-ip 10.0.0.2"]),
        (
            ["cluster-ip 10.0.0.1", "external-ip 10.0.0.2"],
            ["missing: cluster-ip 10.0.0.1", "unexpected: cluster-ip 10.0.0.1 80/TCP"],
        ),
        (
            ["cluster-ip 10.0.0.1 80/TCP {key=b}", "external-ip 10.0.0.2"],
            [
                "missing: cluster-ip 10.0.0.1 80/TCP {key=b} (found with {key=a})",
                "unexpected: cluster-ip 10.0.0.1 80/TCP",
            ],
        ),
        (
            ["cluster-ip 10.0.0.1 80/TCP", "external-ip 10.0.0.2", "external-ip 10.0.0.2"],
            ["missing: external-ip 10.0.0.2"],
        ),
    ],
)
def test_compare(expected: list[str], problems: list[str]) -> None:
    found = [("cluster-ip 10.0.0.1 80/TCP", {"key": "a", "headless": "false"}), ("external-ip 10.0.0.2", {})]
    assert list(compare(expected, found)) == problems


def test_a_catalogue_file_is_asked_about_its_own_entries_only() -> None:
    entry = {
        "kind": "Thing",
        "source": "https://example.com",
        "fields": [{"path": "/spec/vip", "role": "load-balancer", "label": "vip"}],
        "examples": [
            {"title": "one", "manifest": "kind: Thing\nspec: {vip: 10.0.0.1}\n", "claims": ["load-balancer 10.0.0.1"]},
            {"title": "two", "manifest": "kind: Thing\nspec: {vip: '${VIP}'}\n", "claims": ["unresolved ${VIP}"]},
            {"title": "three", "manifest": "kind: Thing\nspec: {vip: 10.0.0.256}\n", "claims": [INVALID]},
            {"title": "four", "manifest": "kind: Service\nspec: {externalIPs: [10.0.0.1]}\n", "claims": ["x"]},
        ],
    }  # fmt: skip
    outcomes = list(run_catalogue({"project": "P", "about": "a", "entries": [entry]}))
    assert outcomes == [
        Outcome("P", "one", ()),
        Outcome("P", "two", ()),
        Outcome("P", "three", ()),
        Outcome("P", "four", ("missing: x",)),
    ]


def rule(examples: tuple[dict[str, Any], ...]) -> Rule:
    return KNOWLEDGE.book.rules[RULE].changed(examples=examples)


def test_a_rule_without_a_good_example_is_told_so() -> None:
    bad = next(raw for raw in KNOWLEDGE.book.rules[RULE].examples if is_bad(raw, RULE))
    assert [outcome.problems for outcome in run_rule(rule((bad,)), KNOWLEDGE)] == [
        (),
        ("the rule has no good example",),
    ]


def test_an_example_that_does_not_show_its_flaw_fails() -> None:
    found = rule(({"title": "t", "manifests": f"a: 1 # expect: {RULE}\n"}, {"title": "g", "manifests": "a: 1\n"}))
    first, second = run_rule(found, KNOWLEDGE)
    assert first.problems == ("manifest.yaml:1: expected a finding, got none",)
    assert second.problems == ()
