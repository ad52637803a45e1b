"""Words for the networks of a cluster: of its nodes, Pods and Services."""

from __future__ import annotations

from svclint.claims.blocks import format_block
from svclint.claims.ranges import OwnedRanges, Ranges
from svclint.claims.service_proxy import primary_networks
from svclint.findings.claim_index import ClaimIndex, address, family_of
from svclint.findings.name_lists import first_few
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.model import Block, Owner

# Namespace and name of the Service by which Pods find the API server.
_API_SERVICE = ("default", "kubernetes")

# Addresses that bridges of container and virtual-machine hosts have by default.
# https://github.com/moby/moby/blob/v28.0.0/libnetwork/ipamutils/utils.go (172.17.0.0/16 to 172.31.0.0/16)
# https://github.com/libvirt/libvirt/blob/v11.0.0/src/network/default.xml.in (192.168.122.1)
# https://github.com/containers/common/blob/v0.62.0/libnetwork/types/const.go (10.88.0.0/16)
_BRIDGES = frozenset({*(f"172.{number}.0.1" for number in range(17, 32)), "192.168.122.1", "10.88.0.1"})
# What VirtualBox gives to the first interface of every machine: https://www.virtualbox.org/manual/ch06.html#network_nat
_NAT = "10.0.2.15"

# IPAM modes of CNIs in which Pods use addresses of the nodes' network by design.
_NATIVE_IPAM = frozenset({"eni", "azure", "alibabacloud", "aws-cni", "azure-cni", "gke"})


