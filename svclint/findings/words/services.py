"""Words for Services: the Pods that they select, their ports, and whether they hide client addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from svclint.findings.claim_index import ClaimIndex, address, listed
from svclint.findings.words.registry import claim_word, cluster_word, pair_word
from svclint.lazy_re import regex
from svclint.model import Claim, Owner

# The end of a pointer from the mapping of a Service to a value: its key, or an annotation.
_INSIDE_SERVICE = regex(r"(/[A-Za-z]*[Aa]nnotations)?/[^/]+$")
# Names of ingress-nginx and NGINX Ingress Controller in the labels of their charts.
_INGRESS_NGINX = ("ingress-nginx", "nginx-ingress", "nginx-ingress-controller")


@claim_word("bool")
def is_cluster_ip(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a Service of the cluster has the address as its ClusterIP."""
    cluster = claim_index.claims[index].owner.cluster
    taken = claim_index.memo(
        ("cluster-ips", cluster), lambda: {address(claim) for claim in claim_index.of(cluster, "cluster-ip")}
    )
    return address(claim_index.claims[index]) in taken


@claim_word("bool")
def only_routed(claim_index: ClaimIndex, index: int) -> bool:
    """Whether Ingresses or Traefik routes reference the Service, and nothing else uses its name.

    Ingress controllers connect to the value of `externalName` themselves, without looking it up in the cluster's DNS.
    """
    owner = claim_index.claims[index].owner
    name = f"{owner.name}.{owner.namespace}"
    routed = claim_index.memo(("routed", owner.cluster), lambda: _routed(claim_index, owner.cluster))
    hosts = claim_index.memo("hosts", lambda: {".".join(claim.host.split(".")[:2]) for claim in claim_index.claims})
    return (owner.namespace, owner.name) in routed and name not in hosts


def _routed(claim_index: ClaimIndex, cluster: str) -> set[tuple[str, str]]:
    """The namespace and name of each Service of a cluster that a route references."""
    return {
        (str(claim.traits.get("service_namespace", "")) or claim.owner.namespace, claim.text)
        for claim in claim_index.of(cluster, "route-backend")
    }


