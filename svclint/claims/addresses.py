"""Text → one IPv4 or IPv6 address as an integer, with the problems of its spelling; and back to text."""

from __future__ import annotations

import enum
import re

from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

_V4_MAX = 2**32 - 1
# Texts that can only be meant as addresses: the last label of a DNS name is never a number, and no label contains a
# colon.
_NUMBERS = regex(r"\d+(\.\d+){2,}\.?([\s/-][\d.\s/-]*)?|\d+\.\d+(\.\d+)*/\d+", re.ASCII)
_GROUPS = regex(r"[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[\w.-]+)?([/-][0-9a-fA-F:./]*)?", re.ASCII)
_MAC = regex(r"([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}")


class AddressProblem(enum.StrEnum):
    """A problem in the spelling of an address text."""

    LEADING_ZEROS = "leading-zeros"
    HOST_BITS = "host-bits"
    IPV4_MAPPED = "ipv4-mapped"
    ZONE_ID = "zone-id"
    NOT_CANONICAL = "not-canonical"
    SPACES = "spaces"
    RANGE_SPACES = "range-spaces"
    BRACKETS = "brackets"
    REVERSED_RANGE = "reversed-range"
    MIXED_FAMILIES = "mixed-families"


@dataclass(frozen=True, slots=True)
class NotAnAddress:
    """The result for a text that is not an address.

    `reason` is a clause for messages; `problem` is set if the reason is one of the known problems.
    """

    reason: str
    problem: AddressProblem | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """One address. `family` is 4 or 6.

    `value` reads the numbers as decimal, `octal` reads numbers with leading zeros as octal; without leading zeros they
    are equal. `mapped` marks an IPv4-mapped IPv6 address, which is stored as IPv4.
    """

    family: int
    value: int
    octal: int
    problems: tuple[AddressProblem, ...] = ()
    mapped: bool = False


def plain_v4(text: str) -> int:
    """The value of a well-formed dotted quad, or -1 for any other text: a fast path for nearly all addresses."""
    if len(text) > 15 or not text.isascii():
        return -1
    parts = text.split(".")
    if len(parts) != 4:
        return -1
    value = 0
    for part in parts:
        if not part.isdecimal() or (part[0] == "0" and part != "0"):
            return -1
        number = int(part)
        if number > 255:
            return -1
        value = value << 8 | number
    return value


def parse_address(text: str) -> Address | NotAnAddress:
    """One address without spaces, prefix length or range.

    Brackets and a zone ID are accepted and reported as problems.
    """
    value = plain_v4(text)
    if value >= 0:
        return Address(4, value, value)
    if text.startswith("[") and text.endswith("]") and ":" in text:
        inner = _v6(text[1:-1])
        if isinstance(inner, NotAnAddress):
            return inner
        return Address(inner.family, inner.value, inner.octal, (AddressProblem.BRACKETS, *inner.problems), inner.mapped)
    return _v6(text) if ":" in text else _sloppy_v4(text)


def _sloppy_v4(text: str) -> Address | NotAnAddress:
    """An IPv4 address as Go's ParseIPSloppy reads it (leading zeros ignored) and as libc reads it (octal)."""
    parts = text.split(".")
    if not text.isascii() or not all(part.isdecimal() for part in parts):
        return NotAnAddress("it contains characters that no address can contain")
    if len(parts) != 4:
        return NotAnAddress(f"an IPv4 address has 4 numbers, this one has {len(parts)}")
    value = octal = 0
    for part in parts:
        number = int(part)
        if number > 255:
            return NotAnAddress(f"{number} is greater than 255")
        zero = len(part) > 1 and part[0] == "0"
        value = value << 8 | number
        octal = octal << 8 | (int(part, 8) if zero and not set(part) & set("89") else number)
    return Address(4, value, octal, (AddressProblem.LEADING_ZEROS,))


def _v6(text: str) -> Address | NotAnAddress:
    import ipaddress

    bare, percent, zone = text.partition("%")
    if percent and not zone:
        return NotAnAddress("the zone ID after % is missing")
    try:
        address = ipaddress.IPv6Address(bare)
    except ValueError:
        return NotAnAddress(_why_not_v6(bare))
    value = int(address)
    problems: tuple[AddressProblem, ...] = (AddressProblem.ZONE_ID,) if percent else ()
    if value >> 32 == 0xFFFF:
        value &= _V4_MAX
        return Address(4, value, value, (*problems, AddressProblem.IPV4_MAPPED), mapped=True)
    if bare != address.compressed and ("." not in bare or bare != bare.lower()):
        problems += (AddressProblem.NOT_CANONICAL,)
    return Address(6, value, value, problems)


def _why_not_v6(text: str) -> str:
    if set(text) - set("0123456789abcdefABCDEF:."):
        return "it contains characters that no address can contain"
    groups = text.split(":")
    if text.count("::") > 1 or ":::" in text:
        return "'::' may appear only once in an IPv6 address"
    if any(len(group) > 4 and "." not in group for group in groups):
        return "a group of an IPv6 address has at most 4 digits"
    if "::" not in text and len(groups) != 8 and "." not in text:
        return f"an IPv6 address without '::' has 8 groups, this one has {len(groups)}"
    return "it is not a valid IPv6 address"


def format_address(family: int, value: int) -> str:
    """The canonical text of one address: a dotted quad, or the form of RFC 5952 for IPv6."""
    if family == 4:
        return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"
    import ipaddress

    return ipaddress.IPv6Address(value).compressed


def looks_like_address(text: str) -> bool:
    """Whether a text can only be meant as an address, valid or not; no host name matches."""
    bare = text.strip()
    if len(bare) > 256 or (":" in bare and _MAC.fullmatch(bare)):
        return False
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1]
    return bool((bare[:1].isdecimal() and _NUMBERS.fullmatch(bare)) or (":" in bare and _GROUPS.fullmatch(bare)))
