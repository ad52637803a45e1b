"""Words for a cluster: its name and general facts."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex, node_name
from svclint.findings.words.registry import cluster_word


@cluster_word("string")
def name(claim_index: ClaimIndex, cluster: str) -> str:  # noqa: ARG001 - a word of a cluster
    """The cluster's name; empty without an inventory."""
    return cluster


@cluster_word("bool")
def in_inventory(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether an inventory describes the cluster."""
    return claim_index.clusters[cluster].in_inventory


@cluster_word("string", rests_on=("lan",))
def lan(claim_index: ClaimIndex, cluster: str) -> str:
    """The name of its layer-2 segment, or empty."""
    return claim_index.clusters[cluster].lan


@cluster_word("int", rests_on=("kubernetesVersion",))
def version(claim_index: ClaimIndex, cluster: str) -> int:
    """The Kubernetes minor version; 0 if nothing states it."""
    return claim_index.clusters[cluster].version or 0


@cluster_word("int")
def api_removed_in(claim_index: ClaimIndex, cluster: str) -> int:
    """The first Kubernetes minor version that does not serve the API version of an object; 0 without such an object."""

    def work() -> int:
        removed = claim_index.of(cluster, "removed-api")
        return min((int(str(claim.traits["removed_in"])) for claim in removed if not claim.status.latent), default=0)

    return claim_index.memo(("removed APIs", cluster), work)


@cluster_word("list", holds_roles=True)
def roles(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The roles of all claims of the cluster."""
    return sorted(claim_index.roles(cluster))


@cluster_word("int", rests_on=("nodes",))
def nodes(claim_index: ClaimIndex, cluster: str) -> int:
    """The number of known nodes."""
    return len({node_name(claim) for claim in claim_index.of(cluster, "node")})
