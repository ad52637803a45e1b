"""All findings of a run → those where the inventory contradicts itself or files of the repository."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from svclint.findings.gaps import GAP_RULES
from svclint.findings.inventory_facts import ROLES
from svclint.findings.rule import PAIRS, Rule
from svclint.findings.rulebook import Rulebook
from svclint.findings.words.registry import comparing
from svclint.model import Finding, Severity
from svclint.rule_ids import ABOUT_SUPPRESSIONS

# Roles with which files of the repository state facts of the cluster. Pools are checked, not treated as facts.
_STATING = (ROLES - {"pool", "load-balancer"}) | {
    "join-endpoint",
    "api-override",
    "certificate-name",
    "advertise-address",
}
_OTHER_FLAWS = GAP_RULES | ABOUT_SUPPRESSIONS


def contradictions(
    findings: Iterable[Finding], book: Rulebook, rules: Mapping[str, Rule], files: Collection[str]
) -> tuple[Finding, ...]:
    """The findings about the inventory. `files` are its paths as in locations; `rules` are the enabled rules by ID."""
    return tuple(
        finding
        for finding in findings
        if finding.rule in rules and _is_contradiction(finding, book, rules[finding.rule], files)
    )


def _is_contradiction(finding: Finding, book: Rulebook, rule: Rule, files: Collection[str]) -> bool:
    policy, here = rule.policy, finding.location.file in files
    if policy.subject == "input":
        return here and rule.id not in _OTHER_FLAWS
    if policy.subject in PAIRS:
        if finding.severity is Severity.NOTE:
            return False  # a note may describe something intended
        there = any(related.location and related.location.file in files for related in finding.related)
        return here or (there and _STATING.issuperset((*policy.claims, *policy.others)))
    if policy.subject == "claim" and here:
        return True
    compares = any(not condition.names.isdisjoint(comparing()) for condition in book.conditions(rule))
    return compares and _STATING.issuperset((*policy.claims, *policy.at))
