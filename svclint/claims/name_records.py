"""Name records (hosts files, DNS) → the addresses that a name leads to. Every part of svclint resolves names here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

Address = TypeVar("Address")

# RFC 1035, section 2.3.4, as text. A longer text is no name that a wildcard could stand for.
_LONGEST_NAME = 253


class NameRecords(Generic[Address]):
    """The records of one cluster: names in lower case, without a trailing dot; wildcards as `*.example.com`.

    A wildcard stands for the names below it at any depth, unless a name between the two has a record of its own or
    below it (RFC 4592, section 2.2.1: the closest encloser).
    """

    def __init__(self, records: Iterable[tuple[str, Address]] = ()) -> None:
        self._records: dict[str, dict[Address, None]] = {}
        self._existing: set[str] = set()
        for name, address in records:
            self.add(name, address)

    def __contains__(self, name: object) -> bool:
        return name in self._records

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def add(self, name: str, address: Address) -> None:
        """One more record; the same one again changes nothing."""
        known = self._records.get(name)
        if known is None:
            known = self._records[name] = {}
            if len(name) <= _LONGEST_NAME:
                self._exists(name)
        known[address] = None

    def addresses(self, name: str) -> tuple[Address, ...]:
        """What a name leads to, in the order of its records; empty where no record says."""
        if name in self._records:
            return tuple(self._records[name])
        if name in self._existing or len(name) > _LONGEST_NAME:
            return ()
        parent = name.partition(".")[2]
        while parent and parent not in self._existing:
            parent = parent.partition(".")[2]
        return tuple(self._records.get(f"*.{parent}", ())) if parent else ()

    def _exists(self, name: str) -> None:
        """A name exists with all names above it."""
        while name and name not in self._existing:
            self._existing.add(name)
            name = name.partition(".")[2]
