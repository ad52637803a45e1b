"""Word for service links: the Service for which the kubelet sets a variable that a program reads as a setting."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.words.registry import claim_word


@claim_word("string")
def linking_service(claim_index: ClaimIndex, index: int) -> str:
    """The Service of its namespace for which the kubelet sets the variable, unless the Pod switches service links off
    or sets the variable itself; else empty.

    kubernetes v1.36.2, pkg/kubelet/envvars/envvars.go (`FromServices`, `makeEnvVariableName`)
    """
    claim = claim_index.claims[index]
    traits = claim.traits
    if (
        not traits.get("links")
        or claim.leaves_to_variable("links")
        or traits.get("variables_from")
        or claim.text in listed(traits.get("own_variables", ()))
    ):
        return ""
    cluster = claim.owner.cluster
    linked = claim_index.memo(("linked services", cluster), lambda: _variables(claim_index, cluster))
    return linked.get((claim.owner.namespace, claim.text), "")


def _variables(claim_index: ClaimIndex, cluster: str) -> dict[tuple[str, str], str]:
    """The namespace and NAME_PORT of each Service of a cluster that sets variables, with the Service."""
    return {
        (service.owner.namespace, f"{service.owner.name.upper().replace('-', '_')}_PORT"): str(service.owner)
        for service in claim_index.of(cluster, "service-ports")
        if not service.traits.get("headless") and service.traits.get("service_type") != "ExternalName"
    }
