"""A claim about a name, a server or a way in → what else in the repository makes it right or wrong."""

from __future__ import annotations

from svclint.findings.joins_policies import is_dns_service
from svclint.findings.scene import Scene, address, listed
from svclint.model import Claim

# Flags of external-dns that choose among zones of one name: with different ones two controllers keep out of each
# other's way.
_ZONE_FLAGS = (
    "zone-id-filter", "aws-zone-type", "aws-zone-tags", "aws-assume-role", "aws-profile", "azure-resource-group",
    "azure-subscription-id", "google-project", "google-zone-visibility", "rfc2136-host", "pihole-server",
    "webhook-provider-url", "exclude-domains", "regex-domain-filter", "annotation-filter",
)  # fmt: skip
_CONTROLLERS = ("ingress-nginx", "nginx-ingress", "nginx-ingress-controller")
_KEEPS_CLIENTS = frozenset({"proxy-protocol", "client-address-kept"})


def names_of_control_plane(scene: Scene, cluster: str) -> list[str]:
    """The DNS names at which the API servers of a cluster are reached."""
    return sorted({one.host for one in scene.of(cluster, "control-plane", "kubeconfig-server") if one.host})


def control_plane_ports(scene: Scene, index: int) -> list[str]:
    """The ports at which the API servers are reached at the claim's own address or name."""
    claim = scene.claims[index]
    known = scene.of(claim.owner.cluster, "control-plane", "kubeconfig-server")
    nodes = scene.of(claim.owner.cluster, "node")
    at = [one for one in known if _same(one, claim)]
    at += [one for one in nodes if at and _same(one, claim)]
    return sorted({str(port) for one in at if one.owner != claim.owner for port in one.ports})


def _same(one: Claim, other: Claim) -> bool:
    return one.block == other.block if one.block or other.block else bool(one.host) and one.host == other.host


def attached_to(scene: Scene, index: int) -> list[str]:
    """The Gateways and sections that a route names: a parentRef without a namespace means the route's own.

    https://github.com/kubernetes-sigs/gateway-api/blob/v1.3.0/apis/v1/shared_types.go (ParentReference.Namespace)
    """
    claim = scene.claims[index]
    found = set()
    for parent in listed(claim.traits.get("parents", ())):
        fields = parent.split(",")
        if not any(field.startswith("namespace=") for field in fields):
            fields.append(f"namespace={claim.owner.namespace}")
        found.add(",".join(sorted(fields)))
    return sorted(found)


def shares_records_with(scene: Scene, index: int) -> list[str]:
    """Other external-dns instances that take this one's records for their own: same zone, provider and owner id."""
    claim = scene.claims[index]
    if not _is_external_dns(claim):
        return []
    others = (one for cluster in scene.clusters for one in scene.of(cluster, "setting", "dns-zone"))
    return sorted(
        {
            f"{one.owner} of cluster {one.owner.cluster}"
            if one.owner.cluster != claim.owner.cluster
            else str(one.owner)
            for one in others
            if _is_external_dns(one)
            and one.owner != claim.owner
            and _one_registry(claim, one)
            # A file of several clusters is a base, which overlays complete.
            and one.location.file != claim.location.file
        }
    )


def _is_external_dns(claim: Claim) -> bool:
    """Whether a claim stands for an instance: a Deployment's arguments, or a zone among a chart's values."""
    if claim.role == "dns-zone":
        return claim.owner.kind == "HelmRelease"
    return claim.role == "setting" and claim.traits.get("setting") == "external-dns"


def _one_registry(one: Claim, other: Claim) -> bool:
    keys = ("txt_owner_id", "txt_prefix", "registry", "provider")
    if any(one.traits.get(key) != other.traits.get(key) for key in keys) or one.traits.get("registry") != "txt":
        return False
    if "sync" not in (one.traits.get("policy"), other.traits.get("policy")) or not one.traits.get("provider"):
        return False
    zones, others = (listed(claim.traits.get("domain_filter", ())) for claim in (one, other))
    meets = set(zones) & set(others)
    known = "$" not in f"{one.traits.get('txt_owner_id')} {meets}"  # a variable may differ in each cluster
    return bool(meets) and known and _zone_flags(one) == _zone_flags(other)


def _zone_flags(claim: Claim) -> set[str]:
    flags = (part.lstrip("-") for part in (*claim.text.split(","), *listed(claim.traits.get("extra_args", ()))))
    return {flag for flag in flags if flag.partition("=")[0] in _ZONE_FLAGS}


def hides_clients(scene: Scene, cluster: str) -> list[str]:
    """Services of ingress-nginx behind which every client has a node's address, if those are all of its Services.

    With externalTrafficPolicy Cluster the node that a connection reaches gives it its own address. PROXY protocol, or
    a load balancer that sends straight to Pods, keeps the client's.
    """
    found: dict[object, Claim] = {}
    for claim in scene.of(cluster, "load-balancer-service", "node-port"):
        selector = str(claim.traits.get("selector", "")).split(",")
        if any(part.partition("=")[2] in _CONTROLLERS for part in selector):
            found[claim.owner] = claim
    kept = {one.traits.get("setting") for one in scene.of(cluster, "setting")} & _KEEPS_CLIENTS
    if kept or any(one.traits.get("traffic_policy", "Cluster") != "Cluster" for one in found.values()):
        return []
    return sorted(str(owner) for owner in found)


def dns_servers(scene: Scene, cluster: str) -> list[str]:
    """ClusterIPs of the cluster's DNS Services, as far as manifests state them."""
    return sorted({address(one) for one in scene.of(cluster, "cluster-ip") if is_dns_service(one)})


def unserved_by(scene: Scene, index: int) -> list[str]:
    """The ports of the Service that a webhook or an aggregated API names, where it is known and lacks the one named."""
    claim = scene.claims[index]
    named = (claim.traits.get("service_namespace", ""), claim.text)
    known = scene.of(claim.owner.cluster, "service-ports") if claim.role == "webhook-service" else []
    served = [one.ports for one in known if (one.owner.namespace, one.owner.name) == named]
    if any(mine.meets(theirs) for ports in served for mine in ports for theirs in claim.ports):
        return []
    return sorted({str(port) for ports in served for port in ports})