@claim_word("bool", rests_on=("serviceCIDRs",))
def first_of_service_network(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is the address of default/kubernetes.

    The API server gives that Service the first usable address of its primary service network, which is the first one
    of `--service-cluster-ip-range`. Addresses of other service networks are free:
    https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/controlplane/instance.go#L268
    """
    cluster, block = claim_index.claims[index].owner.cluster, claim_index.claims[index].block
    return block is not None and block in claim_index.memo(
        ("API service", cluster), lambda: _api_service_addresses(claim_index, cluster)
    )


def _api_service_addresses(claim_index: ClaimIndex, cluster: str) -> frozenset[Block]:
    """The address of default/kubernetes: as the Service states it, or else by the primary network; empty if unknown."""
    services = (claim for claim in claim_index.of(cluster, "cluster-ip") if claim.owner.kind == "Service")
    stated = {claim.block for claim in services if (claim.owner.namespace, claim.owner.name) == _API_SERVICE}
    if stated:
        return frozenset(block for block in stated if block)
    primary = set(primary_networks(claim_index.of(cluster, "service-network")))
    usable = primary if len(primary) == 1 else set[Block]()  # files that contradict each other decide nothing
    return frozenset(Block(block.family, block.first + 1, block.first + 1) for block in usable if block.size > 1)


@claim_word("bool", rests_on=("nodeCIDRs",))
def meets_node_network(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it shares an address with a node network."""
    return _meets(claim_index, index, "node-network")


@claim_word("bool")
def on_every_host(claim_index: ClaimIndex, index: int) -> bool:
    """Whether other machines usually have the same address: that of a bridge of Docker, Podman or libvirt, or of the
    network address translation of VirtualBox.
    """
    claim = claim_index.claims[index]
    return address(claim) in _BRIDGES or address(claim) == _NAT


@claim_word("bool")
def others_elsewhere(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the nodes or the control plane of its cluster have addresses of its family that not every host has."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster

    def elsewhere() -> frozenset[int]:
        claims = claim_index.of(cluster, "node", "control-plane")
        return frozenset(
            other.block.family
            for other in claims
            if other.block is not None and address(other) not in _BRIDGES and address(other) != _NAT
        )

    return claim.block is not None and claim.block.family in claim_index.memo(
        ("machines elsewhere", cluster), elsewhere
    )


@claim_word("bool", rests_on=("nodeCIDRs",))
def outside_node_networks(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the inventory states node networks of its family, and none of them contains it."""
    claim = claim_index.claims[index]
    if claim.block is None:
        return False
    cluster = claim.owner.cluster

    def stated() -> Ranges:
        networks = claim_index.of(cluster, "node-network")
        return Ranges(network.block for network in networks if network.from_inventory and network.block is not None)

    networks = claim_index.memo(("stated node networks", cluster), stated)
    return networks.has(claim.block.family) and not networks.hold(claim.block)


@claim_word("bool")
def outside_machine_networks(claim_index: ClaimIndex, index: int) -> bool:
    """Whether files state node networks of its family for its cluster, and none of them contains it."""
    claim = claim_index.claims[index]
    networks = _ranges(claim_index, index, "node-network")
    return claim.block is not None and networks.has(claim.block.family) and not networks.hold(claim.block)


@claim_word("bool", rests_on=("podCIDRs",))
def disjoint_from_pod_networks(claim_index: ClaimIndex, index: int) -> bool:
    """Whether other pod networks of the cluster are known for its family, and it shares no address with them."""
    return not _meets(claim_index, index, "pod-network")


@claim_word("bool", rests_on=("podCIDRs",))
def plugin_shares_pod_network(claim_index: ClaimIndex, index: int) -> bool:
    """Whether one of its network plugin's ranges of its family meets the pod network that the cluster was set up with.

    A further pool of a plugin may be anywhere.
    """
    claim = claim_index.claims[index]
    if claim.block is None:
        return False
    cluster, family, cni = claim.owner.cluster, claim.block.family, claim.traits.get("cni", "")

    def shares() -> bool:
        networks = [other for other in claim_index.of(cluster, "pod-network") if not other.status.latent]
        cluster_networks = Ranges(other.block for other in networks if not other.traits.get("cni") and other.block)
        return any(
            other.block is not None and other.block.family == family and cluster_networks.meet(other.block)
            for other in networks
            if other.traits.get("cni") == cni
        )

    return claim_index.memo(("plugin shares pod network", cluster, family, cni), shares)


@claim_word("bool", rests_on=("podCIDRs",))
def outside_pod_networks(claim_index: ClaimIndex, index: int) -> bool:
    """Whether pod networks of the cluster are known for its family, and it shares no address with any of them."""
    claim = claim_index.claims[index]
    if claim.block is None or not _ranges(claim_index, index, "pod-network").has(claim.block.family):
        return False
    return not _ranges(claim_index, index, "pod-network").meet(claim.block)


@claim_word("bool", rests_on=("podCIDRs",))
def pods_of_other_cilium(claim_index: ClaimIndex, index: int) -> bool:
    """Whether another installation of Cilium has a native-routing network with Pods: the files are of two clusters."""
    owner = claim_index.claims[index].owner

    def work() -> frozenset[Owner]:
        networks = claim_index.of(owner.cluster, "native-routing-network")
        pods = _ranges(claim_index, index, "pod-network")
        return frozenset(network.owner for network in networks if network.block and pods.meet(network.block))

    owners = claim_index.memo(("owners of native routing with Pods", owner.cluster), work)
    return len(owners) > (owner in owners)


@claim_word("bool", rests_on=("podCIDRs",))
def part_of_pod_network(claim_index: ClaimIndex, index: int) -> bool:
    """Whether another pod network of the cluster contains it and has more addresses."""
    block = claim_index.claims[index].block
    if block is None:
        return False
    networks = _ranges(claim_index, index, "pod-network")
    before = Block(block.family, max(block.first - 1, 0), block.last)
    return networks.hold(Block(block.family, block.first, block.last + 1)) or (
        before.first < block.first and networks.hold(before)
    )


@claim_word("list")
def missing_pools(claim_index: ClaimIndex, index: int) -> list[str]:
    """For a native-routing network that contains a pool of the same object: the pools that it does not contain."""
    claim = claim_index.claims[index]
    if claim.block is None:
        return []
    own, pools = (
        claim.block,
        {other.block for other in claim_index.claims_of(claim.owner) if other.role == "pod-network"},
    )
    known = {pool for pool in pools if pool is not None and pool.family == own.family}
    missing = {pool for pool in known if not own.contains(pool)}
    return sorted(map(format_block, missing)) if missing < known else []


@claim_word("bool", rests_on=("serviceCIDRs",))
def lacks_service_network(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a service network of the cluster has addresses of its family that it does not contain."""
    claim = claim_index.claims[index]
    networks = claim_index.memo(
        ("blocks of service networks", claim.owner.cluster),
        lambda: {network.block for network in claim_index.of(claim.owner.cluster, "service-network") if network.block},
    )
    return claim.block is not None and any(
        network.family == claim.block.family and not claim.block.contains(network) for network in networks
    )


@claim_word("bool", rests_on=("serviceCIDRs",))
def in_service_network(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a service network of the cluster contains the whole of it."""
    block = claim_index.claims[index].block
    return block is not None and _ranges(claim_index, index, "service-network").hold(block)


def _ranges(claim_index: ClaimIndex, index: int, role: str) -> Ranges:
    cluster = claim_index.claims[index].owner.cluster

    def ranges() -> Ranges:
        return Ranges(claim.block for claim in claim_index.of(cluster, role) if claim.block is not None)

    return claim_index.memo(("ranges", cluster, role), ranges)


def _meets(claim_index: ClaimIndex, index: int, role: str) -> bool:
    """Whether a claim shares an address with a claim of the role and another owner, or none of its family is known."""
    owner, block = claim_index.claims[index].owner, claim_index.claims[index].block
    if block is None:
        return True

    def owned_ranges() -> OwnedRanges:
        claims = claim_index.of(owner.cluster, role)
        return OwnedRanges((claim.block, claim.owner) for claim in claims if claim.block is not None)

    others = claim_index.memo(("owned ranges", owner.cluster, role), owned_ranges)
    return not others.has_others(block.family, owner) or others.meet(block, owner)


@claim_word("list")
def other_pod_networks(claim_index: ClaimIndex, index: int) -> list[str]:
    """The pod networks of its cluster that other objects state.

    If there are many, the list has the first ones and the number of others.
    """
    owner = claim_index.claims[index].owner
    owners = claim_index.memo(("pod networks", owner.cluster), lambda: _pod_networks(claim_index, owner.cluster))

    def first_others() -> list[str]:
        own = {address(claim) for claim in claim_index.claims_of(owner) if claim.role == "pod-network"}
        only_here = {name for name in own if len(owners[name]) == 1}
        return first_few(owners, lambda name: name not in only_here, len(owners) - len(only_here))

    return claim_index.memo(("other pod networks", owner), first_others)


def _pod_networks(claim_index: ClaimIndex, cluster: str) -> dict[str, set[Owner]]:
    """Address of each pod network → the owners that state it, sorted by address."""
    owners: dict[str, set[Owner]] = {}
    for claim in claim_index.of(cluster, "pod-network"):
        owners.setdefault(address(claim), set()).add(claim.owner)
    return dict(sorted(owners.items(), key=lambda item: item[0]))


@cluster_word("list", rests_on=("nodeCIDRs",))
def node_networks(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The subnets of the nodes."""
    return _addresses(claim_index, cluster, "node-network")


@cluster_word("list", rests_on=("nodeCIDRs",))
def node_families(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """Their families."""
    return sorted({family_of(claim) for claim in claim_index.of(cluster, "node-network")})


@cluster_word("list", rests_on=("podCIDRs",))
def pod_networks(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The networks of pods."""
    return _addresses(claim_index, cluster, "pod-network")


@cluster_word("list")
def cnis(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The network plugins with known ranges."""
    return sorted({str(claim.traits.get("cni", "")) for claim in claim_index.of(cluster, "pod-network")} - {""})


@cluster_word("bool")
def pods_use_node_network(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether Pods use addresses of the node network."""
    return any(claim.text in _NATIVE_IPAM for claim in claim_index.of(cluster, "ipam-mode"))


@cluster_word("list", rests_on=("serviceCIDRs",))
def service_networks(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The networks of ClusterIPs."""
    return _addresses(claim_index, cluster, "service-network")


@cluster_word("list", rests_on=("serviceCIDRs",))
def service_families(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """Their families."""
    return sorted({family_of(claim) for claim in claim_index.of(cluster, "service-network")})


@cluster_word("string", rests_on=("serviceCIDRs",))
def primary_family(claim_index: ClaimIndex, cluster: str) -> str:
    """The family of the first service network, which Services without ipFamilies get; empty if unknown or
    contradictory.
    """
    family = claim_index.proxy(cluster).primary_family
    return f"IPv{family}" if family else ""


def _addresses(claim_index: ClaimIndex, cluster: str, role: str) -> list[str]:
    return sorted({address(claim) for claim in claim_index.of(cluster, role)})
