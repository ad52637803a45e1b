"""What a rule reads of claims → the classes that it tells apart: what holds for one claim of a class holds for all."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

from svclint.findings import joins_selections as selections
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.join import Reader, reader
from svclint.findings.joins_owned import owned_by, owning
from svclint.model import Port


def _block(claim_index: ClaimIndex, index: int) -> Hashable:
    return claim_index.claims[index].block


def _wide_block(claim_index: ClaimIndex, index: int) -> Hashable:
    """The block unless it is one address: of two blocks that meet, such a one lies inside the other."""
    block = claim_index.claims[index].block
    return block if block is not None and block.size > 1 else None


def _excludable(claim_index: ClaimIndex, index: int) -> Hashable:
    """The block where pools of some cluster leave something out, else nothing."""
    left_out = claim_index.once(
        "pools leave out", lambda: any(one.role == "pool-exclusion" for one in claim_index.claims)
    )
    return claim_index.claims[index].block if left_out else None


def ports_number(claim_index: ClaimIndex, index: int) -> int:
    """A number that claims with the same ports share: a thousand ports are hashed once, not for every claim."""
    by_identity, by_ports = claim_index.once(
        "numbers of ports", lambda: (dict[int, int](), dict[tuple[Port, ...], int]())
    )
    ports = claim_index.claims[index].ports
    if id(ports) not in by_identity:
        by_identity[id(ports)] = by_ports.setdefault(ports, len(by_ports))
    return by_identity[id(ports)]


def _file_of_several(claim_index: ClaimIndex, index: int) -> Hashable:
    """The file, if claims of several clusters stand in it: no claim of another cluster stands in any other."""
    file = claim_index.claims[index].location.file
    return file if file in claim_index.shared_files else ""


def _file(claim_index: ClaimIndex, index: int) -> Hashable:
    return claim_index.claims[index].location.file


def _taken(claim_index: ClaimIndex, index: int) -> Hashable:
    effect = claim_index.effect(index)
    return effect.all_ports, effect.ports


def _owner(claim_index: ClaimIndex, index: int) -> Hashable:
    return claim_index.claims[index].owner


def _nothing(claim_index: ClaimIndex, index: int) -> Hashable:  # noqa: ARG001 - one of several
    return None


def _itself(claim_index: ClaimIndex, index: int) -> Hashable:  # noqa: ARG001 - one of several
    return index


SAME_OWNER = "pair.same_owner"
# What of the claim and of the other a `pair.` name depends on. One that is not here may depend on anything: then no
# two claims are alike. `same_owner` is asked of each pair by itself.
_DEPENDS: Mapping[str, tuple[Reader, Reader]] = {
    SAME_OWNER: (_nothing, _nothing),
    "pair.same_cluster": (_nothing, _nothing),
    "pair.same_block": (_block, _block),
    "pair.same_file": (_file, _file),
    "pair.apart": (_file_of_several, _file_of_several),
    "pair.claim_inside": (_wide_block, _block),
    "pair.other_inside": (_block, _wide_block),
    "pair.shared": (_block, _block),
    "pair.excluded": (_excludable, _excludable),
    "pair.ends": (_block, _block),
    "pair.shared_ports": (ports_number, ports_number),
    "pair.takes": (_taken, ports_number),
    "pair.selects": (selections.selecting, selections.selected),
    "pair.owned": (owning, owned_by),
}


class Equivalence:
    """Claims as far as some names, and some values worked out by `more`, tell them apart.

    Two of one class have the same value of each. Both are by side: `claim` is 0, `other` is 1.
    """

    def __init__(
        self,
        claim_index: ClaimIndex,
        names: Collection[str],
        types: Mapping[str, str],
        more: tuple[Sequence[Reader], Sequence[Reader]] = ((), ()),
    ) -> None:
        self._scene = claim_index
        self.reads_owners = SAME_OWNER in names
        unknown = any(name.startswith("pair.") and name not in _DEPENDS for name in names)
        depends = [_DEPENDS[name] for name in sorted(names) if name in _DEPENDS]
        self._readers = tuple(
            (
                *_words(prefix, names, types),
                *((_itself,) if unknown else dict.fromkeys(both[side] for both in depends)),
                *more[side],
            )
            for side, prefix in enumerate(("claim.", "other."))
        )
        self._classes: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self._numbers: tuple[dict[Hashable, int], dict[Hashable, int]] = ({}, {})

    def of(self, side: int, index: int) -> int:
        """The class of a claim as `claim` (side 0) or `other` (side 1)."""
        found = self._classes[side].get(index)
        if found is None:
            claim, claim_index = self._scene.claims[index], self._scene
            values = [read(claim_index, index) for read in self._readers[side]]
            key = (claim.owner.cluster, claim.status.variant, *values)
            found = self._classes[side][index] = self._numbers[side].setdefault(key, len(self._numbers[side]))
        return found


def _words(side: str, names: Iterable[str], types: Mapping[str, str]) -> list[Reader]:
    return [reader(name.removeprefix(side), types[name]) for name in sorted(names) if name.startswith(side)]