@claim_word("bool")
def has_own_endpoints(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the repository contains Endpoints, or an EndpointSlice, for the Service.

    Prometheus and other programs that read them connect to their addresses, without the cluster's DNS.
    """
    owner = claim_index.claims[index].owner

    def work() -> set[tuple[str, str]]:
        ports = claim_index.of(owner.cluster, "endpoint-port")
        return {(claim.owner.namespace, str(claim.traits.get("target_name", ""))) for claim in ports}

    return (owner.namespace, owner.name) in claim_index.memo(("own endpoints", owner.cluster), work)


@claim_word("string")
def local_backends(claim_index: ClaimIndex, index: int) -> str:
    """The Service's externalTrafficPolicy; if it is Local, with the selector of its Pods, because only their nodes
    accept traffic.
    """
    traits = claim_index.claims[index].traits
    policy = str(traits.get("traffic_policy", ""))
    return f"{policy} {traits.get('selector', '')}" if policy == "Local" else policy


@claim_word("string")
def service_path(claim_index: ClaimIndex, index: int) -> str:
    """The mapping that describes the Service of the claim: empty for an object that is a Service, and for other objects
    the path of the mapping that contains the value, without `annotations`.

    The values of a chart may describe several Services, each in a mapping of its own.
    """
    claim = claim_index.claims[index]
    if claim.owner.kind == "Service" and not claim.owner.group:
        return ""
    return _INSIDE_SERVICE.sub("", claim.location.pointer)


@claim_word("bool")
def aliased(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a YAML alias or merge key supplies its value, which another place of the file states."""
    claim = claim_index.claims[index]
    span, length = claim.location.span, len(claim.text)
    return span.line != span.end_line or span.end_column - span.column not in (length, length + len('""'))


def _sharing_scope(claim_index: ClaimIndex, index: int) -> Hashable:
    claim = claim_index.claims[index]
    return claim.owner.namespace, claim.traits.get("sharing_namespaces", "")


@pair_word("bool", depends=(_sharing_scope, _sharing_scope))
def permit_each_other(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Each Service permits Cilium to share its address with the namespace of the other.

    Cilium's `isCompatible`:
    https://github.com/cilium/cilium/blob/d5c67e664a32bde51471178b62dacda16e990253/operator/pkg/lbipam/service_store.go
    """
    claim, other = claim_index.claims[i], claim_index.claims[j]
    return _permits(claim, other.owner.namespace) and _permits(other, claim.owner.namespace)


def _permits(claim: Claim, namespace: str) -> bool:
    permitted = [name.strip() for name in str(claim.traits.get("sharing_namespaces", "")).split(",")]
    return claim.owner.namespace == namespace or "*" in permitted or namespace in permitted


@claim_word("list")
def selection_labels(claim_index: ClaimIndex, index: int) -> list[str]:
    """The keys for matching selectors: for a Service, the label of its selector that the fewest Pods have; for Pods,
    all labels.
    """
    claim = claim_index.claims[index]
    if labels := _labels(claim):
        return list(labels)
    counts = claim_index.memo(
        "pod labels", lambda: Counter(label for other in claim_index.claims for label in _labels(other))
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
    selector = _selector(claim)
    same = claim.owner.namespace == other.owner.namespace
    return bool(selector) and same and set(selector) <= set(_labels(other))


def _selector(claim: Claim) -> list[str]:
    return [part for part in str(claim.traits.get("selector", "")).split(",") if part]


def _labels(claim: Claim) -> tuple[str, ...]:
    return listed(claim.traits.get("pod_labels", ()))


# Calico's eBPF dataplane sends the packet of the client to the node of the Pod; of an unknown proxy, nothing is known.
# https://docs.tigera.io/calico/latest/operations/ebpf/enabling-ebpf
_KEEPING = frozenset({"calico", "none"})


@cluster_word("list", rests_on=("proxy.mode",))
def hides_clients(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The Services of ingress-nginx, if all of them replace client addresses with a node's address.

    With externalTrafficPolicy Cluster, the node that receives a connection replaces the client address. PROXY protocol,
    or a load balancer that sends directly to Pods, preserves it.
    """
    services = _of_ingress_nginx(claim_index, cluster)
    all_hide = all(service.traits.get("traffic_policy", "Cluster") == "Cluster" for service in services.values())
    return sorted(map(str, services)) if all_hide and not keeps_clients(claim_index, cluster) else []


@claim_word("bool")
def asked_by_nodes(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the ingress-nginx of its namespace gets its connections from nodes: all of its Services have the traffic
    policy Cluster, and no Pods of the namespace take ports of the nodes, to which clients could connect.
    """
    owner = claim_index.claims[index].owner
    services = _of_ingress_nginx(claim_index, owner.cluster)
    own = [claim for service, claim in services.items() if service.namespace == owner.namespace]
    places = claim_index.memo(
        ("namespaces with host ports", owner.cluster),
        lambda: {claim.owner.namespace for claim in claim_index.of(owner.cluster, "host-port")},
    )
    hide = all(claim.traits.get("traffic_policy", "Cluster") == "Cluster" for claim in own)
    return bool(own) and hide and owner.namespace not in places


def _of_ingress_nginx(claim_index: ClaimIndex, cluster: str) -> dict[Owner, Claim]:
    """The Services of ingress-nginx that clients outside of the cluster reach."""

    def work() -> dict[Owner, Claim]:
        by_owner: dict[Owner, Claim] = {}
        for claim in claim_index.of(cluster, "load-balancer-service", "node-port"):
            selector = str(claim.traits.get("selector", "")).split(",")
            if any(part.partition("=")[2] in _INGRESS_NGINX for part in selector):
                by_owner[claim.owner] = claim
        return by_owner

    return claim_index.memo(("Services of ingress-nginx", cluster), work)


def keeps_clients(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether a load balancer or the service proxy of the cluster preserves client addresses, or may."""
    keeping = claim_index.clusters[cluster].proxy_mode in _KEEPING
    return keeping or bool(claim_index.of(cluster, "proxy-protocol", "client-address-kept"))
