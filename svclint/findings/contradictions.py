"""All findings of a run → those in which the inventory contradicts itself, or the repository's own files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from svclint.findings.gaps import GAP_RULES
from svclint.findings.inventory_facts import ROLES
from svclint.findings.rulebook import PAIRS, Rule, Rulebook
from svclint.findings.words.registry import comparing
from svclint.model import Finding, Severity
from svclint.rule_ids import UNUSED_IGNORE

# Roles by which a repository's own files state facts of the cluster. Pools are there to be checked, not believed.
_STATING = (ROLES - {"pool", "load-balancer"}) | {
    "join-endpoint",
    "api-override",
    "certificate-name",
    "advertise-address",
}
_OTHER_FLAWS = GAP_RULES | {UNUSED_IGNORE}


def contradictions(
    findings: Iterable[Finding], book: Rulebook, rules: Mapping[str, Rule], files: Collection[str]
) -> tuple[Finding, ...]:
    """The findings about the inventory; `files` are its paths as locations name them."""
    return tuple(one for one in findings if one.rule in rules and _is_one(one, book, rules[one.rule], files))


def _is_one(finding: Finding, book: Rulebook, rule: Rule, files: Collection[str]) -> bool:
    policy, here = rule.policy, finding.location.file in files
    if policy.subject == "input":
        return here and rule.id not in _OTHER_FLAWS
    if policy.subject in PAIRS:
        if finding.severity is Severity.NOTE:
            return False  # a note tells of what may well be meant
        there = any(one.location and one.location.file in files for one in finding.related)
        return here or (there and _STATING.issuperset((*policy.claims, *policy.others)))
    if policy.subject == "claim" and here:
        return True
    compares = any(not condition.names.isdisjoint(comparing()) for condition in book.conditions(rule))
    return compares and _STATING.issuperset((*policy.claims, *policy.at))
