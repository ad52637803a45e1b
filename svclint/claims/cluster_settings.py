"""Clusters and claims of manifests → Clusters with settings of the manifests; API server names with their addresses.

The inventory takes precedence: manifests only add settings that the inventory does not contain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from svclint.claims.name_records import NameRecords, address_in_name
from svclint.lazy_dataclasses import replace
from svclint.model import Block, Claim, Cluster

# DNS answers contain about ten addresses; a name with more does not lead to one API server.
_MOST_ADDRESSES = 16
_NAMED = frozenset({"control-plane", "kubeconfig-server"})
PROXY_MODES = frozenset({"ipvs", "iptables", "nftables", "cilium", "kube-router", "calico", "ovn-kubernetes", "none"})


def complete(clusters: Iterable[Cluster], claims: Sequence[Claim]) -> list[Cluster]:
    """Each cluster with the settings of its manifests: claims with the roles `proxy-mode`, `strict-arp` and so on."""
    by_cluster: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.from_inventory:
            by_cluster[claim.owner.cluster].append(claim)
    return [_complete(cluster, by_cluster[cluster.name]) for cluster in clusters]


def _complete(cluster: Cluster, claims: Sequence[Claim]) -> Cluster:
    by_role: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_role[claim.role].append(claim)
    # A claim that names kube-proxy's replacement is more specific than one that only disables kube-proxy.
    modes = sorted(by_role["proxy-mode"], key=lambda claim: _mode(claim) == "none")
    mode = next((claim for claim in modes if _mode(claim)), None)
    if mode is None:  # the default of an installer, unless two installers have different ones
        defaults = by_role["default-proxy-mode"]
        mode = defaults[0] if len({_mode(claim) for claim in defaults}) == 1 else None
    arp = next((claim for claim in by_role["strict-arp"] if claim.value is not None), None)
    ports = next((claim for claim in by_role["node-port-range"] if claim.ports), None)
    version = next((claim for claim in by_role["kubernetes-version"] if claim.value), None)
    places = {"proxy_mode": mode, "strict_arp": arp, "node_port_range": ports, "version": version}
    stated = {name: claim.location for name, claim in places.items() if claim is not None}
    return replace(
        cluster,
        proxy_mode=cluster.proxy_mode or (_mode(mode) if mode else ""),
        strict_arp=bool(arp.value) if cluster.strict_arp is None and arp else cluster.strict_arp,
        node_port_range=cluster.node_port_range or (_range(ports) if ports else None),
        version=cluster.version or (_minor(version) if version else None),
        exclude_cidrs=cluster.exclude_cidrs or tuple(claim.block for claim in by_role["proxy-excluded"] if claim.block),
        controllers=_controllers(by_role) if cluster.controllers is None else cluster.controllers,
        stated={**stated, **cluster.stated},
    )


def _minor(claim: Claim) -> int | None:
    return None if claim.value is None else int(claim.value)


def _mode(claim: Claim) -> str:
    if not claim.text:
        return "iptables"  # kube-proxy's own default on Linux
    mode = claim.text.lower()  # AKS and Gardener write IPVS
    return mode if mode in PROXY_MODES else ""


def _range(claim: Claim) -> tuple[int, int]:
    return claim.ports[0].first, claim.ports[0].last


def _controllers(by_role: Mapping[str, Sequence[Claim]]) -> tuple[str, ...] | None:
    """The controllers that have a pool in the cluster or are configured to serve its LoadBalancer Services.

    None if there are none, or if a variable decides whether one of them serves Services without a class.
    """
    if any(claim.leaves_to_variable("class_only") for claim in by_role.get("lb-controller", ())):
        return None
    names = {
        str(claim.traits.get("controller", ""))
        for role in ("pool", "lb-controller")
        for claim in by_role.get(role, ())
        if not claim.traits.get("class_only")
    }
    return tuple(sorted(names - {""})) or None


def resolve_names(claims: Sequence[Claim]) -> list[Claim]:
    """Claims that name the API server, copied for each address that the name resolves to.

    Names of the inventory are resolved here only if it does not resolve them itself. Only the first `_MOST_ADDRESSES`
    addresses of a name are used, because each adds a claim per use of the name.
    """
    records: dict[str, NameRecords[Block]] = defaultdict(NameRecords)
    stated: dict[str, NameRecords[Block]] = defaultdict(NameRecords)
    for claim in claims:
        if claim.role == "name-record" and claim.host and claim.block:
            records[claim.owner.cluster].add(claim.host, claim.block)
            if claim.from_inventory:
                stated[claim.owner.cluster].add(claim.host, claim.block)
    resolved = []
    for claim in claims:
        if claim.role in _NAMED and claim.host and not claim.block:
            if claim.from_inventory and (
                stated[claim.owner.cluster].addresses(claim.host) or address_in_name(claim.host)
            ):
                continue
            in_name = address_in_name(claim.host)
            blocks = records[claim.owner.cluster].addresses(claim.host) or ((in_name,) if in_name else ())
            for block in blocks[:_MOST_ADDRESSES]:
                title = f"{claim.title} ({claim.host})"
                resolved.append(replace(claim, block=block, title=title, host=""))
    return resolved
