"""Words for facts that several objects state: what an object states as a whole, and with which API server."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex, address, family_of
from svclint.findings.words.registry import claim_word
from svclint.model import Owner

# https://docs.k3s.io/cli/server, https://docs.rke2.io/reference/server_config
_K3S = frozenset({"/cluster-cidr", "/service-cidr", "/cluster-dns", "/cluster-domain"})
# https://www.talos.dev/v1.11/reference/configuration/v1alpha1/config/
_TALOS = "/cluster/network/"
# Kinds whose pod networks are parts of the cluster's, and programs that list ranges of several clusters.
_OF_A_PART = frozenset({"Node", "Subnet", "Submariner", "DaemonSet"})


@claim_word("list")
def statement(claim_index: ClaimIndex, index: int) -> list[str]:
    """What its object states for its role and family: all addresses, or else all texts, sorted."""
    claim = claim_index.claims[index]
    family = family_of(claim)

    def stated() -> list[str]:
        claims = (other for other in claim_index.claims_of(claim.owner) if other.role == claim.role)
        return sorted({address(other) or other.text for other in claims if family_of(other) == family})

    return claim_index.memo(("statement", claim.owner, claim.role, family), stated)


@claim_word("string", rests_on=("kubeconfigServers",))
def server_configuration(claim_index: ClaimIndex, index: int) -> str:
    """Which configuration of a server states it: `k3s` (also RKE2), or `talos` and the endpoint of the API; else empty.

    Machine configurations of Talos with one endpoint belong to one cluster; without an endpoint, they are patches.
    """
    claim = claim_index.claims[index]
    if claim.owner.kind or claim.from_inventory:
        return ""
    if claim.location.pointer in _K3S:
        return "k3s"
    endpoint = _endpoint(claim_index, claim.owner) if claim.location.pointer.startswith(_TALOS) else ""
    return endpoint and f"talos {endpoint}"


@claim_word("bool")
def states_setup(claim_index: ClaimIndex, index: int) -> bool:
    """Whether its object states a network or the domain of the whole cluster, as installers and control planes do.

    Not: files of variables, of which a later one replaces an earlier; ranges that are added to the first, such as
    further ServiceCIDRs, the parts of nodes, and the pools of network plugins.
    """
    claim = claim_index.claims[index]
    owner = claim.owner
    if claim.from_inventory or claim.status.latent or not owner.kind or owner.kind in _OF_A_PART:
        return False
    if owner.kind == "ServiceCIDR":
        return owner.name == "kubernetes"
    return not claim.traits.get("cni") and not claim.location.pointer.endswith("/clusterCIDR")


def _endpoint(claim_index: ClaimIndex, owner: Owner) -> str:
    """The only endpoint of the API that an object states, by name or address; empty if there is none or several."""

    def endpoint() -> str:
        claims = [claim for claim in claim_index.claims_of(owner) if claim.role == "control-plane"]
        endpoints = {claim.host or address(claim) for claim in claims}
        return endpoints.pop() if len(endpoints) == 1 else ""

    return claim_index.memo(("stated endpoint", owner), endpoint)
