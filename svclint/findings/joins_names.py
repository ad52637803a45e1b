"""A claim about a name, a server or a way in → what else in the repository makes it right or wrong."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex, address, listed
from svclint.findings.dns_registries import Registries, is_external_dns
from svclint.findings.joins_policies import is_dns_service
from svclint.findings.name_lists import MOST, few
from svclint.findings.ranges import PortRanges
from svclint.model import Block, Claim, Owner, Port

_CONTROLLERS = ("ingress-nginx", "nginx-ingress", "nginx-ingress-controller")
_KEEPS_CLIENTS = frozenset({"proxy-protocol", "client-address-kept"})


def names_of_control_plane(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The DNS names at which the API servers of a cluster are reached."""
    return sorted({one.host for one in claim_index.of(cluster, "control-plane", "kubeconfig-server") if one.host})


def control_plane_ports(claim_index: ClaimIndex, index: int) -> list[str]:
    """The ports at which the API servers are reached at the claim's own address or name."""
    claim = claim_index.claims[index]
    cluster, own = claim.owner.cluster, claim.owner
    known = claim_index.once(("control plane ports", cluster), lambda: _ports_at(claim_index, cluster))
    return sorted(str(port) for port, owners in known.get(_at(claim), {}).items() if len(owners) > (own in owners))


def _ports_at(claim_index: ClaimIndex, cluster: str) -> dict[Block | str, dict[Port, set[Owner]]]:
    """Where API servers are reached → the ports there, and who states each: nodes only where they are known to be."""
    found: dict[Block | str, dict[Port, set[Owner]]] = {}
    for one in claim_index.of(cluster, "control-plane", "kubeconfig-server", "node"):
        if at := _at(one):
            if one.role == "node" and at not in found:
                continue
            ports = found.setdefault(at, {})
            for port in one.ports:
                ports.setdefault(port, set()).add(one.owner)
    return found


def _at(claim: Claim) -> Block | str:
    return claim.block or claim.host


def attached_to(claim_index: ClaimIndex, index: int) -> list[str]:
    """The Gateways and sections that a route names: a parentRef without a namespace means the route's own.

    gateway-api, apis/v1/shared_types.go (ParentReference.Namespace), commit 1c3cc4c418e2
    """
    claim = claim_index.claims[index]
    found = set()
    for parent in listed(claim.traits.get("parents", ())):
        fields = parent.split(",")
        if not any(field.startswith("namespace=") for field in fields):
            fields.append(f"namespace={claim.owner.namespace}")
        found.add(",".join(sorted(fields)))
    return sorted(found)


def shares_records_with(claim_index: ClaimIndex, index: int) -> list[str]:
    """Other external-dns instances that take this one's records for their own: same zone, provider and owner id.

    Of many the first are named.
    """
    claim = claim_index.claims[index]
    if not is_external_dns(claim):
        return []
    found = sorted(set(claim_index.once("dns registries", lambda: Registries(claim_index)).sharing(claim)))
    return found if len(found) <= MOST else [*found[:MOST], "and more"]


def hides_clients(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """Services of ingress-nginx behind which every client has a node's address, if those are all of its Services.

    With externalTrafficPolicy Cluster the node that a connection reaches gives it its own address. PROXY protocol, or
    a load balancer that sends straight to Pods, keeps the client's.
    """
    found: dict[object, Claim] = {}
    for claim in claim_index.of(cluster, "load-balancer-service", "node-port"):
        selector = str(claim.traits.get("selector", "")).split(",")
        if any(part.partition("=")[2] in _CONTROLLERS for part in selector):
            found[claim.owner] = claim
    kept = {one.traits.get("setting") for one in claim_index.of(cluster, "setting")} & _KEEPS_CLIENTS
    if kept or any(one.traits.get("traffic_policy", "Cluster") != "Cluster" for one in found.values()):
        return []
    return sorted(str(owner) for owner in found)


def dns_servers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """ClusterIPs of the cluster's DNS Services, as far as manifests state them."""
    return sorted({address(one) for one in claim_index.of(cluster, "cluster-ip") if is_dns_service(one)})


def unserved_by(claim_index: ClaimIndex, index: int) -> list[str]:
    """The ports of the Service that a webhook or an aggregated API names, where it is known and lacks the one named."""
    claim = claim_index.claims[index]
    if claim.role != "webhook-service":
        return []
    named = (claim.owner.cluster, str(claim.traits.get("service_namespace", "")), claim.text)
    ports = claim_index.once("service ports", lambda: _service_ports(claim_index)).get(named, ())
    served = claim_index.once(("served", named), lambda: PortRanges(ports))
    if any(map(served.meet, claim.ports)):
        return []
    return claim_index.once(("served ports", named), lambda: few(map(str, ports)))


def _service_ports(claim_index: ClaimIndex) -> dict[tuple[str, str, str], set[Port]]:
    """The ports of each Service, by cluster, namespace and name."""
    found: dict[tuple[str, str, str], set[Port]] = {}
    for cluster in claim_index.clusters:
        for one in claim_index.of(cluster, "service-ports"):
            found.setdefault((cluster, one.owner.namespace, one.owner.name), set()).update(one.ports)
    return found
