"""The pack of catalogue/*.yaml → Catalogue: the fields of each kind that hold addresses, and their roles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from svclint.claims.catalogue_cache import StoredEntries, StoredEntry
from svclint.claims.catalogue_fields import Entry
from svclint.documents.scan import AnyScanner, Scanner
from svclint.light_typing import TYPE_CHECKING
from svclint.packs import Pack

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from svclint.claims.path_index import Deep
    from svclint.datafiles import Plain


class Catalogue:
    """All entries; an entry is built when its kind is first looked up. `traits` maps each trait to its type."""

    def __init__(self, index: Plain) -> None:
        self.traits: Mapping[str, str] = index["traits"]
        self.deep: Deep = {tuple(prefix): frozenset(keys) for prefix, keys in index["deep"]}
        self._kinds: Mapping[str, list[int]] = index["kinds"]
        self._stored = StoredEntries(index["stored"])
        self._plans: Plain = index["scan"]
        self._candidates: dict[str, tuple[StoredEntry, ...]] = {}
        self._asking: Mapping[str, list[int]] = index["asking"]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._stored.entry(number).whole for number in range(len(self._stored)))

    def candidates(self, kind: str) -> tuple[StoredEntry, ...]:
        """The entries for documents of a kind; an empty kind selects those without one."""
        if kind not in self._candidates:
            numbers = [*self._kinds.get(kind, ()), *(self._kinds.get("*", ()) if kind else ())]
            self._candidates[kind] = tuple(map(self._stored.entry, numbers))
        return self._candidates[kind]

    def asking(self, kind: str) -> tuple[StoredEntry, ...]:
        """The entries for a kind with fields that need other documents (`needing`)."""
        if not kind:
            return ()
        return tuple(map(self._stored.entry, (*self._asking.get(kind, ()), *self._asking.get("*", ()))))

    @property
    def needing(self) -> frozenset[str]:
        """The roles that need documents: claims with one of them mean claims of documents that are not always read."""
        return frozenset(role for roles, _ in self._plans[1:] for role in roles)

    def scanner(self) -> Scanner:
        """The scanner that finds the documents that can contain a claim by themselves."""
        return Scanner(plan=self._plans[0][1])

    def whole_scanner(self) -> AnyScanner:
        """The scanner that finds all documents that can contain a claim."""
        return AnyScanner([self.scanner(), *self.scanners(self.needing)])

    def scanners(self, roles: Collection[str]) -> list[Scanner]:
        """The scanners that find the documents that claims with one of these roles need."""
        return [Scanner(plan=plan) for needed_by, plan in self._plans[1:] if not set(needed_by).isdisjoint(roles)]


def folder() -> Path:
    """The folder of the catalogue files that svclint ships."""
    return Path(__file__).parents[1] / "catalogue"


def load_catalogue(folders: Iterable[Traversable] = ()) -> Catalogue:
    """The catalogue that svclint ships, with the files of further folders. Raises CatalogueError."""
    if not (places := tuple(folders)):
        return Catalogue(PACK.load())
    from svclint.datafiles import load_all, read_own

    return build([*read_own(folder()), *(document for place in places for document in load_all(place, "catalogue"))])


def _own_index() -> Plain:
    from svclint.claims.catalogue_index import index
    from svclint.datafiles import read_own

    return index(read_own(folder()))


PACK = Pack("catalogue", _own_index)
"""The content of the catalogue that svclint ships."""


def build(data: Iterable[Plain]) -> Catalogue:
    """Validated catalogue files (plain data) → Catalogue. Raises CatalogueError if an entry contradicts the others."""
    from svclint.claims.catalogue_index import index

    return Catalogue(index(data))
