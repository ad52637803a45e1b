"""Name records (hosts files, DNS) → the addresses of a name. All of svclint resolves names with this module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint.light_typing import Generic, TypeVar

Address = TypeVar("Address")

# RFC 1035, section 2.3.4, as text. A wildcard does not match a longer text.
_LONGEST_NAME = 253


class NameRecords(Generic[Address]):
    """The records of one cluster: names in lower case, without a trailing dot; wildcards as `*.example.com`.

    A wildcard matches the names below it at any depth, unless a name between the two exists, that is, it or a name
    below it has a record (RFC 4592, section 2.2.1: the closest encloser).
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
        """Add a record; adding the same record again has no effect."""
        known = self._records.get(name)
        if known is None:
            known = self._records[name] = {}
            if len(name) <= _LONGEST_NAME:
                self._mark_existing(name)
        known[address] = None

    def addresses(self, name: str) -> tuple[Address, ...]:
        """The addresses of a name in the order of its records; empty if no record matches."""
        if name in self._records:
            return tuple(self._records[name])
        if name in self._existing or len(name) > _LONGEST_NAME:
            return ()
        parent = name.partition(".")[2]
        while parent and parent not in self._existing:
            parent = parent.partition(".")[2]
        return tuple(self._records.get(f"*.{parent}", ())) if parent else ()

    def _mark_existing(self, name: str) -> None:
        """Mark a name and all names above it as existing."""
        while name and name not in self._existing:
            self._existing.add(name)
            name = name.partition(".")[2]
