"""Words for secondary networks: how many Pods attach to one."""

from __future__ import annotations

from collections import Counter

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import claim_word


@claim_word("int")
def attached_pods(claim_index: ClaimIndex, index: int) -> int:
    """How many Pods attach to the network that its object defines, without addresses of their own."""
    owner = claim_index.claims[index].owner
    counts = claim_index.memo(("attached pods", owner.cluster), lambda: _counts(claim_index, owner.cluster))
    return min(counts[owner.namespace, owner.name], 2**31)


def _counts(claim_index: ClaimIndex, cluster: str) -> Counter[tuple[str, str]]:
    """The number of Pods by namespace and name of the network. An object that is not deployed has none."""
    counts: Counter[tuple[str, str]] = Counter()
    for claim in claim_index.of(cluster, "network-request"):
        if claim.status.latent or claim.status.variant or claim.traits.get("own_addresses"):
            continue
        namespace, _, name = claim.text.rpartition("/")
        namespace = namespace or str(claim.traits.get("network_namespace", "")) or claim.owner.namespace
        replicas = claim.traits.get("replicas")
        counts[namespace, name] += replicas if isinstance(replicas, int) else 1
    return counts
