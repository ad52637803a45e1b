"""The networks of a cluster: of its nodes, Pods and Services."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex, address, family_of
from svclint.findings.name_lists import first_few
from svclint.findings.ranges import OwnedRanges
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.model import Block, Owner

# Where pods take addresses of the nodes' own network by design: the values of a CNI's ipam mode.
_NATIVE_IPAM = frozenset({"eni", "azure", "alibabacloud", "aws-cni", "azure-cni", "gke"})


@claim_word("bool", rests_on=("serviceCIDRs",))
def first_of_service_network(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is the address of default/kubernetes.

    The API server gives that Service the second address of a service network.
    """
    cluster, block = claim_index.claims[index].owner.cluster, claim_index.claims[index].block
    return block is not None and block in claim_index.memo(
        ("first addresses", cluster),
        lambda: frozenset(
            Block(one.block.family, one.block.first + 1, one.block.first + 1)
            for one in claim_index.of(cluster, "service-network")
            if one.block is not None and one.block.size > 1
        ),
    )


@claim_word("bool", rests_on=("nodeCIDRs",))
def meets_node_network(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it shares an address with a node network."""
    return _meets(claim_index, index, "node-network")


@claim_word("bool", rests_on=("podCIDRs",))
def disjoint_from_pod_networks(claim_index: ClaimIndex, index: int) -> bool:
    """Whether other pod networks of the cluster are known for its family, and it shares no address with them."""
    return not _meets(claim_index, index, "pod-network")


def _meets(claim_index: ClaimIndex, index: int, role: str) -> bool:
    """Whether a claim shares an address with one of that role of another owner, or none of its family is known."""
    owner, block = claim_index.claims[index].owner, claim_index.claims[index].block
    if block is None:
        return True

    def work() -> OwnedRanges:
        claims = claim_index.of(owner.cluster, role)
        return OwnedRanges((one.block, one.owner) for one in claims if one.block is not None)

    others = claim_index.memo(("owned ranges", owner.cluster, role), work)
    return not others.has_others(block.family, owner) or others.meet(block, owner)


@claim_word("list")
def other_pod_networks(claim_index: ClaimIndex, index: int) -> list[str]:
    """The pod networks of its cluster that other objects state.

    Of many the first are named, and how many more there are.
    """
    owner = claim_index.claims[index].owner
    owners = claim_index.memo(("pod networks", owner.cluster), lambda: _pod_networks(claim_index, owner.cluster))

    def others() -> list[str]:
        own = {address(one) for one in claim_index.claims_of(owner) if one.role == "pod-network"}
        alone = {name for name in own if len(owners[name]) == 1}
        return first_few(owners, lambda name: name not in alone, len(owners) - len(alone))

    return claim_index.memo(("other pod networks", owner), others)


def _pod_networks(claim_index: ClaimIndex, cluster: str) -> dict[str, set[Owner]]:
    """Who states each pod network, in order of the addresses."""
    found: dict[str, set[Owner]] = {}
    for one in claim_index.of(cluster, "pod-network"):
        found.setdefault(address(one), set()).add(one.owner)
    return dict(sorted(found.items(), key=lambda item: item[0]))


@claim_word("int", rests_on=("podCIDRs",))
def node_cidr_slots(claim_index: ClaimIndex, index: int) -> int:
    """How many per-node ranges the controller manager can allocate from the IPv4 pod network; 0 if it does not allocate
    them or the size is unknown.

    A part is a /24 unless `node-cidr-mask-size` says otherwise (kube-controller-manager's defaults).
    """
    claim = claim_index.claims[index]
    if claim.block is None or claim.block.family != 4 or not claim.traits.get("cut_for_nodes"):
        return 0
    mask = claim_index.memo(("node mask", claim.owner.cluster), lambda: _node_mask(claim_index, claim.owner.cluster))
    return int(claim.block.size >> (32 - mask)) if mask else 0


def _node_mask(claim_index: ClaimIndex, cluster: str) -> int:
    """The prefix length of a node's part; 0 where that is not known."""
    stated = {one.text.strip() for one in claim_index.of(cluster, "node-cidr-mask-size")}
    mask = next(iter(stated), "24")
    if len(stated) > 1 or not mask.isdecimal() or not 0 < len(mask) < 3 or int(mask) > 32:
        return 0
    return int(mask)


@cluster_word("list", rests_on=("nodeCIDRs",))
def node_networks(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The subnets of the nodes."""
    return _addresses(claim_index, cluster, "node-network")


@cluster_word("list", rests_on=("nodeCIDRs",))
def node_families(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """Their families."""
    return sorted({family_of(one) for one in claim_index.of(cluster, "node-network")})


@cluster_word("list", rests_on=("podCIDRs",))
def pod_networks(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The networks of pods."""
    return _addresses(claim_index, cluster, "pod-network")


@cluster_word("list")
def cnis(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The network plugins with known ranges."""
    return sorted({str(one.traits.get("cni", "")) for one in claim_index.of(cluster, "pod-network")} - {""})


@cluster_word("bool")
def pods_use_node_network(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether Pods use addresses of the node network."""
    return any(one.text in _NATIVE_IPAM for one in claim_index.of(cluster, "ipam-mode"))


@cluster_word("list", rests_on=("serviceCIDRs",))
def service_networks(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The networks of ClusterIPs."""
    return _addresses(claim_index, cluster, "service-network")


@cluster_word("list", rests_on=("serviceCIDRs",))
def service_families(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """Their families."""
    return sorted({family_of(one) for one in claim_index.of(cluster, "service-network")})


@cluster_word("string", rests_on=("serviceCIDRs",))
def primary_family(claim_index: ClaimIndex, cluster: str) -> str:
    """The family of the first service network, which Services without ipFamilies get; empty if unknown or
    contradictory.
    """
    firsts: dict[object, int] = {}
    for one in claim_index.of(cluster, "service-network"):
        if one.block is not None:  # entries of an inventory's list are owners of their own
            place = one.location.file if one.from_inventory else one.owner
            firsts.setdefault(place, one.block.family)
    families = set(firsts.values())
    return f"IPv{families.pop()}" if len(families) == 1 else ""


def _addresses(claim_index: ClaimIndex, cluster: str, role: str) -> list[str]:
    return sorted({address(one) for one in claim_index.of(cluster, role)})
