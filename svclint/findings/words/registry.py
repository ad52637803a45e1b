"""The registry of words: functions of a claim, a reference, two claims that meet, or a cluster, which rules use.

A word is registered when the module of its theme is imported, and that happens when one of its words is used: a run
needs a few of the forty themes. The first paragraph of a word's docstring is its meaning on the vocabulary page.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, MutableMapping
from functools import cache
from importlib import import_module

from svclint.findings.claim_index import ClaimIndex
from svclint.lazy_dataclasses import dataclass
from svclint.light_typing import Any, Literal, TypeVar
from svclint.model import TraitValue
from svclint.packs import Pack

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


_Word = TypeVar("_Word", ClaimWord, PairWord, ClusterWord)


class Words(MutableMapping[str, _Word]):
    """The words of one subject by name. The theme of a word is imported when the word is read, all to list them."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self._words: dict[str, _Word] = {}

    def __getitem__(self, name: str) -> _Word:
        if name not in self._words:
            _import(_themes()[self.subject][name])
        return self._words[name]

    def __contains__(self, name: object) -> bool:
        return name in self._words or name in _themes()[self.subject]

    def __setitem__(self, name: str, word: _Word) -> None:
        self._words[name] = word

    def __delitem__(self, name: str) -> None:
        del self._words[name]

    def __iter__(self) -> Iterator[str]:
        import_all()
        return iter(sorted(self._words, key=lambda name: self._words[name].read.__module__))  # whatever came first

    def __len__(self) -> int:
        import_all()
        return len(self._words)

    def get(self, name: str, default: Any = None) -> Any:
        """The word, or the default: most names that are looked up are those of traits."""
        return self[name] if name in self else default  # noqa: SIM401 - that would be endless

    def register(self, name: str, word: _Word) -> None:
        """Add a word. Raises ValueError for a duplicate name."""
        if name in self._words:
            raise ValueError(f"two words of one name: {name!r}")
        self._words[name] = word


CLAIM = Words[ClaimWord]("claim")
PAIR = Words[PairWord]("pair")
CLUSTER = Words[ClusterWord]("cluster")
REFERENCE = Words[ClaimWord]("reference")


def claim_word(
    kind: Kind, *, name: str = "", rests_on: tuple[str, ...] = (), holds_roles: bool = False, compares: bool = False
) -> Callable[[_OfClaim], _OfClaim]:
    """Register a function as a word of claims, under `name` or the name of the function.

    `rests_on` are keys of `inventory_facts.FACTS`: without these facts the word is empty or less precise.
    `holds_roles`: its value is a role or a list of roles. `compares`: it compares manifests with the inventory. The
    decorator raises ValueError for a duplicate name.
    """

    def register(read: _OfClaim) -> _OfClaim:
        CLAIM.register(name or read.__name__, ClaimWord(kind, read, rests_on, holds_roles, compares))
        return read

    return register


def reference_word(kind: Kind, *, name: str = "") -> Callable[[_OfClaim], _OfClaim]:
    """Register a function as a word of references, which rules with `for: reference` use, as `claim_word` does."""

    def register(read: _OfClaim) -> _OfClaim:
        REFERENCE.register(name or read.__name__, ClaimWord(kind, read, (), holds_roles=False, compares=False))
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
        PAIR.register(name or read.__name__, PairWord(kind, read, rests_on, depends))
        return read

    return register


def cluster_word(
    kind: Kind, *, name: str = "", rests_on: tuple[str, ...] = (), holds_roles: bool = False, compares: bool = False
) -> Callable[[_OfCluster], _OfCluster]:
    """Register a function as a word of clusters, with the parameters of `claim_word`."""

    def register(read: _OfCluster) -> _OfCluster:
        CLUSTER.register(name or read.__name__, ClusterWord(kind, read, rests_on, holds_roles, compares))
        return read

    return register


@cache
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


def import_all() -> None:
    """Import the modules of all themes, which registers all words."""
    for file in sorted(os.listdir(os.path.dirname(__file__))):
        if file.endswith(".py") and file != "__init__.py":
            _import(file.removesuffix(".py"))


def _import(theme: str) -> None:
    import_module(f"{__package__}.{theme}")


def _content() -> dict[str, dict[str, str]]:
    """The theme of each word, by subject."""
    return {
        words.subject: {name: word.read.__module__.rpartition(".")[2] for name, word in words.items()}
        for words in (CLAIM, PAIR, CLUSTER, REFERENCE)
    }


PACK = Pack("words", _content)
"""The theme of each word."""


@cache
def _themes() -> Any:
    return PACK.load()
