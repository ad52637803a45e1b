"""Rules and a scene → what no one states of each cluster, and which rules that switches off or makes less sure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from svclint.findings.cel import CelError
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.condition import Condition
from svclint.findings.inventory_facts import CONTROL_PLANE, FACTS, Fact
from svclint.findings.rulebook import PAIRS, Rule, Rulebook, Verdict
from svclint.findings.words import value
from svclint.findings.words.registry import holding_roles
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Claim, Finding
from svclint.rule_ids import CLUSTER_WITHOUT_MANIFESTS, UNRESOLVED_NAME

GAP_RULES = frozenset({UNRESOLVED_NAME, CLUSTER_WITHOUT_MANIFESTS})
"""Flaws of the input that are gaps: something is stated, and leads nowhere."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that nothing states of a cluster. `off` are rules that cannot speak without it, `lower` those that speak
    at a lower level, `partly` those that see less; all of them have something to look at: `claims` of the manifests.

    `found` is the finding of what is stated and leads nowhere; `fact` is None where it is nothing but that.
    """

    cluster: str
    fact: Fact | None
    off: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    claims: int = 0
    found: Finding | None = None


@dataclass(frozen=True, slots=True)
class Supplied:
    """A fact that the inventory leaves out and manifests state: no gap."""

    cluster: str
    fact: Fact
    claims: tuple[Claim, ...]


def gaps(book: Rulebook, rules: Sequence[Rule], claim_index: ClaimIndex, findings: Iterable[Finding]) -> list[Gap]:
    """The gaps of each cluster of the inventory, in its order; of one cluster the most valuable first."""
    leading: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        if one.rule in GAP_RULES and one.suppressed is None:
            leading[one.location.owner.cluster].append(one)
    found: list[Gap] = []
    for name in _clusters(claim_index):
        nowhere = leading[name]
        found += [Gap(name, None, found=one) for one in nowhere if one.rule == CLUSTER_WITHOUT_MANIFESTS]
        names = [one for one in nowhere if one.rule == UNRESOLVED_NAME]
        for gap in _Cluster(book, rules, claim_index, name).gaps():
            leads_nowhere = names and gap.fact is CONTROL_PLANE
            found.append(replace(gap, found=names.pop(0)) if leads_nowhere else gap)
        found += [Gap(name, None, found=one) for one in names]
    return found


def supplied(claim_index: ClaimIndex) -> list[Supplied]:
    """What manifests state where the inventory says nothing."""
    found = []
    for name in _clusters(claim_index):
        for fact in FACTS:
            claims = fact.stated_by(claim_index, name)
            if claims and fact.is_known(claim_index, name) and not any(one.from_inventory for one in claims):
                found.append(Supplied(name, fact, tuple(claims)))
    return found


def _clusters(claim_index: ClaimIndex) -> list[str]:
    return [name for name, one in claim_index.clusters.items() if one.in_inventory]


def _by_cluster(claim_index: ClaimIndex) -> dict[str, list[int]]:
    """The claims of each cluster."""

    def work() -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for index, claim in enumerate(claim_index.claims):
            found[claim.owner.cluster].append(index)
        return found

    return claim_index.memo("by cluster", work)


class _Cluster:
    """One cluster, and what the rules find of it."""

    def __init__(self, book: Rulebook, rules: Sequence[Rule], claim_index: ClaimIndex, name: str) -> None:
        self._book, self._claim_index, self._name = book, claim_index, name
        self._rules = [rule for rule in rules if rule.policy.subject != "input"]
        # A rule's worth: four warnings make an error, and what endangers the cluster as a whole counts more.
        self._worth: dict[str, float] = {
            rule.id: 4**rule.text.severity * (1 + float(rule.text.security_severity or 0)) for rule in rules
        }
        claims = [claim_index.claims[index] for index in _by_cluster(claim_index)[name]]
        self._present = {one.role for one in claims}
        self._placed = {one.role for one in claims if one.block is not None}
        self._false: dict[tuple[str, str], bool] = {}
        roles = holding_roles()
        # The role of the one claim that a rule looks at is no fact of its cluster.
        self._role_words = {True: roles, False: roles - {"claim.role"}}
        self._missing = [fact for fact in FACTS if not fact.is_known(claim_index, name)]
        self._rules = [rule for rule in self._rules if not self._is_idle(rule)]

    def gaps(self) -> list[Gap]:
        """What is missing and felt, the most valuable first."""
        found = [self.gap(fact) for fact in self._missing]
        felt = (one for one in found if one.off or one.lower or one.partly)
        return sorted(felt, key=lambda one: (bool(one.fact and one.fact.optional), -self.weight(one)))

    def gap(self, fact: Fact) -> Gap:
        """What a missing fact does to the rules."""
        kinds: dict[str, list[str]] = {"off": [], "lower": [], "partly": []}
        seen: set[int] = set()
        for rule in self._rules:
            looked = set() if self._is_of_the_gap(rule, fact) else self._looked_at(rule, fact)
            if looked and (kind := self._kind(rule, fact)):
                kinds[kind].append(rule.id)
                seen |= looked
        off, lower, partly = (tuple(kinds[kind]) for kind in ("off", "lower", "partly"))
        return Gap(self._name, fact, off, lower, partly, len(seen))

    def weight(self, gap: Gap) -> float:
        """What it would be worth to know: errors before warnings, silence before doubt, the certain before the rest."""
        kinds = ((gap.off, 10), (gap.lower, 4), (gap.partly, 1))
        return sum(much * self._worth[one] for rules, much in kinds for one in rules)

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
        return "partly" if narrowed or any(self._reads(rule, one, fact) for one in self._book.conditions(rule)) else ""

    def _is_of_the_gap(self, rule: Rule, fact: Fact) -> bool:
        """Whether a rule speaks of inventories alone, or only because the fact is missing."""
        when = self._when(rule)
        if when.requires("claim.from_inventory") and when.requires("other.from_inventory"):
            return True
        return any(self._reads(rule, part, fact) for part in when.denials if part.is_of_cluster)

    def _is_idle(self, rule: Rule) -> bool:
        """Whether what is known of the cluster, not what is missing, keeps a rule silent."""
        parts = (part for part in self._when(rule).conjuncts if self._is_false(rule, part))
        return any(not any(self._reads(rule, part, fact) for fact in self._missing) for part in parts)

    def _is_lowered(self, rule: Rule, fact: Fact) -> bool:
        """Whether a case cannot hold without the fact, and one that still can says less."""
        cases = rule.policy.cases
        conditions = {case: self._book.condition(rule.policy.subject, case.when) for case in cases}
        lost = [case for case in cases if self._blocked(rule, conditions[case], fact)]
        kept: list[Verdict] = [case for case in cases if case not in lost]
        return bool(lost and kept) and max(one.severity for one in lost) > min(one.severity for one in kept)

    def _when(self, rule: Rule) -> Condition:
        return self._book.condition(rule.policy.subject, rule.policy.when)

    def _blocked(self, rule: Rule, condition: Condition, fact: Fact) -> bool:
        """Whether a part of a condition that rests on the fact is false whatever the rule looks at."""
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
            except CelError:  # taken apart wrongly: nothing is known of it
                self._false[key] = False
        return self._false[key]

    def _reads(self, rule: Rule, condition: Condition, fact: Fact) -> bool:
        """Whether a condition names the fact: a word that is worked out from it, or one of its roles."""
        if any(name.replace("other.", "claim.", 1) in fact.words for name in condition.names):
            return True
        words = self._role_words[rule.policy.subject in PAIRS]
        return not condition.texts_with(words).isdisjoint(fact.roles)

    def _looked_at(self, rule: Rule, fact: Fact) -> set[int]:
        """The manifests' claims that a rule looks at, beside those that would state the fact."""
        policy = rule.policy
        roles = {*policy.claims, *policy.others, *policy.at} - set(fact.roles)
        if policy.subject in PAIRS:
            sides = [set(side) for side in (policy.claims, policy.others)]
            # What the fact is compared with: the other side, or both where it is on none.
            sides = [side for side in sides if side.isdisjoint(fact.roles)] or [roles]
            if any(not any(self._theirs.get(role) or role in self._present for role in side) for side in sides):
                return set()
            roles = set().union(*sides)
        return {index for role in roles for index in self._theirs.get(role, ())}

    @cached_property
    def _theirs(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for index in _by_cluster(self._claim_index)[self._name]:
            claim = self._claim_index.claims[index]
            if not claim.from_inventory:
                found.setdefault(claim.role, set()).add(index)
        return found
