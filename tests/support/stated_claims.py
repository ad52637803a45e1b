"""Claims that a manifest states (`claim`) or that the inventory does (`said`), for the words of rules."""

from svclint.claims.blocks import parse_block
from svclint.findings.claim_index import ClaimIndex
from svclint.model import Claim, Cluster, Location, Owner, Span


def claim(role, text, *, cluster="prod", file="kubeadm.yaml", kind="ClusterConfiguration", stated=False, **traits):
    owner = Owner(cluster, "inventory" if stated else "", kind, "", "")
    place = Location("inventory.yaml" if stated else file, Span(1, 1, 1, 2), owner, "/x")
    address = text[:1].isdigit() and role not in ("kubernetes-version", "node-cidr-mask-size")
    block = parse_block(text).block if address else None
    return Claim(owner, role, place, text, f"{role} {text}", block, traits=traits, from_inventory=stated)


def said(role, text, cluster="prod", **traits):
    return claim(role, text, cluster=cluster, kind=role, stated=True, **traits)


def claim_index(*claims):
    return ClaimIndex(claims, {name: Cluster(name) for name in ("dev", "prod")})
