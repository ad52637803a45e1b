"""Rule and claims → its verdict on one or two claims, evaluated once for claims that the rule cannot distinguish."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from svclint import limits
from svclint.findings.cel import CelError
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.condition import Condition, Parts
from svclint.findings.equivalence import SAME_OWNER, Equivalence
from svclint.findings.join import Join
from svclint.findings.rule import Rule, Verdict
from svclint.findings.rulebook import Rulebook
from svclint.findings.words import value
from svclint.findings.words.registry import Reader
from svclint.model import VARIABLE_TRAITS

# Subjects whose claims meet only within a cluster.
_WITHIN = frozenset({"claim", "reference", "requirement", "cluster", "loop", "port", "name", "object", "fact"})
_NOT_GIVEN: Mapping[str, bool] = {}


class TooManySteps(Exception):  # noqa: N818 - not an error
    """A rule looks at more pairs of claims than the limit allows."""


def _always(claim_index: ClaimIndex, index: int) -> bool:  # noqa: ARG001 - a reader
    return True


class Verdicts:
    """Evaluates one rule for claims or pairs: first for the cluster, then for each side, then for both sides."""

    def __init__(self, book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> None:
        self._book, self._rule, self._claim_index = book, rule, claim_index
        policy = rule.policy
        self._one_cluster = "cluster" in policy.on or policy.subject in _WITHIN
        self._parts = self._parts_of(policy.when)
        roles = {*policy.claims, *policy.others}
        self.indexes = [index for index, claim in enumerate(claim_index.claims) if claim.role in roles]
        """The claims with the roles of the rule."""
        # If one case always holds, the cases do not decide whether the rule applies.
        self._cases_decide = all(case.when for case in policy.cases)
        read = [name.split(".", 1) for condition in book.conditions(rule) for name in condition.names]
        self._read_of = tuple(
            {name for owner, *rest in read if owner == side for name in rest} for side in ("claim", "other")
        )
        self._sides = tuple(
            self._side_reader(side, part) for side, part in enumerate((self._parts.claim, self._parts.other))
        )
        self._left = limits.current().steps
        self._clusters: dict[str, bool] = {}
        self._holds: dict[tuple[int, int, bool], bool] = {}
        self._cases: dict[tuple[int, int, bool], Verdict | None] = {}

    @cached_property
    def join(self) -> Join:
        """The join of the rule, over `indexes`."""
        return Join(self._rule.policy.on, self._rule.policy.across, self._types, self._claim_index, self.indexes)

    @cached_property
    def _tie_classes(self) -> Equivalence:
        return (
            self._case_classes
            if self._cases_decide
            else Equivalence(self._claim_index, self._names(self._parts.pair), self._types)
        )

    @cached_property
    def _case_classes(self) -> Equivalence:
        cases = [self._parts_of(case.when) for case in self._rule.policy.cases]
        # For a part that reads only one side, classes depend on its result, not on the values that it reads.
        side_answers = (
            [self._side_reader(0, part.claim) for part in cases if part.claim],
            [self._side_reader(1, part.other) for part in cases if part.other],
        )
        return Equivalence(
            self._claim_index, self._names(self._parts.pair, *(part.pair for part in cases)), self._types, side_answers
        )

    def spend(self, steps: int = 1) -> None:
        """Count steps of the rule. Raises TooManySteps."""
        self._left -= steps
        if self._left < 0:
            raise TooManySteps

    def admits(self, side: int, index: int) -> bool:
        """Whether a claim can be `claim` (side 0) or `other` (side 1) of the rule.

        It checks the role, and the parts of the condition that read only the cluster or that claim. A claim is out of
        the question if the rule reads one of its traits that the file leaves to a variable.
        """
        claim, policy = self._claim_index.claims[index], self._rule.policy
        if claim.role not in (policy.claims, policy.others)[side]:
            return False
        if VARIABLE_TRAITS in claim.traits and any(map(claim.leaves_to_variable, self._read_of[side])):
            return False
        if (side == 0 or self._one_cluster) and not self._cluster_part_holds(index):
            return False
        return bool(self._sides[side](self._claim_index, index))

    def tie_class(self, side: int, index: int) -> int:
        """The class of a claim: `ties` is the same for all claims of a class."""
        return self._tie_classes.of(side, index)

    def case_class(self, side: int, index: int) -> int:
        """The class of a claim: `case` is the same for all claims of a class."""
        return self._case_classes.of(side, index)

    @property
    def reads_owners(self) -> bool:
        """Whether the part of the condition on both claims reads whether their owners are equal."""
        return self._case_classes.reads_owners

    def ties(self, i: int, j: int, *, same_owner: bool | None = None) -> bool:
        """Whether the rule applies to claims like i and j. The caller checks `admits` and the join."""
        if self._parts.pair is None and not self._cases_decide:
            return self._can_coexist(i, j)
        claims = self._claim_index.claims
        same = claims[i].owner == claims[j].owner if same_owner is None else same_owner
        key = self._tie_classes.of(0, i), self._tie_classes.of(1, j), same and self._tie_classes.reads_owners
        if key not in self._holds:
            self._holds[key] = self._can_coexist(i, j) and self._first_case(i, j, same_owner=same) is not None
        return self._holds[key]

    def case(self, i: int, j: int) -> Verdict | None:
        """The first case that holds for two claims that meet; None if the rule does not apply to them.

        A field does not meet itself, if two deployers of a cluster apply its object with different values.
        """
        self.spend()
        if not (self.admits(0, i) and self.admits(1, j) and self.join.holds(i, j) and self._can_coexist(i, j)):
            return None
        claims = self._claim_index.claims
        same = claims[i].owner == claims[j].owner
        if same and claims[i].location == claims[j].location:
            return None
        key = self._case_classes.of(0, i), self._case_classes.of(1, j), same and self._case_classes.reads_owners
        if key not in self._cases:
            self._cases[key] = self._first_case(i, j, same_owner=same)
        return self._cases[key]

    def of(self, index: int) -> Verdict | None:
        """The first case that holds for one claim of a rule for single claims; None if the rule does not apply."""
        if not self.admits(0, index):
            return None
        key = self._case_classes.of(0, index), -1, False
        if key not in self._cases:
            self._cases[key] = self._first_case(index, -1)
        return self._cases[key]

    def of_cluster(self, index: int) -> Verdict | None:
        """The first case that holds for the cluster of a claim; None if the rule does not apply."""
        return self._first_case(index, -1) if self._cluster_part_holds(index) else None

    def _can_coexist(self, i: int, j: int) -> bool:
        """False for objects of which people apply one instead of the other, and for what is not deployed.

        Objects whose cluster is unknown are compared in each cluster; across clusters, they would meet their copies.
        """
        claim, other = self._claim_index.claims[i], self._claim_index.claims[j]
        status, other_status = claim.status, other.status
        if status.latent and other_status.latent:
            return False
        if status.assumed and other_status.assumed and claim.owner.cluster != other.owner.cluster:
            return False
        return status.may_coexist(other_status)

    def _first_case(self, i: int, j: int, *, same_owner: bool = False) -> Verdict | None:
        given = {SAME_OWNER: same_owner} if self._case_classes.reads_owners else _NOT_GIVEN
        if self._parts.pair is not None and not self._test(self._parts.pair.source, i, j, given):
            return None
        cases = self._rule.policy.cases
        return next((case for case in cases if case.when is None or self._test(case.when, i, j, given)), None)

    def _cluster_part_holds(self, index: int) -> bool:
        cluster = self._claim_index.claims[index].owner.cluster
        if cluster not in self._clusters:
            part = self._parts.cluster
            self._clusters[cluster] = part is None or self._test(part.source, index, -1)
        return self._clusters[cluster]

    @property
    def _types(self) -> Mapping[str, str]:
        return self._book.types(self._rule.policy.subject)

    def _parts_of(self, condition: str | None) -> Parts:
        return self._book.condition(self._rule.policy.subject, condition).parts(one_cluster=self._one_cluster)

    def _side_reader(self, side: int, part: Condition | None) -> Reader:
        """Reads whether a part of a condition holds for a claim; evaluated once for claims with the same values."""
        if part is None:
            return _always
        answers: dict[int, bool] = {}
        classes: Equivalence | None = None

        def read(claim_index: ClaimIndex, index: int) -> bool:  # noqa: ARG001 - a reader
            nonlocal classes
            classes = classes or Equivalence(self._claim_index, self._names(part), self._types)
            number = classes.of(side, index)
            if number not in answers:
                # Side 1 is evaluated as if the claim met itself, because the part reads nothing else.
                answers[number] = self._test(part.source, index, index)
            return answers[number]

        return read

    def _names(self, *conditions: Condition | None) -> set[str]:
        return {name for condition in conditions if condition for name in condition.names}

    def _test(self, expression: str, i: int, j: int, given: Mapping[str, bool] = _NOT_GIVEN) -> bool:
        """Raises UsageError if the condition exceeds the limits of the engine, and TooManySteps."""
        self.spend(limits.EVALUATION)
        subject, claim_index = self._rule.policy.subject, self._claim_index
        predicate = self._book.predicate(subject, expression)
        types = self._types
        cluster = claim_index.claims[i].owner.cluster
        try:
            return predicate.test(
                {
                    name: given[name] if name in given else value(claim_index, name, types[name], cluster, i, j)
                    for name in predicate.names
                }
            )
        except CelError as error:  # the fault is in the rule, not in the input
            case_conditions = {case.when for case in self._rule.policy.cases}
            whole = expression if expression in case_conditions else self._rule.policy.when
            raise self._book.fault(self._rule, whole, error) from None
