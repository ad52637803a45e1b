"""The registry of words: functions of a claim, a reference, two claims that meet, or a cluster, which rules use.

The first paragraph of a word's docstring is its meaning on the vocabulary page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Literal, TypeVar

from svclint.findings.claim_index import ClaimIndex
from svclint.lazy_dataclasses import dataclass
from svclint.model import TraitValue

Value = TraitValue | list[str]
Kind = Literal["string", "int", "bool", "list"]
"""The type of a word in CEL; `list` is a list of strings."""
Reader = Callable[[ClaimIndex, int], Hashable]
"""A function that reads a property of a claim, by its index, as a hashable value."""

OfClaim = Callable[[ClaimIndex, int], Value]
OfPair = Callable[[ClaimIndex, int, int], Value]
OfCluster = Callable[[ClaimIndex, str], Value]
_OfClaim = TypeVar("_OfClaim", bound=OfClaim)
_OfPair = TypeVar("_OfPair", bound=OfPair)
_OfCluster = TypeVar("_OfCluster", bound=OfCluster)


@dataclass(frozen=True, slots=True)
class ClaimWord:
    """A word of a claim; rules use it as `claim.NAME` and `other.NAME`."""

    kind: Kind
    read: OfClaim
    rests_on: tuple[str, ...]
    holds_roles: bool
    compares: bool


@dataclass(frozen=True, slots=True)
class PairWord:
    """A word of two claims that meet."""

    kind: Kind
    read: OfPair
    rests_on: tuple[str, ...]
    depends: tuple[Reader, Reader]


@dataclass(frozen=True, slots=True)
class ClusterWord:
    """A word of the cluster of a claim."""

    kind: Kind
    read: OfCluster
    rests_on: tuple[str, ...]
    holds_roles: bool
    compares: bool


CLAIM: dict[str, ClaimWord] = {}
PAIR: dict[str, PairWord] = {}
CLUSTER: dict[str, ClusterWord] = {}
REFERENCE: dict[str, ClaimWord] = {}
_Word = TypeVar("_Word", ClaimWord, PairWord, ClusterWord)


def claim_word(
    kind: Kind, *, name: str = "", rests_on: tuple[str, ...] = (), holds_roles: bool = False, compares: bool = False
) -> Callable[[_OfClaim], _OfClaim]:
    """Register a function as a word of claims, under `name` or the name of the function.

    `rests_on` are keys of `inventory_facts.FACTS`: without these facts the word is empty or less precise.
    `holds_roles`: its value is a role or a list of roles. `compares`: it compares manifests with the inventory. The
    decorator raises ValueError for a duplicate name.
    """

    def register(read: _OfClaim) -> _OfClaim:
        _add(CLAIM, name or read.__name__, ClaimWord(kind, read, rests_on, holds_roles, compares))
        return read

    return register


def reference_word(kind: Kind, *, name: str = "") -> Callable[[_OfClaim], _OfClaim]:
    """Register a function as a word of references, which rules with `for: reference` use, as `claim_word` does."""

    def register(read: _OfClaim) -> _OfClaim:
        _add(REFERENCE, name or read.__name__, ClaimWord(kind, read, (), holds_roles=False, compares=False))
        return read

    return register


def pair_word(
    kind: Kind, *, depends: tuple[Reader, Reader], name: str = "", rests_on: tuple[str, ...] = ()
) -> Callable[[_OfPair], _OfPair]:
    """Register a function as a word of pairs; `depends` reads everything that it depends on, of `claim` and of `other`.

    The word is evaluated once for all claims with equal values of `depends`. That is why `depends` has no default: a
    word that may depend on anything would be evaluated for each of n² pairs. A word of a claim needs no `depends`,
    because its own value distinguishes claims.
    """

    def register(read: _OfPair) -> _OfPair:
        _add(PAIR, name or read.__name__, PairWord(kind, read, rests_on, depends))
        return read

    return register


def cluster_word(
    kind: Kind, *, name: str = "", rests_on: tuple[str, ...] = (), holds_roles: bool = False, compares: bool = False
) -> Callable[[_OfCluster], _OfCluster]:
    """Register a function as a word of clusters, with the parameters of `claim_word`."""

    def register(read: _OfCluster) -> _OfCluster:
        _add(CLUSTER, name or read.__name__, ClusterWord(kind, read, rests_on, holds_roles, compares))
        return read

    return register


def resting_on(fact: str) -> frozenset[str]:
    """The dotted names of all words that depend on a fact; words of claims as `claim.NAME`."""
    sides = (("claim", CLAIM), ("pair", PAIR), ("cluster", CLUSTER))
    return frozenset(f"{side}.{name}" for side, words in sides for name, word in words.items() if fact in word.rests_on)


def holding_roles() -> frozenset[str]:
    """The dotted names of all words whose values are roles; words of claims as `claim.NAME` and `other.NAME`."""
    claims = [name for name, word in CLAIM.items() if word.holds_roles]
    clusters = (f"cluster.{name}" for name, word in CLUSTER.items() if word.holds_roles)
    return frozenset((*clusters, *(f"{side}.{name}" for side in ("claim", "other") for name in claims)))


def comparing() -> frozenset[str]:
    """The dotted names of all words that compare manifests with the inventory; words of claims as `claim.NAME`."""
    sides = (("claim", CLAIM), ("cluster", CLUSTER))
    return frozenset(f"{side}.{name}" for side, words in sides for name, word in words.items() if word.compares)


def meaning(word: ClaimWord | PairWord | ClusterWord) -> str:
    """The meaning of a word: the first paragraph of its docstring, in one line."""
    return " ".join((word.read.__doc__ or "").partition("\n\n")[0].split())


def _add(words: dict[str, _Word], name: str, word: _Word) -> None:
    if name in words:
        raise ValueError(f"two words of one name: {name!r}")
    words[name] = word
