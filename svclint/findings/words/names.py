"""Words about DNS names: their addresses, the cluster's DNS servers, and the Gateways that serve them."""

from __future__ import annotations

from svclint.claims.blocks import format_block
from svclint.findings.claim_index import ClaimIndex, address, listed
from svclint.findings.loops import loops
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.model import Block, Claim, Owner

# The names of the cluster's DNS Service in kubeadm, k3s, RKE2, OpenShift and the charts.
DNS_SERVICES = frozenset({"kube-dns", "coredns", "dns-default", "rke2-coredns-rke2-coredns"})
DNS_NAMESPACES = frozenset({"kube-system", "openshift-dns"})
# What kubeadm sets a cluster up with, as a document or in the cluster.
_OF_KUBEADM = frozenset({"ClusterConfiguration", "ConfigMap"})
_REQUESTS = frozenset({"load-balancer-request", "gateway-address", "external-ip"})


@claim_word("string")
def host(claim_index: ClaimIndex, index: int) -> str:
    """The DNS name of the claim, or empty."""
    return claim_index.claims[index].host


@claim_word("list")
def loop_names(claim_index: ClaimIndex, index: int) -> tuple[str, ...]:
    """The names in the loop that it is part of, each pointing to the next."""
    names = claim_index.memo(
        "loop names", lambda: {member: loop.names for loop in loops(claim_index) for member in loop.claims}
    )
    return names.get(index, ())


@claim_word("list")
def attached_to(claim_index: ClaimIndex, index: int) -> list[str]:
    """The Gateways and sections that a route references; a reference without a namespace gets the route's namespace.

    gateway-api, apis/v1/shared_types.go (ParentReference.Namespace), commit 1c3cc4c418e2
    """
    claim = claim_index.claims[index]
    references = set()
    for parent in listed(claim.traits.get("parents", ())):
        fields = parent.split(",")
        if not any(field.startswith("namespace=") for field in fields):
            fields.append(f"namespace={claim.owner.namespace}")
        references.add(",".join(sorted(fields)))
    return sorted(references)


@claim_word("list")
def dns_answers(claim_index: ClaimIndex, index: int) -> list[str]:
    """The addresses that its Service or Gateway requests, which external-dns publishes."""
    claim = claim_index.claims[index]
    answers = claim_index.memo(("dns answers", claim.owner), lambda: _answers(claim_index, claim.owner))
    if claim.owner.kind in ("Service", "Gateway"):
        return answers.get("", [])
    service = claim.location.pointer.rpartition("/annotations/")[0]  # a Helm release may have several Services
    return answers.get(service, []) if service else []


def _answers(claim_index: ClaimIndex, owner: Owner) -> dict[str, list[str]]:
    """The addresses that an object requests: all of them under an empty key, and those below each JSON pointer."""
    requested: dict[str, set[str]] = {"": set()}
    for claim in claim_index.claims_of(owner):
        if claim.role in _REQUESTS and claim.block:
            pointer = claim.location.pointer
            requested[""].add(address(claim))
            while pointer := pointer.rpartition("/")[0]:
                requested.setdefault(pointer, set()).add(address(claim))
    return {pointer: sorted(addresses) for pointer, addresses in requested.items()}


@cluster_word("list")
def node_local_dns(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The addresses of a DNS cache on the nodes."""
    listeners = claim_index.of(cluster, "bind-address")
    return sorted({address(claim) for claim in listeners if claim.traits.get("listener") == "node-local-dns"})


@cluster_word("list")
def cluster_domains(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The cluster's DNS domains, if something states them."""
    return sorted({claim.text for claim in claim_index.of(cluster, "cluster-domain")})


@cluster_word("list")
def dns_servers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The ClusterIPs of the cluster's DNS Services in the manifests."""
    return sorted({address(claim) for claim in claim_index.of(cluster, "cluster-ip") if is_dns_service(claim)})


@cluster_word("list")
def kubeadm_dns(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The addresses that kubeadm gives to the DNS Service: the tenth of each service network that it states."""
    networks = [claim for claim in claim_index.of(cluster, "service-network") if claim.owner.kind in _OF_KUBEADM]
    numbered = [(claim.block, claim.traits.get("dns_number")) for claim in networks]
    return sorted(
        format_block(Block(block.family, block.first + number, block.first + number))
        for block, number in numbered
        if block is not None and isinstance(number, int) and number < block.size
    )


def is_dns_service(claim: Claim) -> bool:
    """Whether a claim belongs to the cluster's DNS Service, by the name and namespace of its owner."""
    owner = claim.owner
    return owner.kind == "Service" and owner.name in DNS_SERVICES and owner.namespace in DNS_NAMESPACES
