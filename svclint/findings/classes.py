"""A rule and the claims → what it says of one or two of them, asked once for all that it cannot tell apart."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping

from svclint.findings import joins_selections as selections
from svclint.findings.cel import CelError
from svclint.findings.condition import parts
from svclint.findings.join import Join, Reader, reader
from svclint.findings.rulebook import Case, Rule, Rulebook
from svclint.findings.scene import Scene
from svclint.findings.subjects import value


def _block(scene: Scene, index: int) -> Hashable:
    return scene.claims[index].block


def _ports(scene: Scene, index: int) -> Hashable:
    return scene.claims[index].ports


def _file_of_several(scene: Scene, index: int) -> Hashable:
    """The file, if claims of several clusters stand in it: no claim of another cluster stands in any other."""
    file = scene.claims[index].location.file
    return file if file in scene.shared_files else ""


def _file(scene: Scene, index: int) -> Hashable:
    return scene.claims[index].location.file


def _taken(scene: Scene, index: int) -> Hashable:
    effect = scene.effect(index)
    return effect.all_ports, effect.ports


def _owner(scene: Scene, index: int) -> Hashable:
    return scene.claims[index].owner


def _nothing(scene: Scene, index: int) -> Hashable:  # noqa: ARG001 - one of several
    return None


def _itself(scene: Scene, index: int) -> Hashable:  # noqa: ARG001 - one of several
    return index


# Subjects whose claims meet within a cluster only.
_WITHIN = frozenset({"claim", "cluster", "loop", "port", "name", "object"})
_SAME_OWNER = "pair.same_owner"
_NOT_GIVEN: Mapping[str, bool] = {}
# What of the claim and of the other a `pair.` name depends on. One that is not here may depend on anything: then no
# two claims are alike. `same_owner` is asked of each pair by itself.
_DEPENDS: Mapping[str, tuple[Reader, Reader]] = {
    _SAME_OWNER: (_nothing, _nothing),
    "pair.same_cluster": (_nothing, _nothing),
    "pair.same_block": (_block, _block),
    "pair.same_file": (_file, _file),
    "pair.apart": (_file_of_several, _file_of_several),
    "pair.claim_inside": (_block, _block),
    "pair.other_inside": (_block, _block),
    "pair.shared": (_block, _block),
    "pair.excluded": (_block, _block),
    "pair.ends": (_block, _block),
    "pair.shared_ports": (_ports, _ports),
    "pair.takes": (_taken, _ports),
    "pair.selects": (selections.selecting, selections.selected),
    "pair.owned": (selections.owning, selections.owned_by),
}


class Classes:
    """Claims as far as some names tell them apart: two of one class have the same value of each."""

    def __init__(self, scene: Scene, names: Collection[str], types: Mapping[str, str]) -> None:
        self._scene = scene
        self.reads_owners = _SAME_OWNER in names
        unknown = any(name.startswith("pair.") and name not in _DEPENDS for name in names)
        depends = [_DEPENDS[name] for name in sorted(names) if name in _DEPENDS]
        self._readers: tuple[tuple[Reader, ...], tuple[Reader, ...]] = (
            (*_words("claim.", names, types), *((_itself,) if unknown else dict.fromkeys(one for one, _ in depends))),
            (
                *_words("other.", names, types),
                *((_itself,) if unknown else dict.fromkeys(other for _, other in depends)),
            ),
        )
        self._classes: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self._numbers: tuple[dict[Hashable, int], dict[Hashable, int]] = ({}, {})

    def of(self, side: int, index: int) -> int:
        """The class of a claim as `claim` (side 0) or `other` (side 1)."""
        found = self._classes[side].get(index)
        if found is None:
            claim = self._scene.claims[index]
            key = (
                claim.owner.cluster,
                claim.standing.variant,
                *[read(self._scene, index) for read in self._readers[side]],
            )
            found = self._classes[side][index] = self._numbers[side].setdefault(key, len(self._numbers[side]))
        return found


def _words(side: str, names: Iterable[str], types: Mapping[str, str]) -> list[Reader]:
    return [reader(name.removeprefix(side), types[name]) for name in sorted(names) if name.startswith(side)]


class Question:
    """One rule asked about claims, or pairs of them: of the cluster first, then of each side, last of both together."""

    def __init__(self, book: Rulebook, rule: Rule, scene: Scene) -> None:
        self._book, self._rule, self._scene = book, rule, scene
        policy = rule.policy
        types = book.types(policy.subject)
        self._one_cluster = "cluster" in policy.on or policy.subject in _WITHIN
        self._parts = parts(policy.when, lambda text: book.names(policy.subject, text), one_cluster=self._one_cluster)
        cases = self._names(*(case.when for case in policy.cases))
        pair = self._names(self._parts.pair)
        roles = {*policy.claims, *policy.others}
        self.indexes = [index for index, claim in enumerate(scene.claims) if claim.role in roles]
        """The claims that the rule looks at."""
        self.join = Join(policy.on, policy.across, types, scene, self.indexes)
        # One case that always holds: whether the rule says anything does not hang on what it says.
        self._said = frozenset(case.when for case in policy.cases)
        self._decides = None not in self._said
        self._ties = Classes(scene, pair | cases if self._decides else pair, types)
        self._says = Classes(scene, pair | cases, types)
        self._sides = tuple(Classes(scene, self._names(part), types) for part in (self._parts.claim, self._parts.other))
        self._single = Classes(scene, cases, types)
        self._clusters: dict[str, bool] = {}
        self._may: tuple[dict[int, bool], dict[int, bool]] = ({}, {})
        self._holds: dict[tuple[int, int, bool], bool] = {}
        self._cases: dict[tuple[int, int, bool], Case | None] = {}

    def may(self, side: int, index: int) -> bool:
        """Whether the rule may speak of a claim as `claim` (side 0) or `other` (side 1): its role, and what the
        condition asks of the cluster and of that claim alone.
        """
        claim, policy = self._scene.claims[index], self._rule.policy
        if claim.role not in (policy.claims, policy.others)[side]:
            return False
        if (side == 0 or self._one_cluster) and not self._of_cluster(index):
            return False
        part = (self._parts.claim, self._parts.other)[side]
        if part is None:
            return True
        # What is asked of `other` alone is asked as if the claim met itself: the condition reads nothing else.
        kind = self._sides[side].of(side, index)
        if kind not in self._may[side]:
            self._may[side][kind] = self._test(part, index, index)
        return self._may[side][kind]

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
        claims = self._scene.claims
        same = claims[i].owner == claims[j].owner if same_owner is None else same_owner
        key = self._ties.of(0, i), self._ties.of(1, j), same and self._ties.reads_owners
        if key not in self._holds:
            self._holds[key] = self._apart(i, j) and self._first(i, j, same_owner=same) is not None
        return self._holds[key]

    def case(self, i: int, j: int) -> Case | None:
        """The first case that holds for two claims that meet; None when the rule has nothing to say of them."""
        if not (self.may(0, i) and self.may(1, j) and self.join.holds(i, j) and self._apart(i, j)):
            return None
        claims = self._scene.claims
        same = claims[i].owner == claims[j].owner
        key = self._says.of(0, i), self._says.of(1, j), same and self._says.reads_owners
        if key not in self._cases:
            self._cases[key] = self._first(i, j, same_owner=same)
        return self._cases[key]

    def of(self, index: int) -> Case | None:
        """The same for one claim, of a rule that looks at claims by themselves."""
        if not self.may(0, index):
            return None
        key = self._single.of(0, index), -1, False
        if key not in self._cases:
            self._cases[key] = self._first(index, -1)
        return self._cases[key]

    def of_cluster(self, index: int) -> Case | None:
        """The same for the cluster of a claim."""
        return self._first(index, -1) if self._of_cluster(index) else None

    def _apart(self, i: int, j: int) -> bool:
        """Overlays of one base are apart: no one says that a cluster has both."""
        one, other = self._scene.claims[i].standing.variant, self._scene.claims[j].standing.variant
        return one == other or not one or not other

    def _first(self, i: int, j: int, *, same_owner: bool = False) -> Case | None:
        given = {_SAME_OWNER: same_owner} if self._says.reads_owners else _NOT_GIVEN
        if self._parts.pair is not None and not self._test(self._parts.pair, i, j, given):
            return None
        cases = self._rule.policy.cases
        return next((case for case in cases if case.when is None or self._test(case.when, i, j, given)), None)

    def _of_cluster(self, index: int) -> bool:
        cluster = self._scene.claims[index].owner.cluster
        if cluster not in self._clusters:
            part = self._parts.cluster
            self._clusters[cluster] = part is None or self._test(part, index, -1)
        return self._clusters[cluster]

    def _names(self, *expressions: str | None) -> set[str]:
        subject = self._rule.policy.subject
        return {name for text in expressions if text for name in self._book.names(subject, text)}

    def _test(self, expression: str, i: int, j: int, given: Mapping[str, bool] = _NOT_GIVEN) -> bool:
        """Raises UsageError where a condition asks too much."""
        subject, scene = self._rule.policy.subject, self._scene
        predicate = self._book.predicate(subject, expression)
        types = self._book.types(subject)
        cluster = scene.claims[i].owner.cluster
        try:
            return predicate.test(
                {
                    name: given[name] if name in given else value(scene, name, types[name], cluster, i, j)
                    for name in predicate.names
                }
            )
        except CelError as error:  # the rule asks too much: of what it looks at, nothing is wrong
            whole = expression if expression in self._said else self._rule.policy.when
            raise self._book.fault(self._rule, whole, error) from None
