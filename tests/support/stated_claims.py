"""Claims that a manifest states (`claim`) or that the inventory does (`said`), for the words of rules."""

from svclint.claims.blocks import ParsedBlock, parse_block
from svclint.findings.claim_index import ClaimIndex
from svclint.model import Block, Claim, Cluster, Location, Owner, Span


def block_of(text: str) -> Block:
    """The block of an address, network or range."""
    parsed = parse_block(text)
    assert isinstance(parsed, ParsedBlock), parsed
    return parsed.block


def claim(
    role, text: str, *, cluster="prod", file="kubeadm.yaml", kind="ClusterConfiguration", stated=False, **traits
) -> Claim:
    owner = Owner(cluster, "inventory" if stated else "", kind, "", "")
    place = Location("inventory.yaml" if stated else file, Span(1, 1, 1, 2), owner, "/x")
    address = text[:1].isdigit() and role not in ("kubernetes-version", "node-cidr-mask-size")
    block = block_of(text) if address else None
    return Claim(owner, role, place, text, f"{role} {text}", block, traits=traits, from_inventory=stated)


def said(role, text: str, cluster="prod", **traits) -> Claim:
    return claim(role, text, cluster=cluster, kind=role, stated=True, **traits)


def claim_index(*claims) -> ClaimIndex:
    return ClaimIndex(claims, {name: Cluster(name) for name in ("dev", "prod")})
