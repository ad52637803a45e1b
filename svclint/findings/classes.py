"""A rule and the claims → what it says of one or two of them, asked once for all that it cannot tell apart."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from svclint.claims.catalogue import DEFAULTS
from svclint.findings.cel import CelError
from svclint.findings.conjuncts import conjuncts
from svclint.findings.rulebook import Case, Rule, Rulebook
from svclint.findings.scene import Scene
from svclint.findings.subjects import CLAIM, value

_Key = Callable[[Scene, int], Hashable]


def _block(scene: Scene, index: int) -> Hashable:
    return scene.claims[index].block


def _ports(scene: Scene, index: int) -> Hashable:
    return scene.claims[index].ports


def _file(scene: Scene, index: int) -> Hashable:
    return scene.claims[index].location.file


def _file_of_several(scene: Scene, index: int) -> Hashable:
    """The file, if claims of several clusters stand in it: no claim of another cluster stands in any other."""
    file = scene.claims[index].location.file
    return file if file in scene.shared_files else ""


def _taken(scene: Scene, index: int) -> Hashable:
    effect = scene.effect(index)
    return effect.all_ports, effect.ports


def _nothing(scene: Scene, index: int) -> Hashable:  # noqa: ARG001 - one of several
    return None


def _itself(scene: Scene, index: int) -> Hashable:  # noqa: ARG001 - one of several
    return index


_SAME_OWNER = "pair.same_owner"
_SAME_FILE = "pair.same_file"
_ACROSS = "!pair.same_cluster"
_NOT_GIVEN: Mapping[str, bool] = {}
# What of the claim and of the other a `pair.` name depends on. One that is not here may depend on anything: then no
# two claims are alike. `same_owner` is asked of each pair by itself.
_DEPENDS: Mapping[str, tuple[_Key, _Key]] = {
    _SAME_OWNER: (_nothing, _nothing),
    "pair.same_cluster": (_nothing, _nothing),
    "pair.same_block": (_block, _block),
    _SAME_FILE: (_file, _file),
    "pair.claim_inside": (_block, _block),
    "pair.other_inside": (_block, _block),
    "pair.shared": (_block, _block),
    "pair.excluded": (_block, _block),
    "pair.shared_ports": (_ports, _ports),
    "pair.takes": (_taken, _ports),
}


def _reader(name: str, kind: str) -> _Key:
    """What reads a name of a claim, as something to compare by."""
    word = name.partition(".")[2]
    if word not in CLAIM:
        return lambda scene, index: scene.claims[index].traits.get(word, DEFAULTS[kind])
    work = CLAIM[word][1]
    if kind != "list":
        return work  # type: ignore[return-value]  # only a list's value cannot be a key

    def read(scene: Scene, index: int) -> Hashable:
        found = work(scene, index)
        return tuple(found) if isinstance(found, list) else found

    return read


class Question:
    """One rule asked about claims, or pairs of them.

    Claims are alike, of one class, when every name that it reads has the same value.
    """

    def __init__(self, book: Rulebook, rule: Rule, scene: Scene) -> None:
        self._book, self._rule, self._scene = book, rule, scene
        policy = rule.policy
        types = book.types(policy.subject)
        read = {
            name
            for one in (policy.when, *(case.when for case in policy.cases))
            for name in (book.names(policy.subject, one) if one else ())
        }
        self._sides = tuple(
            tuple(_reader(name, types[name]) for name in sorted(read) if name.startswith(side))
            for side in ("claim.", "other.")
        )
        self._minds_owners = _SAME_OWNER in read
        unknown = any(name.startswith("pair.") and name not in _DEPENDS for name in read)
        depends = _DEPENDS
        if _SAME_FILE in read and _ACROSS in conjuncts(policy.when):  # else each file would be a class of its own
            depends = {**_DEPENDS, _SAME_FILE: (_file_of_several, _file_of_several)}
        pairs = [depends[name] for name in sorted(read) if name in depends]
        self._more = tuple(
            (_itself,) if unknown else tuple(dict.fromkeys(one[side] for one in pairs)) for side in (0, 1)
        )
        self._classes: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self._numbers: tuple[dict[Hashable, int], dict[Hashable, int]] = ({}, {})
        self._cases: dict[tuple[int, int, bool], Case | None] = {}

    def left(self, index: int) -> int:
        """The class of a claim as `claim`."""
        return self._class(0, index)

    def right(self, index: int) -> int:
        """The class of a claim as `other`."""
        return self._class(1, index)

    def case(self, i: int, j: int) -> Case | None:
        """The first case that holds for a pair of claims; None when the rule has nothing to say of it."""
        claims = self._scene.claims
        return self._asked(i, j, same_owner=claims[i].owner == claims[j].owner)

    def of(self, index: int) -> Case | None:
        """The same for one claim, of a rule that looks at claims by themselves."""
        key = self._class(0, index), -1, False
        if key not in self._cases:
            self._cases[key] = first_case(self._book, self._rule, self._scene, index)
        return self._cases[key]

    def possible(self, i: int, j: int) -> bool:
        """Whether it may speak of two claims alike to these, whoever owns them."""
        return any(self._asked(i, j, same_owner=same) is not None for same in (False, True))

    def _asked(self, i: int, j: int, *, same_owner: bool) -> Case | None:
        claims, policy = self._scene.claims, self._rule.policy
        if claims[i].role not in policy.claims or claims[j].role not in policy.others:
            return None
        one, other = claims[i].standing.variant, claims[j].standing.variant
        if one != other and one and other:
            return None  # overlays of one base: no one says that a cluster has both
        key = self._class(0, i), self._class(1, j), same_owner and self._minds_owners
        if key not in self._cases:
            given = {_SAME_OWNER: same_owner} if self._minds_owners else {}
            self._cases[key] = first_case(self._book, self._rule, self._scene, i, j, given)
        return self._cases[key]

    def _class(self, side: int, index: int) -> int:
        found = self._classes[side].get(index)
        if found is None:
            key = self._key(side, index)
            found = self._classes[side][index] = self._numbers[side].setdefault(key, len(self._numbers[side]))
        return found

    def _key(self, side: int, index: int) -> Hashable:
        scene = self._scene
        return (
            scene.claims[index].owner.cluster,
            scene.claims[index].standing.variant,
            *(read(scene, index) for read in self._sides[side] + self._more[side]),
        )


def first_case(
    book: Rulebook, rule: Rule, scene: Scene, i: int, j: int = -1, given: Mapping[str, bool] = _NOT_GIVEN
) -> Case | None:
    """The first case that holds for a claim or a pair; `given` are values that are not to be worked out.

    Raises UsageError where a condition asks too much.
    """
    if not _holds(book, rule, scene, rule.policy.when, i, j, given):
        return None
    return next((case for case in rule.policy.cases if _holds(book, rule, scene, case.when, i, j, given)), None)


def _holds(
    book: Rulebook, rule: Rule, scene: Scene, expression: str | None, i: int, j: int, given: Mapping[str, bool]
) -> bool:
    if expression is None:
        return True
    subject = rule.policy.subject
    predicate = book.predicate(subject, expression)
    types = book.types(subject)
    cluster = scene.claims[i].owner.cluster
    try:
        return predicate.test(
            {
                name: given[name] if name in given else value(scene, name, types[name], cluster, i, j)
                for name in predicate.names
            }
        )
    except CelError as error:  # the rule asks too much: of what it looks at, nothing is wrong
        raise book.fault(rule, expression, error) from None
