"""Words for the domain of the cluster's names: what its DNS serves, and names with another domain."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.names import DNS_NAMESPACES
from svclint.findings.words.names import cluster_domains as stated_domains
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.model import Claim

DEFAULT_DOMAIN = "cluster.local"
"""kubernetes v1.36.2, cmd/kubeadm/app/apis/kubeadm/v1beta4/defaults.go (DefaultServiceDNSDomain)"""


@cluster_word("list")
def served_domains(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The domains that the Corefile of the cluster's DNS serves; empty if it rewrites names or is not known."""
    served = [claim for claim in claim_index.of(cluster, "served-domain") if claim.owner.namespace in DNS_NAMESPACES]
    if any(claim.traits.get("rewrites") for claim in served):
        return []
    return sorted({claim.host for claim in served})


@claim_word("string")
def meant_domain(claim_index: ClaimIndex, index: int) -> str:
    """The domain of the cluster that the name of a Service means but does not have; empty if it has one, or may.

    It means the domain if it differs by a slip of the pen, or ends too early; and if it has the default domain where
    the cluster states another. A domain that something states or serves is meant as it is.
    """
    claim = claim_index.claims[index]
    domain, cluster = claim.host.partition(".svc.")[2], claim.owner.cluster
    own, served = claim_index.memo(("own domains", cluster), lambda: _own_domains(claim_index, cluster))
    if domain in own or domain in served or len(own) > 1 or _is_one_of_all_forms(claim, own):
        return ""
    if domain == DEFAULT_DOMAIN:
        return own[0]
    elsewhere = claim_index.memo(
        "domains of all clusters",
        lambda: {text.lower() for name in claim_index.clusters for text in stated_domains(claim_index, name)},
    )
    return own[0] if domain not in elsewhere and _is_slip(domain, own[0]) else ""


def _is_one_of_all_forms(claim: Claim, own: list[str]) -> bool:
    """Whether the same variable has the name with the whole domain too: an allow-list lists all forms of a name."""
    name = claim.host.partition(".svc.")[0]
    return any(f"{name}.svc.{domain}" in str(claim.traits.get("listed_in", "")) for domain in own)


def _own_domains(claim_index: ClaimIndex, cluster: str) -> tuple[list[str], frozenset[str]]:
    """The domains that something states for a cluster, else the default one; and those that a Corefile serves."""
    stated = [text.lower().strip(".") for text in stated_domains(claim_index, cluster)]
    served = frozenset(claim.host for claim in claim_index.of(cluster, "served-domain"))
    return stated or [DEFAULT_DOMAIN], served


def _is_slip(text: str, meant: str) -> bool:
    """Whether a domain is another with the last labels left out, or with one slip inside a label.

    A letter more or another letter at the end of a label may distinguish two clusters: `cluster2.local`.
    """
    if meant.startswith(f"{text}."):
        return True
    if len(text) == len(meant):
        differing = [at for at, (a, b) in enumerate(zip(text, meant, strict=True)) if a != b]
        if len(differing) == 2:
            first, second = differing
            return second == first + 1 and text[first] == meant[second] and text[second] == meant[first]
        return len(differing) == 1 and _is_inside(meant, differing[0]) and text[differing[0]].isalpha()
    shorter, longer = sorted((text, meant), key=len)
    if len(longer) - len(shorter) != 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return shorter == longer[:at] + longer[at + 1 :] and (longer == meant or _is_inside(longer, at))


def _is_inside(text: str, at: int) -> bool:
    """Whether a position of a domain is neither at the start nor at the end of a label."""
    return 0 < at < len(text) - 1 and "." not in text[at - 1 : at + 2]
