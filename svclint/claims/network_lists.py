"""The entries of a list, and the parser of the program that reads them → NetworkList: what the list contains."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence

from svclint.claims.addresses import NotAnAddress
from svclint.claims.blocks import parse_block, split_endpoint
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Block

_HIGHEST = 2**128
_EVERYTHING = (Block(4, 0, 2**32 - 1), Block(6, 0, 2**128 - 1))
# A text in which a person meant addresses: digits and dots, with a wildcard, a mask or a colon.
_MEANT_AS_ADDRESSES = regex(r"[\d.:*/-]*\d[\d.:*/-]*")


@dataclass(frozen=True, slots=True)
class NetworkList:
    """What a list contains.

    `blocks` are without what the list excludes, merged, and sorted. `suffixes` are the domains whose names it contains,
    with a leading dot, or `*`. `ignored` are entries that match nothing, because the program does not read their
    notation. `readable`: every entry is an address, a name, or ignored.
    """

    blocks: tuple[Block, ...]
    suffixes: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()
    readable: bool = True

    @property
    def families(self) -> tuple[int, ...]:
        """The families of its addresses; both if it has no addresses at all."""
        return tuple(sorted({block.family for block in self.blocks})) or (4, 6)

    def holds(self, block: Block) -> bool:
        """Whether it contains all addresses of a block."""
        at = bisect_right(self.blocks, Block(block.family, block.first, _HIGHEST))
        return at > 0 and self.blocks[at - 1].contains(block)


def network_list(entries: Sequence[str], parser: str) -> NetworkList:
    """The list that the entries are to a parser: a name of `requirement.parser` in the catalogue; empty is `cidr`."""
    return _PARSERS[parser or "cidr"](entries)


def _cidrs(entries: Sequence[str], *, negatable: bool = False) -> NetworkList:
    """Addresses, CIDRs and ranges; `*` is everything. With `negatable`, `!` excludes an entry."""
    included: list[Block] = []
    excluded: list[Block] = []
    readable = True
    for entry in entries:
        text = entry.removeprefix("!") if negatable else entry
        parsed = parse_block(text)
        if text == "*":
            included.extend(_EVERYTHING)
        elif isinstance(parsed, NotAnAddress):
            readable = False
        else:
            (included if text == entry else excluded).append(parsed.block)
    return NetworkList(_without(included, excluded), readable=readable)


def _go(entries: Sequence[str]) -> NetworkList:
    """NO_PROXY of Go: `*`, addresses, CIDRs, and names, each with the names below it, also after `.` or `*.`.

    Other wildcards match nothing.
    """
    blocks: list[Block] = []
    suffixes: set[str] = set()
    ignored: list[str] = []
    for entry in entries:
        text = entry.lower()
        parsed = parse_block(text if "/" in text else split_endpoint(text).host)
        if text == "*":
            blocks.extend(_EVERYTHING)
            suffixes.add("*")
        elif not isinstance(parsed, NotAnAddress) and "-" not in text:
            blocks.append(parsed.block)
        elif _MEANT_AS_ADDRESSES.fullmatch(text) or " " in text or "*" in text.removeprefix("*."):
            ignored.append(entry)
        else:
            suffixes.add("." + text.removeprefix("*").strip(".").partition(":")[0])
    return NetworkList(_without(blocks, ()), frozenset(suffixes), tuple(ignored))


def _java(entries: Sequence[str]) -> NetworkList:
    """http.nonProxyHosts: texts that are equal to the host, or match it with a `*` at the start or at the end."""
    blocks: list[Block] = []
    suffixes: set[str] = set()
    ignored: list[str] = []
    for entry in entries:
        text = entry.lower()
        parsed = _leading_octets(text) if text.endswith(".*") else parse_block(text)
        if text == "*":
            blocks.extend(_EVERYTHING)
            suffixes.add("*")
        elif isinstance(parsed, Block):
            blocks.append(parsed)
        elif not isinstance(parsed, NotAnAddress) and "/" not in text and "-" not in text:
            blocks.append(parsed.block)
        elif text.startswith("*."):
            suffixes.add(text[1:])
        elif text.startswith(".") or "/" in text or "*" in text[1:-1]:
            ignored.append(entry)
    return NetworkList(_without(blocks, ()), frozenset(suffixes), tuple(ignored))


def _leading_octets(text: str) -> Block | NotAnAddress:
    """`10.96.*` → the block 10.96.0.0/16."""
    octets = text.removesuffix(".*").split(".")
    if len(octets) > 3:
        return NotAnAddress("too many octets")
    parsed = parse_block(".".join([*octets, *["0"] * (4 - len(octets))]) + f"/{8 * len(octets)}")
    return parsed if isinstance(parsed, NotAnAddress) else parsed.block


# What each program reads:
# https://github.com/golang/net/blob/v0.47.0/http/httpproxy/proxy.go (init)
# https://github.com/openjdk/jdk/blob/0c613fc7196ecab5d4cc815f55aba49d23580d33/src/java.base/share/classes/sun/net/spi/DefaultProxySelector.java
_PARSERS: Mapping[str, Callable[[Sequence[str]], NetworkList]] = {
    "cidr": _cidrs,
    "negatable-cidr": lambda entries: _cidrs(entries, negatable=True),
    "go-no-proxy": _go,
    "java-no-proxy": _java,
}


def _without(included: Iterable[Block], excluded: Iterable[Block]) -> tuple[Block, ...]:
    """The addresses of `included` that are not in `excluded`, as sorted blocks of which no two touch."""
    remaining: list[Block] = []
    holes = deque(_merged(excluded))
    for block in _merged(included):
        first = block.first
        while holes and (holes[0].family, holes[0].last) < (block.family, first):
            holes.popleft()
        while holes and holes[0].overlaps(Block(block.family, first, block.last)):
            if holes[0].first > first:
                remaining.append(Block(block.family, first, holes[0].first - 1))
            first = holes[0].last + 1
            if first > block.last:  # the hole may reach into the next block
                break
            holes.popleft()
        if first <= block.last:
            remaining.append(Block(block.family, first, block.last))
    return tuple(remaining)


def _merged(blocks: Iterable[Block]) -> list[Block]:
    merged: list[Block] = []
    for block in sorted(blocks):
        last = merged[-1] if merged else None
        if last is not None and last.family == block.family and block.first <= last.last + 1:
            merged[-1] = Block(block.family, last.first, max(last.last, block.last))
        else:
            merged.append(block)
    return merged
