"""Words for addresses: of a claim, of what contains it, and of what two claims share."""

from __future__ import annotations

from collections.abc import Hashable

from svclint.claims.blocks import NotAnAddress, format_address, format_block, parse_block
from svclint.claims.special import special as special_range
from svclint.claims.strict_addresses import is_strict
from svclint.findings.claim_index import ClaimIndex, common, family_of, inside
from svclint.findings.claim_index import address as address_of
from svclint.findings.words.registry import claim_word, pair_word

# The lengths of whole bytes, as IPv4 networks have them, up to a single address.
_PREFIXES_OF_IPV4 = frozenset({"8", "16", "24", "32"})


@claim_word("string")
def address(claim_index: ClaimIndex, index: int) -> str:
    """The address, CIDR or range in canonical form; otherwise the name or text."""
    return address_of(claim_index.claims[index])


@claim_word("string")
def first_address(claim_index: ClaimIndex, index: int) -> str:
    """The first address of it, also of a CIDR or a range; empty if it has none."""
    block = claim_index.claims[index].block
    return format_address(block.family, block.first) if block else ""


@claim_word("string")
def last_address(claim_index: ClaimIndex, index: int) -> str:
    """The last address of it, also of a CIDR or a range; empty if it has none."""
    block = claim_index.claims[index].block
    return format_address(block.family, block.last) if block else ""


@claim_word("string")
def family(claim_index: ClaimIndex, index: int) -> str:
    """IPv4, IPv6 or empty."""
    return family_of(claim_index.claims[index])


@claim_word("int")
def size(claim_index: ClaimIndex, index: int) -> int:
    """The number of addresses in it, at most 2^62; 0 if it has none."""
    block = claim_index.claims[index].block
    return min(block.size, 2**62) if block else 0


@claim_word("string")
def special(claim_index: ClaimIndex, index: int) -> str:
    """The special-purpose range that contains it (loopback, link-local, metadata, multicast, broadcast, unspecified,
    reserved, documentation), or empty.
    """
    block = claim_index.claims[index].block
    return special_range(block) if block else ""


@claim_word("bool")
def prefix_of_ipv4(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is written as an IPv6 address with a prefix length of 8, 16, 24 or 32, which cuts bits of the address:
    as if the length counted the bits of an IPv4 address.
    """
    written = claim_index.claims[index].text
    length = written.rpartition("/")[2].strip()
    if ":" not in written or length not in _PREFIXES_OF_IPV4:
        return False
    parsed = parse_block(written)
    if isinstance(parsed, NotAnAddress) or parsed.host is None or parsed.block.family == 4:
        return False
    return parsed.host.first != parsed.block.first


@claim_word("bool")
def from_first_host(claim_index: ClaimIndex, index: int) -> bool:
    """Whether its text is a network with the first address in it, such as 192.168.1.1/24: all of it is meant."""
    parsed = parse_block(claim_index.claims[index].text)
    if isinstance(parsed, NotAnAddress) or parsed.host is None:
        return False
    return parsed.host.first == parsed.block.first + 1


@claim_word("bool")
def strictly_validated(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is from a field whose spelling Kubernetes validates strictly since 1.36."""
    return is_strict(claim_index.claims[index])


@claim_word("list", name="inside", holds_roles=True)
def areas_around(claim_index: ClaimIndex, index: int) -> list[str]:
    """The roles of the ranges of its cluster that contain it completely.

    Ranges of its own owner count only for the roles in `claim_index.OWN_AREAS`.
    """
    return sorted(claim_index.areas.get(index, ()))


@claim_word("bool", rests_on=("nodes",))
def address_is_held(claim_index: ClaimIndex, index: int) -> bool:
    """Whether its address belongs to a node, a VIP holder on the nodes, or a load balancer outside the cluster."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    return on_node(claim_index, index) or claim.block in claim_index.memo(
        ("outside load balancers", cluster),
        lambda: {
            balancer.block
            for balancer in claim_index.of(cluster, "control-plane", "load-balancer")
            if balancer.owner.kind == "loadBalancers"
            and balancer.from_inventory
            and balancer.traits.get("owner_kind") != "Service"
            and balancer.block is not None
        },
    )


@claim_word("bool", rests_on=("nodes",))
def on_node(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a node holds its address: it is an address of a node, or a VIP that a program on the nodes holds."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    return claim.block is not None and claim.block in claim_index.memo(
        ("on nodes", cluster),
        lambda: {
            holder.block
            for holder in claim_index.of(cluster, "node", "loopback-address", "control-plane", "bind-address")
            if holder.role in ("node", "loopback-address") or holder.traits.get("holder")
        },
    )


@claim_word("bool", rests_on=("nodes", "proxy.mode"))
def serves_node_ports(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a node holds its address and the service proxy serves node ports at it."""
    claim = claim_index.claims[index]
    if claim.block is None or not on_node(claim_index, index):
        return False
    cluster = claim.owner.cluster
    served = claim_index.proxy(cluster).node_port_addresses
    if served is None:
        return True
    if not served:  # only the primary addresses: no virtual address is one
        return claim_index.ranges(cluster, "node").hold(claim.block)
    return any(addresses.contains(claim.block) for addresses in served)


def block(claim_index: ClaimIndex, index: int) -> Hashable:
    """The block of a claim; None without one."""
    return claim_index.claims[index].block


def _wide_block(claim_index: ClaimIndex, index: int) -> Hashable:
    """The block, or None for a single address, which is always inside a block that it meets."""
    own = claim_index.claims[index].block
    return own if own is not None and own.size > 1 else None


@pair_word("bool", depends=(block, block))
def same_block(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Both have the same addresses."""
    return claim_index.claims[i].block == claim_index.claims[j].block


@pair_word("bool", depends=(_wide_block, block))
def claim_inside(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """`other` contains the whole claim."""
    return inside(claim_index.claims[i], claim_index.claims[j])


@pair_word("bool", depends=(block, _wide_block))
def other_inside(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """The claim contains the whole `other`."""
    return inside(claim_index.claims[j], claim_index.claims[i])


@pair_word("string", depends=(block, block))
def shared(claim_index: ClaimIndex, i: int, j: int) -> str:
    """The addresses they have in common."""
    both = common(claim_index.claims[i], claim_index.claims[j])
    return format_block(both) if both else ""
