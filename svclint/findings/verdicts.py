"""A rule and the claims → what it says of one or two of them, asked once for all that it cannot tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from svclint.findings.cel import CelError
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.condition import Condition, Parts
from svclint.findings.equivalence import SAME_OWNER, Equivalence
from svclint.findings.join import Join
from svclint.findings.rulebook import Rule, Rulebook, Verdict
from svclint.findings.words import value
from svclint.findings.words.registry import Reader

# Subjects whose claims meet within a cluster only.
_WITHIN = frozenset({"claim", "cluster", "loop", "port", "name", "object"})
_NOT_GIVEN: Mapping[str, bool] = {}


def _always(claim_index: ClaimIndex, index: int) -> bool:  # noqa: ARG001 - a reader
    return True


class Verdicts:
    """One rule asked about claims, or pairs of them: of the cluster first, then of each side, last of both together."""

    def __init__(self, book: Rulebook, rule: Rule, claim_index: ClaimIndex) -> None:
        self._book, self._rule, self._claim_index = book, rule, claim_index
        policy = rule.policy
        self._one_cluster = "cluster" in policy.on or policy.subject in _WITHIN
        self._parts = self._taken_apart(policy.when)
        roles = {*policy.claims, *policy.others}
        self.indexes = [index for index, claim in enumerate(claim_index.claims) if claim.role in roles]
        """The claims that the rule looks at."""
        # One case that always holds: whether the rule says anything does not hang on what it says.
        self._decides = all(case.when for case in policy.cases)
        self._sides = tuple(self._alone(side, part) for side, part in enumerate((self._parts.claim, self._parts.other)))
        self._clusters: dict[str, bool] = {}
        self._holds: dict[tuple[int, int, bool], bool] = {}
        self._cases: dict[tuple[int, int, bool], Verdict | None] = {}

    @cached_property
    def join(self) -> Join:
        """What joins the claims of a pair."""
        return Join(self._rule.policy.on, self._rule.policy.across, self._types, self._claim_index, self.indexes)

    @cached_property
    def _ties(self) -> Equivalence:
        return (
            self._says if self._decides else Equivalence(self._claim_index, self._names(self._parts.pair), self._types)
        )

    @cached_property
    def _says(self) -> Equivalence:
        cases = [self._taken_apart(case.when) for case in self._rule.policy.cases]
        # Of what a case asks of one side alone the answer matters, not the values.
        alone = (
            [self._alone(0, part.claim) for part in cases if part.claim],
            [self._alone(1, part.other) for part in cases if part.other],
        )
        return Equivalence(
            self._claim_index, self._names(self._parts.pair, *(part.pair for part in cases)), self._types, alone
        )

    def may(self, side: int, index: int) -> bool:
        """Whether the rule may speak of a claim as `claim` (side 0) or `other` (side 1): its role, and what the
        condition asks of the cluster and of that claim alone.
        """
        claim, policy = self._claim_index.claims[index], self._rule.policy
        if claim.role not in (policy.claims, policy.others)[side]:
            return False
        if (side == 0 or self._one_cluster) and not self._of_cluster(index):
            return False
        return bool(self._sides[side](self._claim_index, index))

    def tie_class(self, side: int, index: int) -> int:
        """What tells a claim from others as far as `ties` goes."""
        return self._ties.of(side, index)

    def case_class(self, side: int, index: int) -> int:
        """What tells a claim from others as far as `case` goes."""
        return self._says.of(side, index)

    @property
    def reads_owners(self) -> bool:
        """Whether the condition on both together asks whose they are."""
        return self._says.reads_owners

    def ties(self, i: int, j: int, *, same_owner: bool | None = None) -> bool:
        """Whether the rule speaks of claims like i and j; `may` and the join are the caller's to ask."""
        if self._parts.pair is None and not self._decides:
            return self._apart(i, j)
        claims = self._claim_index.claims
        same = claims[i].owner == claims[j].owner if same_owner is None else same_owner
        key = self._ties.of(0, i), self._ties.of(1, j), same and self._ties.reads_owners
        if key not in self._holds:
            self._holds[key] = self._apart(i, j) and self._first(i, j, same_owner=same) is not None
        return self._holds[key]

    def case(self, i: int, j: int) -> Verdict | None:
        """The first case that holds for two claims that meet; None when the rule has nothing to say of them."""
        if not (self.may(0, i) and self.may(1, j) and self.join.holds(i, j) and self._apart(i, j)):
            return None
        claims = self._claim_index.claims
        same = claims[i].owner == claims[j].owner
        key = self._says.of(0, i), self._says.of(1, j), same and self._says.reads_owners
        if key not in self._cases:
            self._cases[key] = self._first(i, j, same_owner=same)
        return self._cases[key]

    def of(self, index: int) -> Verdict | None:
        """The same for one claim, of a rule that looks at claims by themselves."""
        if not self.may(0, index):
            return None
        key = self._says.of(0, index), -1, False
        if key not in self._cases:
            self._cases[key] = self._first(index, -1)
        return self._cases[key]

    def of_cluster(self, index: int) -> Verdict | None:
        """The same for the cluster of a claim."""
        return self._first(index, -1) if self._of_cluster(index) else None

    def _apart(self, i: int, j: int) -> bool:
        """Overlays of one base are apart: no one says that a cluster has both."""
        one, other = self._claim_index.claims[i].status.variant, self._claim_index.claims[j].status.variant
        return one == other or not one or not other

    def _first(self, i: int, j: int, *, same_owner: bool = False) -> Verdict | None:
        given = {SAME_OWNER: same_owner} if self._says.reads_owners else _NOT_GIVEN
        if self._parts.pair is not None and not self._test(self._parts.pair.source, i, j, given):
            return None
        cases = self._rule.policy.cases
        return next((case for case in cases if case.when is None or self._test(case.when, i, j, given)), None)

    def _of_cluster(self, index: int) -> bool:
        cluster = self._claim_index.claims[index].owner.cluster
        if cluster not in self._clusters:
            part = self._parts.cluster
            self._clusters[cluster] = part is None or self._test(part.source, index, -1)
        return self._clusters[cluster]

    @property
    def _types(self) -> Mapping[str, str]:
        return self._book.types(self._rule.policy.subject)

    def _taken_apart(self, condition: str | None) -> Parts:
        return self._book.condition(self._rule.policy.subject, condition).parts(one_cluster=self._one_cluster)

    def _alone(self, side: int, part: Condition | None) -> Reader:
        """What a part of a condition says of one claim, worked out once for all that have the same values."""
        if part is None:
            return _always
        known: dict[int, bool] = {}
        classes: Equivalence | None = None

        def read(claim_index: ClaimIndex, index: int) -> bool:  # noqa: ARG001 - a reader is given its scene
            nonlocal classes
            classes = classes or Equivalence(self._claim_index, self._names(part), self._types)
            kind = classes.of(side, index)
            if kind not in known:
                # Of `other` it is asked as if the claim met itself: the part reads nothing else.
                known[kind] = self._test(part.source, index, index)
            return known[kind]

        return read

    def _names(self, *conditions: Condition | None) -> set[str]:
        return {name for condition in conditions if condition for name in condition.names}

    def _test(self, expression: str, i: int, j: int, given: Mapping[str, bool] = _NOT_GIVEN) -> bool:
        """Raises UsageError where a condition asks too much."""
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
        except CelError as error:  # the rule asks too much: of what it looks at, nothing is wrong
            said = {case.when for case in self._rule.policy.cases}
            whole = expression if expression in said else self._rule.policy.when
            raise self._book.fault(self._rule, whole, error) from None
