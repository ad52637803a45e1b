"""Name records (hosts files, DNS) → the addresses of a name. All of svclint resolves names with this module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint.claims.addresses import NotAnAddress, parse_address
from svclint.lazy_re import regex
from svclint.light_typing import Generic, TypeVar
from svclint.model import Block

Address = TypeVar("Address")

# RFC 1035, section 2.3.4, as text. A wildcard does not match a longer text.
_LONGEST_NAME = 253

# Public DNS services whose names contain their address: https://nip.io/ and https://sslip.io/
_SERVICES = (".nip.io", ".sslip.io")
_WITH_IPV4 = regex(r"(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})\.(?:nip|sslip)\.io$")
_WITH_IPV6 = regex(r"(?:.*\.)?([0-9a-f-]*-[0-9a-f-]*)\.sslip\.io")


def address_in_name(name: str) -> Block | None:
    """`api.192.0.2.5.nip.io`, `192-0-2-5.sslip.io`, `fd00--5.sslip.io` → the address that the name contains."""
    if len(name) > _LONGEST_NAME or not name.endswith(_SERVICES):
        return None
    if ipv4 := _WITH_IPV4.search(name):
        text = ".".join(ipv4.groups())
    elif ipv6 := _WITH_IPV6.fullmatch(name):
        text = ipv6.group(1).replace("-", ":")
    else:
        return None
    parsed = parse_address(text)
    return None if isinstance(parsed, NotAnAddress) else Block(parsed.family, parsed.value, parsed.value)


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
