"""Services: the Pods that they mean, the ports that they serve, and whether they hide who their clients are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from svclint.findings.claim_index import ClaimIndex, address, listed
from svclint.findings.name_lists import few
from svclint.findings.ranges import PortRanges
from svclint.findings.words.registry import claim_word, cluster_word, pair_word
from svclint.model import Claim, Port

# The names that ingress-nginx and NGINX Ingress Controller have in the labels of their charts.
_INGRESS_NGINX = ("ingress-nginx", "nginx-ingress", "nginx-ingress-controller")


@claim_word("bool")
def is_cluster_ip(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a Service of the cluster has the address as its ClusterIP."""
    cluster = claim_index.claims[index].owner.cluster
    taken = claim_index.memo(
        ("cluster-ips", cluster), lambda: {address(one) for one in claim_index.of(cluster, "cluster-ip")}
    )
    return address(claim_index.claims[index]) in taken


@claim_word("list")
def service_lacks_port(claim_index: ClaimIndex, index: int) -> list[str]:
    """The ports of the Service that a webhook or an aggregated API references, if the Service is known and lacks the
    referenced port.
    """
    claim = claim_index.claims[index]
    if claim.role != "webhook-service":
        return []
    named = (claim.owner.cluster, str(claim.traits.get("service_namespace", "")), claim.text)
    ports = claim_index.memo("service ports", lambda: _service_ports(claim_index)).get(named, ())
    served = claim_index.memo(("served", named), lambda: PortRanges(ports))
    if any(map(served.meet, claim.ports)):
        return []
    return claim_index.memo(("served ports", named), lambda: few(map(str, ports)))


def _service_ports(claim_index: ClaimIndex) -> dict[tuple[str, str, str], set[Port]]:
    """The ports of each Service, by cluster, namespace and name."""
    found: dict[tuple[str, str, str], set[Port]] = {}
    for cluster in claim_index.clusters:
        for one in claim_index.of(cluster, "service-ports"):
            found.setdefault((cluster, one.owner.namespace, one.owner.name), set()).update(one.ports)
    return found


@claim_word("string")
def local_backends(claim_index: ClaimIndex, index: int) -> str:
    """The Service's externalTrafficPolicy; if it is Local, with the selector of its Pods, because only their nodes
    accept traffic.
    """
    traits = claim_index.claims[index].traits
    policy = str(traits.get("traffic_policy", ""))
    return f"{policy} {traits.get('selector', '')}" if policy == "Local" else policy


@claim_word("list")
def selection_labels(claim_index: ClaimIndex, index: int) -> list[str]:
    """The keys for matching selectors: for a Service, the label of its selector that the fewest Pods have; for Pods,
    all labels.
    """
    claim = claim_index.claims[index]
    if labels := _labels(claim):
        return list(labels)
    counts = claim_index.memo(
        "pod labels", lambda: Counter(label for one in claim_index.claims for label in _labels(one))
    )
    return sorted(_selector(claim), key=lambda label: (counts[label], label))[:1]


def _selecting(claim_index: ClaimIndex, index: int) -> Hashable:
    claim = claim_index.claims[index]
    return claim.owner.namespace, claim.traits.get("selector", "")


def _selected(claim_index: ClaimIndex, index: int) -> Hashable:
    claim = claim_index.claims[index]
    return claim.owner.namespace, _labels(claim)


@pair_word("bool", depends=(_selecting, _selected))
def selects(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """The claim's Service selects the Pods of `other`."""
    claim, other = claim_index.claims[i], claim_index.claims[j]
    wanted = _selector(claim)
    same = claim.owner.namespace == other.owner.namespace
    return bool(wanted) and same and set(wanted) <= set(_labels(other))


def _selector(claim: Claim) -> list[str]:
    return [part for part in str(claim.traits.get("selector", "")).split(",") if part]


def _labels(claim: Claim) -> tuple[str, ...]:
    return listed(claim.traits.get("pod_labels", ()))


@cluster_word("list")
def hides_clients(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The Services of ingress-nginx, if all of them replace client addresses with a node's address.

    With externalTrafficPolicy Cluster the node that a connection reaches gives it its own address. PROXY protocol, or
    a load balancer that sends straight to Pods, keeps the client's.
    """
    found: dict[object, Claim] = {}
    for claim in claim_index.of(cluster, "load-balancer-service", "node-port"):
        selector = str(claim.traits.get("selector", "")).split(",")
        if any(part.partition("=")[2] in _INGRESS_NGINX for part in selector):
            found[claim.owner] = claim
    all_hide = all(one.traits.get("traffic_policy", "Cluster") == "Cluster" for one in found.values())
    return sorted(map(str, found)) if all_hide and not keeps_clients(claim_index, cluster) else []


def keeps_clients(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether a load balancer lets Pods know who the client is."""
    return bool(claim_index.of(cluster, "proxy-protocol", "client-address-kept"))
