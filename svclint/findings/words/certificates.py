"""Words for certificates: the names in the API server's and in those of cert-manager, and the names that they lack."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.claims.special import special
from svclint.findings.claim_index import ClaimIndex, address, listed
from svclint.findings.name_lists import few
from svclint.findings.words.names import cluster_domains
from svclint.findings.words.registry import claim_word, cluster_word
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
    advertises, and the endpoint that kubeadm, Talos or KubeKey is configured with. Empty if some name is unknown.
    """
    stated = claim_index.of(cluster, "certificate-name")
    version = claim_index.clusters[cluster].version
    if any(_adds_requested_names(claim, version) for claim in stated):
        return []
    if claim_index.of(cluster, "unknown-certificate-name"):
        return []
    domains = cluster_domains(claim_index, cluster) or [_CLUSTER_DOMAIN]
    present = {*_OF_THE_SERVICE, *(f"kubernetes.default.svc.{domain}" for domain in domains)}
    present |= {address(claim) for claim in (*stated, *claim_index.of(cluster, "node", "advertise-address"))}
    present |= {address(claim) for claim in claim_index.of(cluster, "control-plane") if not claim.from_inventory}
    servers = claim_index.of(cluster, "kubeconfig-server")
    missing = {address(claim) for claim in servers if not _is_local(claim)} - present
    return sorted(name for name in missing if not _has_wildcard(name, present))


@claim_word("string")
def requested_name(claim_index: ClaimIndex, index: int) -> str:
    """The name that its certificate must have: that of the Service of a webhook as the API server calls it, else its
    own name.

    kubernetes/apiserver v0.36.2, pkg/util/webhook/client.go (`HookClient`)
    """
    claim = claim_index.claims[index]
    if claim.role == "webhook-service":
        return f"{claim.text}.{claim.traits.get('service_namespace', '')}.svc"
    return claim.host


@claim_word("list")
def lacking_certificate(claim_index: ClaimIndex, index: int) -> list[str]:
    """The names in the cert-manager Certificate that it uses, if that is known and lacks the name; else empty.

    For a webhook, that is the Certificate of its CA, if its Service is known too. For a host of TLS, it is the
    Certificate of its Secret.
    """
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    if claim.role == "webhook-service" and (_service(claim) not in _services(claim_index, cluster)):
        return []  # kustomize renames Services in webhooks too, and its renaming is not followed here
    keys = _certificate_keys(claim)
    names = claim_index.memo(("names of", cluster, keys), lambda: _names_of(claim_index, cluster, keys))
    wanted = requested_name(claim_index, index)
    if "$" in wanted or "{" in wanted or wanted in names or _has_wildcard(wanted, names):
        return []
    return claim_index.memo(("some names of", cluster, keys), lambda: few(names))


def _names_of(claim_index: ClaimIndex, cluster: str, keys: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    """The names of the Certificates with these keys; empty if one of the names is not known."""
    issued = claim_index.memo(("issued names", cluster), lambda: _issued_names(claim_index, cluster))
    names = frozenset(name for key in keys for name in issued.get(key, ()))
    return frozenset() if any("$" in name or "{" in name for name in names) else names


def _service(claim: Claim) -> tuple[str, str]:
    return str(claim.traits.get("service_namespace", "")), claim.text


def _services(claim_index: ClaimIndex, cluster: str) -> set[tuple[str, str]]:
    """The namespace and name of each known Service of a cluster that has ports."""
    return claim_index.memo(
        ("services with ports", cluster),
        lambda: {(claim.owner.namespace, claim.owner.name) for claim in claim_index.of(cluster, "service-ports")},
    )


def _certificate_keys(claim: Claim) -> tuple[tuple[str, ...], ...]:
    """The Certificate, or the Secret of one, that a claim names."""
    keys: list[tuple[str, ...]] = []
    if certificate := str(claim.traits.get("ca_certificate", "")):
        keys.append(("Certificate", *certificate.split("/")))
    if secret := str(claim.traits.get("ca_secret", "")):
        keys.append(("Secret", *secret.split("/")))
    if (secret := str(claim.traits.get("tls_secret", ""))) and not claim.traits.get("own_certificate"):
        keys.append(("Secret", str(claim.traits.get("tls_namespace", "")) or claim.owner.namespace, secret))
    return tuple(keys)


def _issued_names(claim_index: ClaimIndex, cluster: str) -> dict[tuple[str, ...], set[str]]:
    """The names of each Certificate, by its namespace and name, and by its namespace and Secret."""
    names: dict[tuple[str, ...], set[str]] = {}
    for claim in claim_index.of(cluster, "issued-names"):
        stated = [name.lower() for name in listed(claim.traits.get("dns_names", ()))]
        names.setdefault(("Certificate", claim.owner.namespace, claim.owner.name), set()).update(stated)
        names.setdefault(("Secret", claim.owner.namespace, str(claim.traits.get("secret", ""))), set()).update(stated)
    return names


def _adds_requested_names(claim: Claim, version: int | None) -> bool:
    """Whether the server adds every name to its certificate that a client requests."""
    security = claim.traits.get("tls_san_security", "")
    return security == "false" or (security == "default" and version is not None and version < _FIRST_SECURE)


def _is_local(claim: Claim) -> bool:
    return claim.host == "localhost" or (claim.block is not None and special(claim.block) == "loopback")


def _has_wildcard(name: str, present: Iterable[str]) -> bool:
    """Whether one of the names is a wildcard for the name: `*` is one label (RFC 6125, section 6.4.3)."""
    return f"*.{name.partition('.')[2]}" in present
