"""What a rule reads of claims → classes of claims: what holds for one claim of a class holds for all."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.join import reader
from svclint.findings.words.registry import CLAIM, PAIR, REFERENCE, ClaimWord, Reader

SAME_OWNER = "pair.same_owner"


class Equivalence:
    """Classes of claims that agree in the values of `names` (with `types`) and of the readers in `more`.

    Classes are separate for each side: `claim` is 0, `other` is 1.
    """

    def __init__(
        self,
        claim_index: ClaimIndex,
        names: Collection[str],
        types: Mapping[str, str],
        more: tuple[Sequence[Reader], Sequence[Reader]] = ((), ()),
    ) -> None:
        self._claim_index = claim_index
        self.reads_owners = SAME_OWNER in names
        pairs = [PAIR[name.removeprefix("pair.")] for name in sorted(names) if name.startswith("pair.")]
        self._readers = tuple(
            (
                *_words(prefix, CLAIM, names, types),
                *(_words("reference.", REFERENCE, names, types) if side == 0 else ()),
                *dict.fromkeys(word.depends[side] for word in pairs),
                *more[side],
            )
            for side, prefix in enumerate(("claim.", "other."))
        )
        self._classes: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self._numbers: tuple[dict[Hashable, int], dict[Hashable, int]] = ({}, {})

    def of(self, side: int, index: int) -> int:
        """The class of a claim as `claim` (side 0) or `other` (side 1)."""
        number = self._classes[side].get(index)
        if number is None:
            claim = self._claim_index.claims[index]
            values = [read(self._claim_index, index) for read in self._readers[side]]
            # Who applies a claim is not part of it: the words that read it depend on it.
            status = claim.status
            key = (claim.owner.cluster, status.latent, status.inert, status.variant, status.assumed, *values)
            number = self._classes[side][index] = self._numbers[side].setdefault(key, len(self._numbers[side]))
        return number


def _words(side: str, words: Mapping[str, ClaimWord], names: Iterable[str], types: Mapping[str, str]) -> list[Reader]:
    return [reader(name.removeprefix(side), types[name], words) for name in sorted(names) if name.startswith(side)]
