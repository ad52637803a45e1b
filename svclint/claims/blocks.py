"""Text → Block: an address, a CIDR or a range `first-last`; problems of the spelling are reported, not corrected."""

from __future__ import annotations

from svclint.claims.addresses import (
    AddressProblem,
    NotAnAddress,
    format_address,
    looks_like_address,
    parse_address,
    plain_v4,
)
from svclint.claims.special import private, special
from svclint.lazy_dataclasses import dataclass
from svclint.model import Block

__all__ = [
    "AddressProblem",
    "Endpoint",
    "NotAnAddress",
    "ParsedBlock",
    "cidr",
    "format_address",
    "format_block",
    "looks_like_address",
    "parse_block",
    "private",
    "special",
    "split_endpoint",
]

_MAPPED = 0xFFFF << 32  # ::ffff:0:0/96
_LONGEST = 256  # longer than any address with a zone ID; bounds the work


@dataclass(frozen=True, slots=True)
class ParsedBlock:
    """The result for a valid address text.

    `block` is the result of Go's parsers, with the host bits of a CIDR masked off. `readings` starts with `block`; if
    leading zeros make the text ambiguous, libc's octal reading follows. `host` is the address as written, with host
    bits (None for a range).
    """

    block: Block
    readings: tuple[Block, ...]
    problems: tuple[AddressProblem, ...] = ()
    host: Block | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The parts of a URL or `host:port`: the host without brackets; the port, None if it is missing or invalid."""

    host: str
    port: int | None = None
    scheme: str = ""


def parse_block(text: str) -> ParsedBlock | NotAnAddress:
    """An address, a CIDR or an inclusive range `first-last` of either family.

    An IPv4-mapped IPv6 address becomes IPv4. A CIDR of such addresses stays IPv6: Go's package netip, with which Cilium
    reads pools, never treats it as IPv4 (ipRangeFromBlock in
    https://github.com/cilium/cilium/blob/079d9740ae48/operator/pkg/lbipam/lbipam.go); only the older package net does.
    """
    value = plain_v4(text)
    if value >= 0:
        block = Block(4, value, value)
        return ParsedBlock(block, (block,), (), block)
    if len(text) > _LONGEST:
        return NotAnAddress("it is too long to be an address")
    bare = text.strip()
    if not bare:
        return NotAnAddress("it is empty")
    outer = (AddressProblem.SPACES,) if bare != text else ()
    if "-" in bare and "%" not in bare:
        return _range(bare, outer)
    if "/" in bare:
        return _cidr(bare, outer)
    address = parse_address(bare)
    if isinstance(address, NotAnAddress):
        return address
    readings = _readings(address.family, (address.value, address.value), (address.octal, address.octal))
    return ParsedBlock(readings[0], readings, (*outer, *address.problems), readings[0])


def _range(text: str, outer: tuple[AddressProblem, ...]) -> ParsedBlock | NotAnAddress:
    left, _, right = text.partition("-")
    spaced = left != left.rstrip() or right != right.lstrip()
    if "/" in text:
        return NotAnAddress("a range must be two addresses, not CIDRs")
    first, last = parse_address(left.rstrip()), parse_address(right.lstrip())
    if isinstance(first, NotAnAddress):
        return NotAnAddress(f"the range's first address cannot be read: {first.reason}", first.problem)
    if isinstance(last, NotAnAddress):
        return NotAnAddress(f"the range's last address cannot be read: {last.reason}", last.problem)
    if first.family != last.family:
        return NotAnAddress("the range mixes IPv4 and IPv6", AddressProblem.MIXED_FAMILIES)
    if first.value > last.value:
        return NotAnAddress("the last address of the range is lower than the first", AddressProblem.REVERSED_RANGE)
    readings = _readings(first.family, (first.value, last.value), (first.octal, last.octal))
    problems = (*outer, *((AddressProblem.RANGE_SPACES,) if spaced else ()), *first.problems, *last.problems)
    return ParsedBlock(readings[0], readings, tuple(dict.fromkeys(problems)))


def _cidr(text: str, outer: tuple[AddressProblem, ...]) -> ParsedBlock | NotAnAddress:
    left, _, right = text.partition("/")
    address = parse_address(left)
    if isinstance(address, NotAnAddress):
        return address
    bits = 128 if address.family == 6 or address.mapped else 32
    if not (right.isascii() and right.isdecimal() and len(right) <= 4 and int(right) <= bits):
        return NotAnAddress(f"the prefix length must be a number from 0 to {bits}")
    prefix = int(right)
    problems = [*outer, *address.problems]
    if len(right) > 1 and right[0] == "0":
        problems.append(AddressProblem.LEADING_ZEROS)
    family, value, octal = address.family, address.value, address.octal
    if address.mapped:
        family, value, octal = 6, value | _MAPPED, octal | _MAPPED
    size = 1 << ((32 if family == 4 else 128) - prefix)
    nets = [(start, start + size - 1) for start in (value - value % size, octal - octal % size)]
    if nets[0][0] != value:
        problems.append(AddressProblem.HOST_BITS)
    readings = _readings(family, nets[0], nets[1])
    return ParsedBlock(readings[0], readings, tuple(dict.fromkeys(problems)), Block(family, value, value))


def _readings(family: int, decimal: tuple[int, int], octal: tuple[int, int]) -> tuple[Block, ...]:
    block = Block(family, *decimal)
    return (block,) if octal == decimal or octal[0] > octal[1] else (block, Block(family, *octal))


def cidr(block: Block) -> str | None:
    """The CIDR that is equal to the block, or None."""
    size = block.size
    if size & (size - 1) or block.first % size:
        return None
    bits = 32 if block.family == 4 else 128
    return f"{format_address(block.family, block.first)}/{bits - size.bit_length() + 1}"


def format_block(block: Block) -> str:
    """The shortest text of a block that `parse_block` reads as the same block: the address, the CIDR or `first-last`.

    An IPv4-mapped address without a prefix length would be IPv4.
    """
    if block.first == block.last and not (block.family == 6 and block.first >> 32 == _MAPPED >> 32):
        return format_address(block.family, block.first)
    first, last = (format_address(block.family, value) for value in (block.first, block.last))
    return cidr(block) or f"{first}-{last}"


def split_endpoint(text: str) -> Endpoint:
    """The host, port and scheme of a URL, `host:port`, `[v6]:port`, bare host or address, `*:port` or `:port`.

    User information, path, query and fragment are dropped. The scheme is in lower case.
    """
    rest = text.strip()
    scheme, mark, after = rest.partition("://")
    if mark:
        rest = after
        for end in "/?#":
            rest = rest.partition(end)[0]
        rest = rest.rpartition("@")[2]
    else:
        scheme, rest = "", rest.rpartition("@")[2]
        head, slash, tail = rest.partition("/")
        rest = head if slash and not tail.isdecimal() else rest
    host, port = _split_port(rest)
    return Endpoint(host, port, scheme.lower())


def _split_port(text: str) -> tuple[str, int | None]:
    if text.startswith("["):
        host, _, after = text[1:].partition("]")
        return host, _port(after.removeprefix(":"))
    if text.count(":") != 1:
        return text, None
    host, _, port = text.partition(":")
    return host, _port(port)


def _port(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 and int(text) < 65536 else None
