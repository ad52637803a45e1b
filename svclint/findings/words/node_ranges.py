"""Words for the parts of the pod network that nodes get: their size, their number, and the nodes that need one."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.documents.ansible_names import TEMPLATES
from svclint.findings.claim_index import ClaimIndex, family_of, node_name
from svclint.findings.words.registry import claim_word
from svclint.model import Block, Claim, Owner

# The controller manager allocates at most 2**16 parts; more would not fit into an integer of a condition.
_MOST_PARTS = 2**16
# The network address and the broadcast address of a part are no addresses of Pods.
_NOT_FOR_PODS = 2


@claim_word("int", rests_on=("podCIDRs",))
def node_prefix(claim_index: ClaimIndex, index: int) -> int:
    """The prefix length of the part of the pod network that each node gets; 0 if nodes get none or it is unknown.

    Without settings, a part is a /24 of IPv4 or a /64 of IPv6:
    https://github.com/kubernetes/kubernetes/blob/v1.36.2/cmd/kube-controller-manager/app/core.go#L76-L78
    """
    return _node_prefix(claim_index, claim_index.claims[index])


def _is_cut_for_nodes(claim: Claim) -> bool:
    return bool(claim.traits.get("cut_for_nodes")) and not claim.leaves_to_variable("cut_for_nodes")


def _node_prefix(claim_index: ClaimIndex, claim: Claim) -> int:
    if claim.block is None or not _is_cut_for_nodes(claim):
        return 0
    stated = claim.traits.get("part_prefix")  # by the network itself
    if isinstance(stated, int):
        return stated
    owner, family, file = claim.owner, claim.block.family, claim.location.file
    return claim_index.memo(("node mask", owner, family, file), lambda: _node_mask(claim_index, owner, family, file))


@claim_word("int")
def prefix(claim_index: ClaimIndex, index: int) -> int:
    """The prefix length of a CIDR; 0 for a range that is no CIDR, and without addresses."""
    block = claim_index.claims[index].block
    if block is None or block.size & (block.size - 1) or block.first % block.size:
        return 0
    return _bits(block) - block.size.bit_length() + 1


@claim_word("int", rests_on=("podCIDRs",))
def node_cidr_slots(claim_index: ClaimIndex, index: int) -> int:
    """How many parts for nodes the pod networks of its object have, of its family; 0 if it is unknown."""
    claim = claim_index.claims[index]
    if claim.block is None or not _is_cut_for_nodes(claim):
        return 0
    family = claim.block.family
    return claim_index.memo(("node slots", claim.owner, family), lambda: _slots(claim_index, claim.owner, family))


def _slots(claim_index: ClaimIndex, owner: Owner, family: int) -> int:
    slots = 0
    for claim in claim_index.claims_of(owner):
        if claim.role == "pod-network" and claim.block is not None and claim.block.family == family:
            length = _node_prefix(claim_index, claim)
            if not length:
                return 0
            slots += claim.block.size >> (_bits(claim.block) - length)
    return min(slots, _MOST_PARTS)


@claim_word("int", rests_on=("nodes",))
def node_cidr_users(claim_index: ClaimIndex, index: int) -> int:
    """How many nodes need a part of the pod network: those that the same object lists, or else those of the cluster.

    An object that lists its nodes describes one cluster, and the files of another may be next to it.
    """
    owner = claim_index.claims[index].owner
    listed = claim_index.memo(("nodes of object", owner), lambda: _count_nodes(claim_index.claims_of(owner)))
    return listed or claim_index.memo(
        ("nodes", owner.cluster), lambda: _count_nodes(claim_index.of(owner.cluster, "node"))
    )


@claim_word("int", rests_on=("podCIDRs",))
def addresses_per_node(claim_index: ClaimIndex, index: int) -> int:
    """How many IPv4 addresses for Pods a node gets; 0 if it is unknown.

    In a cluster that no inventory describes, only pod networks in the same file count.
    """
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    file = "" if claim_index.clusters[cluster].in_inventory else claim.location.file
    return claim_index.memo(("addresses per node", cluster, file), lambda: _per_node(claim_index, cluster, file))


def _per_node(claim_index: ClaimIndex, cluster: str, file: str) -> int:
    lengths = {
        _node_prefix(claim_index, claim)
        for claim in claim_index.of(cluster, "pod-network")
        if family_of(claim) == "IPv4"
        and _is_cut_for_nodes(claim)
        and not claim.status.latent
        and file in ("", claim.location.file)
    }
    if len(lengths) != 1 or not all(lengths):
        return 0
    return max(int(2 ** (32 - lengths.pop())) - _NOT_FOR_PODS, 0)


def _count_nodes(claims: Iterable[Claim]) -> int:
    return len({node_name(claim) for claim in claims if claim.role == "node"})


def _bits(block: Block) -> int:
    return 32 if block.family == 4 else 128


def _node_mask(claim_index: ClaimIndex, owner: Owner, family: int, file: str) -> int:
    """The prefix length of a part of the networks that an object in a file states; 0 if it is unknown.

    `node-cidr-mask-size` is also the IPv6 length if the cluster has no IPv4 pod network. Nothing in a template means
    the default, because what depends on a condition is not read.
    """
    cluster = owner.cluster
    roles: tuple[str, ...] = ("node-cidr-mask-size",)
    default, longest = "24", 32
    if family == 6:
        default, longest = "64", 128
        dual = claim_index.memo(("IPv4 Pods", cluster), lambda: _has_ipv4_pods(claim_index, cluster))
        roles = ("node-cidr-mask-size-ipv6",) if dual else (*roles, "node-cidr-mask-size-ipv6")
    stated = _masks(claim_index.claims_of(owner), roles) or claim_index.memo(
        ("shared node masks", cluster, roles), lambda: _shared_masks(claim_index, cluster, roles)
    )
    mask = next(iter(stated), "" if file.endswith(TEMPLATES) else default)
    if len(stated) > 1 or not mask.isdecimal() or len(mask) > 3 or not 0 < int(mask) <= longest:
        return 0
    return int(mask)


def _has_ipv4_pods(claim_index: ClaimIndex, cluster: str) -> bool:
    return any(family_of(claim) == "IPv4" for claim in claim_index.of(cluster, "pod-network"))


def _shared_masks(claim_index: ClaimIndex, cluster: str, roles: tuple[str, ...]) -> set[str]:
    """The prefix lengths that objects without a pod network of their own state: they are for the networks of others."""
    networked = {claim.owner for claim in claim_index.of(cluster, "pod-network")}
    return _masks((claim for claim in claim_index.of(cluster, *roles) if claim.owner not in networked), roles)


def _masks(claims: Iterable[Claim], roles: tuple[str, ...]) -> set[str]:
    return {claim.text.strip() for claim in claims if claim.role in roles}
