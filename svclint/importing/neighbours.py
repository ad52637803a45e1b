"""The statements of a cluster → its `reserved` entries: gateways, DNS servers, time servers, other hosts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from svclint.claims.blocks import NotAnAddress, format_block, parse_block, private, special
from svclint.importing.imported import Entry, StatedValue, Tree, first_place, name_of, values
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.lazy_re import regex
from svclint.model import Block, Claim

# The purpose of a host by words in its name and the names of its groups.
_KINDS = (
    ("dns", regex(r".*(dns|pihole|pi-hole|adguard|bind9?|blocky|unbound).*")),
    ("ntp", regex(r".*(ntp|chrony).*")),
    ("registry", regex(r".*(registry|harbor).*")),
    ("storage", regex(r".*(nas|nfs|storage|ceph|minio|truenas|gluster).*")),
    ("gateway", regex(r".*(gateway|router|firewall|opnsense|pfsense|vyos).*")),
)
# The precedence of names for an address with several.
_ORDER = ("gateway", "dns", "ntp", "bgp-peer")
# Roles of addresses that Services use; these are not reserved for neighbours.
_SERVICES = frozenset(
    {"pool", "load-balancer-request", "load-balancer-status", "external-ip", "gateway-address", "cluster-dns"}
)


def reserved_of(statements: Sequence[Statement], entry: Mapping[str, Tree]) -> tuple[Entry, ...]:
    """The entries of `reserved`, one per address, without addresses of nodes, VIPs and Services.

    `entry` is the cluster's entry so far, with the addresses of nodes and VIPs.
    """
    used = {str(value.value) for key in ("nodes", "loadBalancers") for value in values(entry.get(key, ()))}
    held = [
        claim.block for statement in statements for claim in statement.claims if claim.role in _SERVICES and claim.block
    ]
    entries: dict[str, Entry] = {}
    for name, kind, claim in sorted(_stated(statements), key=lambda item: _ORDER.index(item[0])):
        if claim.block is None or claim.block.size > 1 or not private(claim.block):
            continue
        text = format_block(claim.block)
        in_service = kind != "gateway" and any(block.overlaps(claim.block) for block in held)
        if not in_service and text not in used:
            entries.setdefault(
                text, _entry(StatedValue(name, claim.location, derived=True), kind, StatedValue(text, claim.location))
            )
    for claim in (claim for statement in statements for claim in statement.claims if _is_row(claim)):
        if claim.block is not None and (text := format_block(claim.block)) not in {*used, *entries}:
            kind = str(claim.traits.get("reserved_kind", "")) or _purpose((claim.title,))
            named = StatedValue(claim.title or "address", claim.location, derived=not claim.title)
            entries[text] = _entry(named, kind, StatedValue(text, claim.location))
    for other in (host for statement in statements for host in statement.other_hosts):
        blocks = (_address(text) for text, _ in other.host.addresses)
        block = next((block for block in blocks if block is not None), None)
        if block is None or format_block(block) in {*used, *entries}:
            continue
        kind = _purpose((*sorted(other.host.groups), other.host.name))
        named = StatedValue(_label(other.host.name, other.host.groups), other.place)
        entries[format_block(block)] = _entry(named, kind, StatedValue(format_block(block), other.place))
    return _numbered(list(entries.values()))


def _stated(statements: Sequence[Statement]) -> Iterator[tuple[str, str, Claim]]:
    """The claims of reserved addresses as (name, kind of the `reserved` entry, claim)."""
    for statement in statements:
        for claim in statement.claims:
            stated = str(claim.traits.get("reserved_kind", ""))
            if claim.role == "peer" and statement.rank == Rank.MANIFEST:
                yield "bgp-peer", "other", claim
            elif statement.rank <= Rank.SETUP and claim.role == "resolver":
                yield "dns", "dns", claim
            elif statement.rank <= Rank.SETUP and claim.role == "reserved" and stated in _ORDER and not _is_row(claim):
                yield stated, stated, claim


def _is_row(claim: Claim) -> bool:
    """Whether the claim is a row of a table of addresses, which states a name next to the address."""
    return claim.role == "reserved" and "node" in claim.traits


def _entry(name: StatedValue, kind: str, address: StatedValue) -> Entry:
    return {"name": name, "kind": StatedValue(kind, address.place, derived=True), "addresses": (address,)}


def _address(text: str) -> Block | None:
    parsed = parse_block(text)
    usable = not isinstance(parsed, NotAnAddress) and parsed.block.size == 1 and not special(parsed.block)
    return parsed.block if usable and not isinstance(parsed, NotAnAddress) else None


def _purpose(words: Sequence[str]) -> str:
    return next((kind for kind, pattern in _KINDS if any(pattern.fullmatch(word.lower()) for word in words)), "other")


def _label(name: str, groups: frozenset[str]) -> str:
    """The name of a host, or of its group if the host is named by its address."""
    return min(groups, key=len) if _address(name) is not None and groups else name


def _numbered(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with unique names: `dns`, `dns-2`."""
    seen: dict[str, int] = {}
    numbered = []
    for entry in entries:
        text, place = name_of(entry), first_place(entry)
        seen[text] = seen.get(text, 0) + 1
        renamed = {"name": StatedValue(f"{text}-{seen[text]}", place, derived=True)} if seen[text] > 1 and place else {}
        numbered.append({**entry, **renamed})
    return tuple(numbered)
