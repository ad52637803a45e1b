"""Rules and claims → the missing facts of each cluster, and the rules that they disable or make less precise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from svclint.findings.cel import CelError
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.condition import Condition
from svclint.findings.inventory_facts import CONTROL_PLANE, FACTS, Fact
from svclint.findings.rule import PAIRS, Rule, Verdict
from svclint.findings.rulebook import Rulebook
from svclint.findings.words import value
from svclint.findings.words.registry import holding_roles
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Claim, Finding
from svclint.rule_ids import CLUSTER_WITHOUT_MANIFESTS, UNRESOLVED_NAME

GAP_RULES = frozenset({UNRESOLVED_NAME, CLUSTER_WITHOUT_MANIFESTS})
"""Rules whose findings are gaps: something is stated, but does not resolve."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing fact of a cluster. Without it, the rules in `off` are disabled, those in `lower` report at a lower
    severity, and those in `partly` are less precise. `claims` is the number of claims of manifests that they check.

    `finding` is the finding for a statement that does not resolve; `fact` is None if the gap is only that.
    """

    cluster: str
    fact: Fact | None
    off: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    claims: int = 0
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Supplied:
    """A fact that manifests state and the inventory does not: not a gap."""

    cluster: str
    fact: Fact
    claims: tuple[Claim, ...]


def gaps(book: Rulebook, rules: Sequence[Rule], claim_index: ClaimIndex, findings: Iterable[Finding]) -> list[Gap]:
    """The gaps of each cluster of the inventory, in its order; for each cluster the most useful fact first."""
    gap_findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.rule in GAP_RULES and finding.suppressed is None:
            gap_findings[finding.location.owner.cluster].append(finding)
    all_gaps: list[Gap] = []
    for name in _clusters(claim_index):
        unresolved = gap_findings[name]
        all_gaps += [
            Gap(name, None, finding=finding) for finding in unresolved if finding.rule == CLUSTER_WITHOUT_MANIFESTS
        ]
        names = [finding for finding in unresolved if finding.rule == UNRESOLVED_NAME]
        for gap in _Cluster(book, rules, claim_index, name).gaps():
            has_finding = names and gap.fact is CONTROL_PLANE
            all_gaps.append(replace(gap, finding=names.pop(0)) if has_finding else gap)
        all_gaps += [Gap(name, None, finding=finding) for finding in names]
    return all_gaps


def supplied(claim_index: ClaimIndex) -> list[Supplied]:
    """The facts of each cluster of the inventory that only manifests state."""
    supplied_facts = []
    for name in _clusters(claim_index):
        for fact in FACTS:
            claims = fact.stated_by(claim_index, name)
            if claims and fact.is_known(claim_index, name) and not any(claim.from_inventory for claim in claims):
                supplied_facts.append(Supplied(name, fact, tuple(claims)))
    return supplied_facts


def _clusters(claim_index: ClaimIndex) -> list[str]:
    return [name for name, cluster in claim_index.clusters.items() if cluster.in_inventory]


def _by_cluster(claim_index: ClaimIndex) -> dict[str, list[int]]:
    """The indexes of the claims of each cluster."""

    def group() -> dict[str, list[int]]:
        indexes: dict[str, list[int]] = defaultdict(list)
        for index, claim in enumerate(claim_index.claims):
            indexes[claim.owner.cluster].append(index)
        return indexes

    return claim_index.memo("by cluster", group)


class _Cluster:
    """One cluster, and the effect of missing facts on the rules."""

    def __init__(self, book: Rulebook, rules: Sequence[Rule], claim_index: ClaimIndex, name: str) -> None:
        self._book, self._claim_index, self._name = book, claim_index, name
        self._rules = [rule for rule in rules if rule.policy.subject != "input"]
        # The weight of a rule: four warnings count as one error, and risks to the whole cluster count more.
        self._worth: dict[str, float] = {
            rule.id: 4**rule.text.severity * (1 + float(rule.text.security_severity or 0)) for rule in rules
        }
        claims = [claim_index.claims[index] for index in _by_cluster(claim_index)[name]]
        self._present = {claim.role for claim in claims}
        self._placed = {claim.role for claim in claims if claim.block is not None}
        self._false: dict[tuple[str, str], bool] = {}
        roles = holding_roles()
        # The role of the only claim that a rule checks is not a fact of its cluster.
        self._role_words = {True: roles, False: roles - {"claim.role"}}
        self._missing = [fact for fact in FACTS if not fact.is_known(claim_index, name)]
        self._rules = [rule for rule in self._rules if not self._is_idle(rule)]

    def gaps(self) -> list[Gap]:
        """The gaps that affect rules: required facts first, then by weight."""
        gaps = [self.gap(fact) for fact in self._missing]
        effective = (gap for gap in gaps if gap.off or gap.lower or gap.partly)
        return sorted(effective, key=lambda gap: (bool(gap.fact and gap.fact.optional), -self.weight(gap)))

    def gap(self, fact: Fact) -> Gap:
        """The effect of a missing fact on the rules."""
        kinds: dict[str, list[str]] = {"off": [], "lower": [], "partly": []}
        seen: set[int] = set()
        for rule in self._rules:
            indexes = set() if self._is_of_the_gap(rule, fact) else self._looked_at(rule, fact)
            if indexes and (kind := self._kind(rule, fact)):
                kinds[kind].append(rule.id)
                seen |= indexes
        off, lower, partly = (tuple(kinds[kind]) for kind in ("off", "lower", "partly"))
        return Gap(self._name, fact, off, lower, partly, len(seen))

    def weight(self, gap: Gap) -> float:
        """How useful the fact is: errors count more than warnings, disabled rules more than less precise ones."""
        kinds = ((gap.off, 10), (gap.lower, 4), (gap.partly, 1))
        return sum(factor * self._worth[rule] for rules, factor in kinds for rule in rules)

    def _kind(self, rule: Rule, fact: Fact) -> str:
        policy = rule.policy
        sides = [policy.claims, policy.others] if policy.subject in PAIRS else [policy.claims or policy.at]
        touched = [side for side in sides if not set(side).isdisjoint(fact.roles)]
        present = self._placed if policy.subject == "overlap" else self._present
        if any(present.isdisjoint(side) for side in touched):
            return "off"
        if fact.key == "lan":
            within = "cluster" in policy.on or self._when(rule).requires("pair.same_cluster")
            return "partly" if policy.subject in PAIRS and not within else ""
        if self._blocked(rule, self._when(rule), fact):
            return "off"
        if self._is_lowered(rule, fact):
            return "lower"
        narrowed = touched and policy.subject in PAIRS
        return (
            "partly"
            if narrowed or any(self._reads(rule, condition, fact) for condition in self._book.conditions(rule))
            else ""
        )

    def _is_of_the_gap(self, rule: Rule, fact: Fact) -> bool:
        """Whether a rule is only about inventories, or applies only because the fact is missing."""
        when = self._when(rule)
        if when.requires("claim.from_inventory") and when.requires("other.from_inventory"):
            return True
        return any(self._reads(rule, part, fact) for part in when.denials if part.is_of_cluster)

    def _is_idle(self, rule: Rule) -> bool:
        """Whether known facts of the cluster, not missing ones, disable a rule."""
        parts = (part for part in self._when(rule).conjuncts if self._is_false(rule, part))
        return any(not any(self._reads(rule, part, fact) for fact in self._missing) for part in parts)

    def _is_lowered(self, rule: Rule, fact: Fact) -> bool:
        """Whether a case cannot hold without the fact, and one with a lower severity still can."""
        cases = rule.policy.cases
        conditions = {case: self._book.condition(rule.policy.subject, case.when) for case in cases}
        lost = [case for case in cases if self._blocked(rule, conditions[case], fact)]
        remaining: list[Verdict] = [case for case in cases if case not in lost]
        return bool(lost and remaining) and max(case.severity for case in lost) > min(
            case.severity for case in remaining
        )

    def _when(self, rule: Rule) -> Condition:
        return self._book.condition(rule.policy.subject, rule.policy.when)

    def _blocked(self, rule: Rule, condition: Condition, fact: Fact) -> bool:
        """Whether a part of a condition that depends on the fact is false for all claims."""
        return any(self._is_false(rule, part) for part in condition.conjuncts if self._reads(rule, part, fact))

    def _is_false(self, rule: Rule, part: Condition) -> bool:
        subject = rule.policy.subject
        key = (subject, part.source)
        if key not in self._false:
            types = self._book.types(subject)
            try:
                self._false[key] = part.is_of_cluster and not self._book.predicate(subject, part.source).test(
                    {name: value(self._claim_index, name, types[name], self._name) for name in part.names}
                )
            except CelError:  # the part is not valid CEL: treat it as unknown
                self._false[key] = False
        return self._false[key]

    def _reads(self, rule: Rule, condition: Condition, fact: Fact) -> bool:
        """Whether a condition reads the fact: a word that depends on it, or one of its roles."""
        if any(name.replace("other.", "claim.", 1) in fact.words for name in condition.names):
            return True
        words = self._role_words[rule.policy.subject in PAIRS]
        return not condition.texts_with(words).isdisjoint(fact.roles)

    def _looked_at(self, rule: Rule, fact: Fact) -> set[int]:
        """The claims of manifests that a rule checks, except those that would state the fact."""
        policy = rule.policy
        roles = {*policy.claims, *policy.others, *policy.at} - set(fact.roles)
        if policy.subject in PAIRS:
            sides = [set(side) for side in (policy.claims, policy.others)]
            # The side that the fact is compared with, or both if it is on neither.
            sides = [side for side in sides if side.isdisjoint(fact.roles)] or [roles]
            if any(not any(self._from_manifests.get(role) or role in self._present for role in side) for side in sides):
                return set()
            roles = set().union(*sides)
        return {index for role in roles for index in self._from_manifests.get(role, ())}

    @cached_property
    def _from_manifests(self) -> dict[str, set[int]]:
        by_role: dict[str, set[int]] = {}
        for index in _by_cluster(self._claim_index)[self._name]:
            claim = self._claim_index.claims[index]
            if not claim.from_inventory:
                by_role.setdefault(claim.role, set()).add(index)
        return by_role
