"""DNS names: what they lead to, who answers for them, and which Gateways serve them."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex, address, listed
from svclint.findings.loops import loops
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.model import Claim, Owner

# Services that are the cluster's DNS, by the names that kubeadm, k3s, RKE2, OpenShift and the charts give them.
DNS_SERVICES = frozenset({"kube-dns", "coredns", "dns-default", "rke2-coredns-rke2-coredns"})
DNS_NAMESPACES = frozenset({"kube-system", "openshift-dns"})
_ASKED = frozenset({"load-balancer-request", "gateway-address", "external-ip"})


@claim_word("string")
def host(claim_index: ClaimIndex, index: int) -> str:
    """The DNS name of the claim, or empty."""
    return claim_index.claims[index].host


@claim_word("list")
def loop_names(claim_index: ClaimIndex, index: int) -> tuple[str, ...]:
    """The names in the loop that it is part of, each pointing to the next."""
    names = claim_index.memo(
        "loop names", lambda: {at: loop.names for loop in loops(claim_index) for at in loop.claims}
    )
    return names.get(index, ())


@claim_word("list")
def attached_to(claim_index: ClaimIndex, index: int) -> list[str]:
    """The Gateways and sections that a route references; a reference without a namespace gets the route's namespace.

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


@claim_word("list")
def dns_answers(claim_index: ClaimIndex, index: int) -> list[str]:
    """The addresses that its Service or Gateway requests, which external-dns publishes."""
    claim = claim_index.claims[index]
    answers = claim_index.memo(("dns answers", claim.owner), lambda: _answers(claim_index, claim.owner))
    if claim.owner.kind in ("Service", "Gateway"):
        return answers.get("", [])
    service = claim.location.pointer.rpartition("/annotations/")[0]  # a release may be of several Services
    return answers.get(service, []) if service else []


def _answers(claim_index: ClaimIndex, owner: Owner) -> dict[str, list[str]]:
    """The addresses that an object asks for: all of them under an empty key, and those below each pointer."""
    found: dict[str, set[str]] = {"": set()}
    for one in claim_index.claims_of(owner):
        if one.role in _ASKED and one.block:
            pointer = one.location.pointer
            found[""].add(address(one))
            while pointer := pointer.rpartition("/")[0]:
                found.setdefault(pointer, set()).add(address(one))
    return {pointer: sorted(addresses) for pointer, addresses in found.items()}


@cluster_word("list")
def node_local_dns(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The addresses of a DNS cache on the nodes."""
    listening = claim_index.of(cluster, "bind-address")
    return sorted({address(one) for one in listening if one.traits.get("listener") == "node-local-dns"})


@cluster_word("list")
def cluster_domains(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The cluster's DNS domains, if something states them."""
    return sorted({one.text for one in claim_index.of(cluster, "cluster-domain")})


@cluster_word("list")
def dns_servers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The ClusterIPs of the cluster's DNS Services in the manifests."""
    return sorted({address(one) for one in claim_index.of(cluster, "cluster-ip") if is_dns_service(one)})


def is_dns_service(claim: Claim) -> bool:
    """Whether a claim is of the cluster's own DNS Service, by its name and namespace."""
    owner = claim.owner
    return owner.kind == "Service" and owner.name in DNS_SERVICES and owner.namespace in DNS_NAMESPACES
