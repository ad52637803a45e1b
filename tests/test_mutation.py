"""Mutants of rules: which of them examples notice."""

from __future__ import annotations

from typing import Any

import pytest

from svclint.claims.catalogue import load_catalogue
from svclint.findings.rule import build
from svclint.findings.rulebook import Rulebook, load_rules
from svclint.mutation import Mutation, mutate

SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports: [{port: 80}]
  externalIPs:
  - %s
"""
RULE: dict[str, Any] = {
    "id": "kept-address",
    "title": "A kept address",
    "severity": "warning",
    "why": "why",
    "fix": "fix",
    "references": [],
    "policy": {
        "for": "claim",
        "claim": ["external-ip"],
        "when": 'claim.address == "10.0.0.9" && claim.family == "IPv4"',
        "message": "{claim.title} takes a kept address.",
    },
    "examples": [
        {"title": "Kept", "manifests": SERVICE % "10.0.0.9 # expect: kept-address[warning]"},
        {"title": "Free", "manifests": SERVICE % "10.0.0.10"},
    ],
}


def run(**changes: Any) -> Mutation:
    rule = build({**RULE, **changes}, "kept-address.yaml")
    catalogue = load_catalogue()
    return mutate(rule, Rulebook([*load_rules(), rule], catalogue.traits), catalogue)


def test_a_part_that_no_example_holds_in_place_survives() -> None:
    found = run()
    assert found.survivors == ('when: without claim.family == "IPv4"',)
    assert found.made == 6
    assert found.reworded == found.explained == found.stale == ()


def test_a_severity_that_no_mark_names_survives() -> None:
    marked = {**RULE["examples"][0], "manifests": SERVICE % "10.0.0.9 # expect: kept-address"}
    assert run(examples=[marked, RULE["examples"][1]]).survivors[-1] == "severity error"


def test_a_reason_explains_a_survivor_and_nothing_else() -> None:
    reasons = {'when: without claim.family == "IPv4"': "there is no other such address", "severity error": "wrong"}
    found = run(**{"equivalent-mutants": reasons})
    assert found.survivors == ()
    assert found.explained == ('when: without claim.family == "IPv4"',)
    assert found.stale == ("severity error",)


def test_a_mutant_that_only_says_something_else_is_told_apart() -> None:
    cases = [{"when": 'claim.namespace == ""', "message": "no namespace"}, {"message": "some namespace"}]
    policy = {**RULE["policy"], "when": 'claim.address == "10.0.0.9"', "cases": cases}
    found = run(policy=policy)
    assert 'case 1: not (claim.namespace == "")' in found.reworded
    assert "without case 1" in found.reworded


def test_a_mutant_that_is_no_rule_counts_as_noticed() -> None:
    policy = {
        "for": "overlap",
        "claim": ["external-ip"],
        "symmetric": True,
        "on": ["block", "port"],
        "across": ["owner"],
        "message": "{claim.title} and {other.title} share it.",
    }
    assert not [name for name in run(policy=policy).survivors if name == "on: without block"]


@pytest.mark.parametrize("rule", ["external-ip-is-control-plane", "duplicate-key"])
def test_svclints_own_rules_have_mutants(rule: str) -> None:
    catalogue = load_catalogue()
    book = Rulebook(load_rules(), catalogue.traits)
    found = mutate(book.rules[rule], book, catalogue)
    assert found.made > 0
    assert not [name for name in found.survivors if "severity" in name]
