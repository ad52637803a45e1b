"""A cluster's parts → who else is on its network: gateways, DNS and time servers, and other hosts of its inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from svclint.claims.blocks import NotAnAddress, format_block, parse_block, private, special
from svclint.importing.imported import Entry, StatedValue, Tree, first_place, name_of, values
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.lazy_re import regex
from svclint.model import Block, Claim

# What a host is for, by the words in the names of its groups and of itself.
_KINDS = (
    ("dns", regex(r".*(dns|pihole|pi-hole|adguard|bind9?|blocky|unbound).*")),
    ("ntp", regex(r".*(ntp|chrony).*")),
    ("registry", regex(r".*(registry|harbor).*")),
    ("storage", regex(r".*(nas|nfs|storage|ceph|minio|truenas|gluster).*")),
    ("gateway", regex(r".*(gateway|router|firewall|opnsense|pfsense|vyos).*")),
)
# Whose word names an address that several claim.
_ORDER = ("gateway", "dns", "ntp", "bgp-peer")
# What Services hold is no neighbour's.
_SERVICES = frozenset(
    {"pool", "load-balancer-request", "load-balancer-status", "external-ip", "gateway-address", "cluster-dns"}
)


def reserved_of(parts: Sequence[Statement], found: Mapping[str, Tree]) -> tuple[Entry, ...]:
    """The entries of `reserved`, one an address: what is a node's, a VIP's or a Service's is none."""
    known = {str(one.value) for key in ("nodes", "loadBalancers") for one in values(found.get(key, ()))}
    held = [claim.block for part in parts for claim in part.claims if claim.role in _SERVICES and claim.block]
    entries: dict[str, Entry] = {}
    for name, kind, claim in sorted(_stated(parts), key=lambda one: _ORDER.index(one[0])):
        if claim.block is None or claim.block.size > 1 or not private(claim.block):
            continue
        text = format_block(claim.block)
        ours = kind != "gateway" and any(one.overlaps(claim.block) for one in held)
        if not ours and text not in known:
            entries.setdefault(
                text, _entry(StatedValue(name, claim.location, ours=True), kind, StatedValue(text, claim.location))
            )
    for other in (one for part in parts for one in part.others):
        blocks = (_address(text) for text, _ in other.host.addresses)
        block = next((one for one in blocks if one is not None), None)
        if block is None or format_block(block) in {*known, *entries}:
            continue
        kind = _purpose((*sorted(other.host.groups), other.host.name))
        named = StatedValue(_label(other.host.name, other.host.groups), other.place)
        entries[format_block(block)] = _entry(named, kind, StatedValue(format_block(block), other.place))
    return _numbered(list(entries.values()))


def _stated(parts: Sequence[Statement]) -> Iterator[tuple[str, str, Claim]]:
    """Claims of neighbours' addresses, each with a name and the inventory's kind for it."""
    for part in parts:
        for claim in part.claims:
            stated = str(claim.traits.get("reserved_kind", ""))
            if claim.role == "peer" and part.rank == Rank.MANIFEST:
                yield "bgp-peer", "other", claim
            elif part.rank <= Rank.SETUP and claim.role == "resolver":
                yield "dns", "dns", claim
            elif part.rank <= Rank.SETUP and claim.role == "reserved" and stated in _ORDER:
                yield stated, stated, claim


def _entry(name: StatedValue, kind: str, address: StatedValue) -> Entry:
    return {"name": name, "kind": StatedValue(kind, address.place, ours=True), "addresses": (address,)}


def _address(text: str) -> Block | None:
    parsed = parse_block(text)
    usable = not isinstance(parsed, NotAnAddress) and parsed.block.size == 1 and not special(parsed.block)
    return parsed.block if usable and not isinstance(parsed, NotAnAddress) else None


def _purpose(words: Sequence[str]) -> str:
    return next((kind for kind, pattern in _KINDS if any(pattern.fullmatch(one.lower()) for one in words)), "other")


def _label(name: str, groups: frozenset[str]) -> str:
    """A host's name; its group's where it has none but its address."""
    return min(groups, key=len) if _address(name) is not None and groups else name


def _numbered(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The same with names that differ: `dns`, `dns-2`."""
    seen: dict[str, int] = {}
    found = []
    for entry in entries:
        text, place = name_of(entry), first_place(entry)
        seen[text] = seen.get(text, 0) + 1
        renamed = {"name": StatedValue(f"{text}-{seen[text]}", place, ours=True)} if seen[text] > 1 and place else {}
        found.append({**entry, **renamed})
    return tuple(found)
