"""Words for the nodes on which Pods run: whether two programs share one, and whether there are enough."""

from __future__ import annotations

from collections.abc import Hashable

from svclint.findings.claim_index import ClaimIndex, listed, node_name
from svclint.findings.words.registry import claim_word, pair_word
from svclint.model import Claim

# Kinds whose Pods run all the time, so that they meet whatever else runs on their nodes.
_LONG_RUNNING = frozenset({"DaemonSet", "Deployment", "StatefulSet", "ReplicaSet", "Pod"})
# The label that all nodes have, and tolerations of all taints.
_EVERY_NODE = "kubernetes.io/os=linux"
_HOSTNAME, _ROLE = "kubernetes.io/hostname=", "node-role.kubernetes.io/"
_LONGEST_NUMBER = 9
_ALL_TAINTS = frozenset({"operator=Exists", "effect=NoSchedule,operator=Exists"})


def _scheduling(claim_index: ClaimIndex, index: int) -> Hashable:
    claim = claim_index.claims[index]
    traits = claim.traits
    return (
        claim.owner.kind,
        traits.get("every_node", False),
        traits.get("node_selector", ""),
        traits.get("affinity", False),
        traits.get("tolerations", ()),
    )


@pair_word("bool", depends=(_scheduling, _scheduling))
def on_one_node(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Whether one of them runs on every node on which the other runs: as a DaemonSet that selects these nodes and
    tolerates their taints, or as a program of every node.
    """
    claim, other = claim_index.claims[i], claim_index.claims[j]
    return _covers(claim, other) or _covers(other, claim)


def _covers(claim: Claim, other: Claim) -> bool:
    """Whether the claim's program surely runs on all nodes of the other's."""
    if not (_is_everywhere(other) or other.owner.kind in _LONG_RUNNING):
        return False
    if _is_everywhere(claim):
        return True
    if claim.owner.kind != "DaemonSet" or claim.traits.get("affinity") or other.traits.get("affinity"):
        return False
    own, of_other = (frozenset(listed(side.traits.get("tolerations", ()))) for side in (claim, other))
    return _labels(claim) <= _labels(other) and (of_other <= own or not own.isdisjoint(_ALL_TAINTS))


def _is_everywhere(claim: Claim) -> bool:
    return bool(claim.traits.get("every_node"))


def _labels(claim: Claim) -> frozenset[str]:
    return frozenset(str(claim.traits.get("node_selector", "")).split(",")) - {"", _EVERY_NODE}


@claim_word("int", rests_on=("nodes", "nodes[].roles"))
def nodes_for_pods(claim_index: ClaimIndex, index: int) -> int:
    """The most nodes on which Pods of the claim's workload can run, if they are known: one if it is pinned to a node,
    else the nodes of the inventory with the roles that it selects; 0 if unknown.
    """
    claim = claim_index.claims[index]
    labels = _labels(claim)
    if claim.traits.get("node_name") or any(label.startswith(_HOSTNAME) for label in labels):
        return 1
    cluster = claim.owner.cluster
    roles = frozenset(label[len(_ROLE) :].partition("=")[0] for label in labels if label.startswith(_ROLE))
    nodes = claim_index.memo(("inventory nodes", cluster), lambda: _inventory_nodes(claim_index, cluster))
    with_roles = claim_index.memo(
        ("inventory nodes", cluster, roles), lambda: sum(roles <= roles_of_node for roles_of_node in nodes.values())
    )
    return with_roles or len(nodes)


def _inventory_nodes(claim_index: ClaimIndex, cluster: str) -> dict[str, frozenset[str]]:
    """The nodes that the inventory lists, with their roles."""
    nodes = (claim for claim in claim_index.of(cluster, "node") if claim.from_inventory)
    return {node_name(node): frozenset(listed(node.traits.get("node_roles", ()))) for node in nodes}


@claim_word("int")
def most_unavailable(claim_index: ClaimIndex, index: int) -> int:
    """How many Pods of the claim's Deployment a rolling update may stop before new ones are ready; -1 if unknown.

    https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/controller/deployment/util/deployment_util.go
    (ResolveFenceposts): a percentage is rounded up for maxSurge and down for maxUnavailable, and one of both is not 0.
    """
    traits = claim_index.claims[index].traits
    surge, unavailable = (
        _percent(str(traits.get(name, "")), traits.get("replicas")) for name in ("max_surge", "max_unavailable")
    )
    if surge < 0 or unavailable < 0:
        return -1
    return 1 if surge == 0 and unavailable < 100 else unavailable // 100


def _percent(text: str, replicas: object) -> int:
    """The number of Pods that `25%` of the replicas or `1` are, in hundredths; -1 for another text."""
    number = text.removesuffix("%")
    if not number.isdecimal() or len(number) > _LONGEST_NUMBER or not isinstance(replicas, int):
        return -1
    return int(number) * (replicas if text.endswith("%") else 100)


@claim_word("bool")
def is_first_port(claim_index: ClaimIndex, index: int) -> bool:
    """Whether no other port of nodes that the claim's object takes is stated before it."""
    claim = claim_index.claims[index]
    first = claim_index.memo(
        ("first port", claim.owner, claim.role),
        lambda: min(
            (other.location for other in claim_index.claims_of(claim.owner) if other.role == claim.role),
            key=lambda location: (location.file, location.span),
        ),
    )
    return claim.location == first
