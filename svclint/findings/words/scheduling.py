"""Words for the nodes on which Pods run: whether two programs share one."""

from __future__ import annotations

from collections.abc import Hashable

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.words.registry import pair_word
from svclint.model import Claim

# Kinds whose Pods run all the time, so that they meet whatever else runs on their nodes.
_LONG_RUNNING = frozenset({"DaemonSet", "Deployment", "StatefulSet", "ReplicaSet", "Pod"})
# The label that all nodes have, and tolerations of all taints.
_EVERY_NODE = "kubernetes.io/os=linux"
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
