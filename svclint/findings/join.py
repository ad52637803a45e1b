"""The join of a rule (`on:`, `across:`) → keys with which a sweep finds pairs of claims."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from itertools import product

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.rule import PAIRS
from svclint.findings.words import trait
from svclint.findings.words.registry import CLAIM, ClaimWord, Reader

ANY = "any "
# Words of a join that are not words of a claim. Their values are objects, which conditions cannot use.
BUILT_IN: Mapping[str, Reader] = {
    "cluster": lambda claim_index, index: claim_index.claims[index].owner.cluster,
    "owner": lambda claim_index, index: claim_index.identity(claim_index.claims[index].owner),
    "block": lambda claim_index, index: claim_index.claims[index].block,
}
PORT = "port"
# Keys per claim. If there are more combinations, only the longest list makes keys, and the others are compared.
_MOST_KEYS = 64


def reader(word: str, kind: str, words: Mapping[str, ClaimWord] = CLAIM) -> Reader:
    """A reader of a word of type `kind` as a hashable value; a list becomes a tuple."""
    if word not in words:
        return lambda claim_index, index: trait(claim_index, index, word, kind)  # type: ignore[return-value]  # frozen
    read_word = words[word].read
    if kind != "list":
        return read_word  # type: ignore[return-value]  # only a list's value cannot be a key

    def read(claim_index: ClaimIndex, index: int) -> Hashable:
        value = read_word(claim_index, index)
        return tuple(value) if isinstance(value, list) else value

    return read


def faults(
    on: Iterable[str], across: Iterable[str], subject: str, types: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The faults of a rule's join, as (entry, reason)."""
    for entry in (*on, *across) if subject not in PAIRS else ():
        yield entry, f"a rule with 'for: {subject}' has no second claim to join"
    for entry in on:
        word = entry.removeprefix(ANY)
        if entry == PORT:
            if subject not in ("port", "overlap"):
                yield entry, "'port' is only valid in rules with 'for: port' or 'for: overlap'"
            elif subject == "overlap" and "block" not in on:
                yield entry, "'port' also needs 'block', because ports are compared at one address"
        elif entry in BUILT_IN:
            continue
        elif f"claim.{word}" not in types:
            yield entry, f"unknown word {word!r} of a claim"
        elif entry != word and types[f"claim.{word}"] != "list":
            yield entry, f"'{word}' is not a list: remove 'any'"
    for entry in across:
        if entry not in BUILT_IN and f"claim.{entry}" not in types:
            yield entry, f"unknown word {entry!r} of a claim"


class Join:
    """The join of one rule over the claims of an index. `indexes` are the claims with the roles of the rule."""

    def __init__(
        self,
        on: Collection[str],
        across: Collection[str],
        types: Mapping[str, str],
        claim_index: ClaimIndex,
        indexes: Iterable[int],
    ) -> None:
        self._claim_index = claim_index
        self.narrow = frozenset(word for word in ("block", PORT, "host") if word in on)
        """The words that the sweep itself checks: equal blocks, shared ports, equal names."""
        self._same = tuple(_reader(word, types) for word in on if word != PORT and not word.startswith(ANY))
        self._any = [_reader(word.removeprefix(ANY), types) for word in on if word.startswith(ANY)]
        self._across = tuple(_reader(word, types) for word in across)
        self._across_but_owner = tuple(_reader(word, types) for word in across if word != "owner")
        self._compared: list[Reader] = []
        self._numbers: dict[Hashable, int] = {}
        if len(self._any) > 1 and any(self._combinations(index) > _MOST_KEYS for index in indexes):
            longest = max(self._any, key=lambda read: sum(len(_items(read(claim_index, index))) for index in indexes))
            self._compared = [read for read in self._any if read is not longest]
            self._any = [longest]

    def keys(self, index: int) -> list[int]:
        """The keys of a claim, as numbers. Claims without a common key are not joined."""
        same = tuple([read(self._claim_index, index) for read in self._same])
        lists: list[tuple[str | None, ...]] = [_items(read(self._claim_index, index)) or (None,) for read in self._any]
        keys = dict.fromkeys((same, *items) for items in product(*lists))
        return [self._numbers.setdefault(key, len(self._numbers)) for key in keys]

    def apart(self, index: int) -> tuple[Hashable, ...]:
        """The values that must all differ between two joined claims."""
        return tuple([read(self._claim_index, index) for read in self._across])

    def apart_but_owner(self, index: int) -> tuple[Hashable, ...]:
        """`apart` without the owner. A fact may have several owners; the caller compares them."""
        return tuple([read(self._claim_index, index) for read in self._across_but_owner])

    def compared(self, index: int) -> tuple[Hashable, ...]:
        """The lists that make no keys. `lists_meet` compares them."""
        return tuple([read(self._claim_index, index) for read in self._compared])

    def holds(self, i: int, j: int) -> bool:
        """Whether the rule joins two claims that meet."""
        claim_index = self._claim_index
        return (
            differ(self.apart(i), self.apart(j))
            and all(read(claim_index, i) == read(claim_index, j) for read in self._same)
            and all(_share(read(claim_index, i), read(claim_index, j)) for read in (*self._any, *self._compared))
            and (
                PORT not in self.narrow
                or any(a.meets(b) for a in claim_index.claims[i].ports for b in claim_index.claims[j].ports)
            )
        )

    def _combinations(self, index: int) -> int:
        number = 1
        for read in self._any:
            number *= len(_items(read(self._claim_index, index))) or 1
        return number


def differ(left: tuple[Hashable, ...], right: tuple[Hashable, ...]) -> bool:
    """Whether all values differ, position by position."""
    return all(a != b for a, b in zip(left, right, strict=True))


def lists_meet(left: tuple[Hashable, ...], right: tuple[Hashable, ...]) -> bool:
    """Whether the lists have a common item, position by position."""
    return all(_share(a, b) for a, b in zip(left, right, strict=True))


def _share(left: Hashable, right: Hashable) -> bool:
    """Whether two lists have a common item. Two empty lists match."""
    left_items, right_items = _items(left), _items(right)
    return not set(left_items).isdisjoint(right_items) if left_items and right_items else left_items == right_items


def _items(value: Hashable) -> tuple[str, ...]:
    return listed(value)  # type: ignore[arg-type]  # the value of a list, from its reader


def _reader(word: str, types: Mapping[str, str]) -> Reader:
    return BUILT_IN.get(word) or reader(word, types[f"claim.{word}"])
