"""Words for secondary networks: how many Pods attach to one, and what their routes take from the cluster."""

from __future__ import annotations

from collections import Counter

from svclint.claims.network_lists import network_list
from svclint.findings.claim_index import ClaimIndex, address, listed
from svclint.findings.name_lists import few
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


@claim_word("list", rests_on=("serviceCIDRs",))
def services_off_route(claim_index: ClaimIndex, index: int) -> list[str]:
    """For a Pod that moves its default route to a further network: the service networks to which this network has no
    route of its own. Empty if the network is unknown, or one of its routes.
    """
    claim = claim_index.claims[index]
    networks = claim_index.memo(("attachments", claim.owner.cluster), lambda: _routes(claim_index, claim.owner.cluster))
    namespace = str(claim.traits.get("network_namespace", "")) or claim.owner.namespace
    entries = networks.get((namespace, str(claim.traits.get("network", ""))))
    if entries is None or claim.block is None:
        return []
    routes = network_list([entry for entry in entries if not entry.endswith("/0")], "")
    if not routes.readable:
        return []
    services = claim_index.of(claim.owner.cluster, "service-network")
    known = {
        network.block: network for network in services if network.block and network.block.family == claim.block.family
    }
    lost = [network for block, network in known.items() if not routes.holds(block)]
    return few(map(address, lost)) if len(lost) == len(known) else []


def _routes(claim_index: ClaimIndex, cluster: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The namespace and name of each network of a cluster → the destinations of its routes."""
    return {
        (claim.owner.namespace, claim.owner.name): listed(claim.traits.get("routes", ()))
        for claim in claim_index.of(cluster, "network-attachment")
    }
