"""Findings → the same without those that repeat a finding at a manifest at the same facts of the inventory.

An inventory that was imported states facts that files of the repository state too. A flaw in such a fact is one
finding, at the file that people change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from svclint.findings.claim_index import ClaimIndex, address
from svclint.model import Claim, Finding, Location

_Fact = tuple[str, str, str]


def without_repetitions(findings: Sequence[Finding], claim_index: ClaimIndex) -> list[Finding]:
    """The findings without each that is located in the inventory and states no fact that another of its rule lacks."""
    if not any(finding.location.owner.group == "inventory" for finding in findings):
        return list(findings)
    facts: dict[Location, set[_Fact]] = defaultdict(set)
    for claim in claim_index.claims:
        facts[claim.location].add(_fact(claim))
    by_rule: dict[str, list[set[_Fact]]] = defaultdict(list)
    for finding in findings:
        if finding.location.owner.group != "inventory":
            by_rule[finding.rule].append(_facts(finding, facts))
    return [finding for finding in findings if not _is_repeated(finding, facts, by_rule)]


def _is_repeated(finding: Finding, facts: dict[Location, set[_Fact]], by_rule: dict[str, list[set[_Fact]]]) -> bool:
    if finding.location.owner.group != "inventory":
        return False
    own = _facts(finding, facts)
    return bool(own) and any(own <= others for others in by_rule.get(finding.rule, ()))


def _facts(finding: Finding, facts: dict[Location, set[_Fact]]) -> set[_Fact]:
    return {fact for location in _locations(finding) for fact in facts.get(location, ())}


def _locations(finding: Finding) -> Iterator[Location]:
    yield finding.location
    for related in finding.related:
        if related.participant and related.location:
            yield related.location


def _fact(claim: Claim) -> _Fact:
    """What a claim states, without where: its cluster, role and address, or its text if it has no address."""
    ports = " ".join(map(str, claim.ports)) if claim.block is None and not claim.host else ""
    return claim.owner.cluster, claim.role, address(claim) or ports or claim.text
