"""What a mutant changes in a rule, and that it changes nothing else."""

from __future__ import annotations

from typing import Any

from svclint.findings.mutants import mutants
from svclint.findings.rule import Rule, build

RULE: dict[str, Any] = {
    "id": "a",
    "title": "A rule",
    "severity": "warning",
    "why": "why",
    "fix": "fix",
    "references": [],
    "examples": [],
}


def rule(**policy: Any) -> Rule:
    return build({**RULE, "policy": {"message": "m", **policy}}, "a.yaml")


def names(made: Rule) -> list[str]:
    return [mutant.name for mutant in mutants(made)]


def whens(made: Rule) -> dict[str, str | None]:
    found = {mutant.name: mutant.rule.policy.when for mutant in mutants(made)}
    return {name: when and "".join(when.split()) for name, when in found.items() if name.startswith("when: ")}


def test_each_part_of_a_condition_is_left_out_and_each_smallest_one_negated() -> None:
    assert whens(rule(**{"for": "claim"}, claim=["x"], when="a && (b || !c)")) == {
        "when: always": None,
        "when: without a": "((b||!c))",
        "when: not (a)": "(!(a))&&((b||!c))",
        "when: without (b || !c)": "(a)",
        "when: without b": "(a)&&((!c))",
        "when: not (b)": "(a)&&((!(b))||(!c))",
        "when: without !c": "(a)&&((b))",
        "when: not (!c)": "(a)&&((b)||(!(!c)))",
    }


def test_a_comment_ends_with_its_line() -> None:
    made = [
        mutant.rule.policy.when for mutant in mutants(rule(**{"for": "claim"}, claim=["x"], when="a // why\n && b"))
    ]
    assert "(!(a // why\n)\n) && (b\n)" in made


def test_a_condition_that_is_bound_by_a_question_mark_is_one_part() -> None:
    assert list(whens(rule(**{"for": "claim"}, claim=["x"], when="a ? b && c : d"))) == [
        "when: always",
        "when: not (a ? b && c : d)",
    ]


def test_roles_and_joins_are_left_out_one_at_a_time() -> None:
    made = rule(**{"for": "overlap", "yields-to": ["b"]}, claim=["x", "y"], other=["z"], on=["block"], across=["owner"])
    assert names(made) == [
        "claim: without x",
        "claim: without y",
        "on: without block",
        "across: without owner",
        "yields-to: without b",
        "severity error",
    ]
    assert next(mutants(made)).rule.policy.claims == ("y",)


def test_both_sides_of_a_symmetric_rule_lose_a_role() -> None:
    made = next(mutants(rule(**{"for": "overlap"}, claim=["x", "y"], symmetric=True)))
    assert (made.rule.policy.claims, made.rule.policy.others) == (("y",), ("y",))


def test_cases_are_left_out_and_change_their_severity() -> None:
    made = rule(**{"for": "claim"}, claim=["x"], cases=[{"when": "a", "severity": "error"}, {"severity": "note"}])
    assert names(made) == [
        "without case 1",
        "case 1: always",
        "case 1: not (a)",
        "case 1: severity note",
        "without case 2",
        "case 2: severity error",
    ]
    severities = [[str(case.severity) for case in mutant.rule.policy.cases] for mutant in mutants(made)]
    assert severities[3] == ["note", "note"]


def test_a_rule_for_the_input_has_its_severity_only() -> None:
    assert names(rule(**{"for": "input"})) == ["severity error"]
