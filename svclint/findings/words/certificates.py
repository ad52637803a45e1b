"""Words for the API server's certificate: the names in it, and the kubeconfig servers that it does not cover."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.claims.special import special
from svclint.findings.claim_index import ClaimIndex, address
from svclint.findings.words.names import cluster_domains
from svclint.findings.words.registry import cluster_word
from svclint.model import Claim

# The names that every API server has in its certificate, besides the last one with the cluster's domain.
# https://github.com/kubernetes/kubernetes/blob/v1.36.2/cmd/kubeadm/app/util/pkiutil/pki_helpers.go
_OF_THE_SERVICE = frozenset({"kubernetes", "kubernetes.default", "kubernetes.default.svc"})
_CLUSTER_DOMAIN = "cluster.local"
# k3s and RKE2 add every name that a client requests: before 1.28 by default, later with `tls-san-security: false`.
# https://github.com/k3s-io/k3s/pull/8252
_FIRST_SECURE = 28


@cluster_word("list")
def certificate_names(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The names and addresses in the API server's certificate."""
    return sorted({address(claim) for claim in claim_index.of(cluster, "certificate-name")})


@cluster_word("list", rests_on=("kubeconfigServers", "kubernetesVersion"), compares=True)
def names_missing_from_certificate(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The kubeconfig servers that the certificate does not contain, without loopback addresses.

    It always contains the names of the Service `kubernetes`, the nodes' own addresses, the address that the API server
    advertises, and the endpoint that kubeadm, Talos or KubeKey is configured with.
    """
    stated = claim_index.of(cluster, "certificate-name")
    version = claim_index.clusters[cluster].version
    if any(_adds_requested_names(claim, version) for claim in stated):
        return []
    domains = cluster_domains(claim_index, cluster) or [_CLUSTER_DOMAIN]
    present = {*_OF_THE_SERVICE, *(f"kubernetes.default.svc.{domain}" for domain in domains)}
    present |= {address(claim) for claim in (*stated, *claim_index.of(cluster, "node", "advertise-address"))}
    present |= {address(claim) for claim in claim_index.of(cluster, "control-plane") if not claim.from_inventory}
    servers = claim_index.of(cluster, "kubeconfig-server")
    missing = {address(claim) for claim in servers if not _is_local(claim)} - present
    return sorted(name for name in missing if not _has_wildcard(name, present))


def _adds_requested_names(claim: Claim, version: int | None) -> bool:
    """Whether the server adds every name to its certificate that a client requests."""
    security = claim.traits.get("tls_san_security", "")
    return security == "false" or (security == "default" and version is not None and version < _FIRST_SECURE)


def _is_local(claim: Claim) -> bool:
    return claim.host == "localhost" or (claim.block is not None and special(claim.block) == "loopback")


def _has_wildcard(name: str, present: Iterable[str]) -> bool:
    """Whether one of the names is a wildcard for the name: `*` is one label (RFC 6125, section 6.4.3)."""
    return f"*.{name.partition('.')[2]}" in present
