"""Words for references: what a reference to a port names, and whether that has the port."""

from __future__ import annotations

from svclint.claims.selections import selections
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.name_lists import few
from svclint.findings.references import (
    are_additional,
    has_proxied_twin,
    is_routed,
    number_of,
    only_waiting_service,
    targets_of,
)
from svclint.findings.translated_ports import names_some, translation_of
from svclint.findings.words.registry import reference_word

# Parts of the keys with which Pods ask for sidecars: of Istio, Linkerd, Consul, Vault, Kuma, OpenTelemetry and Dapr.
_INJECTION = ("inject", "sidecar", "dapr.io/enabled", "openservicemesh.io")


@reference_word("bool")
def target_known(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the repository contains what the reference names: a Service, or Pods."""
    return bool(targets_of(claim_index, claim_index.claims[index]).claims)


@reference_word("string")
def target(claim_index: ClaimIndex, index: int) -> str:
    """What the reference names: the Service, or the workload of the Pods."""
    first, *others = targets_of(claim_index, claim_index.claims[index]).owners or [""]
    return f"{first} and {len(others)} more" if others else first


@reference_word("bool")
def additional(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the repository contains none of the Pods of its targets, and each of them exposes the Pods outside of the
    cluster or is in another folder: a chart or an operator that creates the Pods may also create their usual Service.

    That Service cannot have a port with a name of digits, which Kubernetes does not allow.
    """
    claim = claim_index.claims[index]
    return not claim.text.isdecimal() and are_additional(claim_index, claim)


@reference_word("bool")
def port_served(claim_index: ClaimIndex, index: int) -> bool:
    """Whether one of the targets has the port, or may have it because a variable states one of its ports."""
    claim = claim_index.claims[index]
    return targets_of(claim_index, claim).have(claim)


@reference_word("bool")
def target_is_headless(claim_index: ClaimIndex, index: int) -> bool:
    """Whether one of the targets is a headless Service, whose name leads to its Pods."""
    return any(target.traits.get("headless") for target in targets_of(claim_index, claim_index.claims[index]).claims)


@reference_word("bool")
def may_get_containers(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the Pods of a target get further containers, whose ports are not known: a label or an annotation asks a
    webhook to inject a sidecar.
    """
    targets = targets_of(claim_index, claim_index.claims[index]).claims
    return any(
        mark in text.partition("=")[0]
        for target in targets
        for trait in ("pod_labels", "pod_annotations")
        for text in listed(target.traits.get(trait, ()))
        for mark in _INJECTION
    )


@reference_word("bool")
def endpoint_port_served(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the Service has an endpoint with the port: a port with this name, or one that leads to this number of its
    Pods. A target port that is a name may be any number.
    """
    claim = claim_index.claims[index]
    return targets_of(claim_index, claim).lead_to(claim)


@reference_word("list")
def served(claim_index: ClaimIndex, index: int) -> list[str]:
    """The ports that the targets have, each as `80 (http)`."""
    return few(str(port) for port in targets_of(claim_index, claim_index.claims[index]).ports)


@reference_word("string")
def meant(claim_index: ClaimIndex, index: int) -> str:
    """The port of the Service that leads to the port of the reference, as `80 (http)`; empty if there is none.

    People write the port of the Pods where the port of the Service belongs.
    """
    claim = claim_index.claims[index]
    source = targets_of(claim_index, claim).sources.get(str(number_of(claim) or claim.text))
    return str(source) if source else ""


@reference_word("bool")
def port_name_served(claim_index: ClaimIndex, index: int) -> bool:
    """Whether one of the targets has a port with the name `claim.port_name`; no name is a name of its own."""
    claim = claim_index.claims[index]
    return targets_of(claim_index, claim).name(str(claim.traits.get("port_name", "")))


@reference_word("string")
def waiting_service(claim_index: ClaimIndex, index: int) -> str:
    """For a port of endpoints whose Service is not visible: the only Service of the namespace that waits for endpoints
    made by hand, because it has no selector and no endpoints name it.
    """
    claim = claim_index.claims[index]
    return "" if targets_of(claim_index, claim).claims else only_waiting_service(claim_index, claim)


@reference_word("bool")
def target_selects(claim_index: ClaimIndex, index: int) -> bool:
    """Whether one of the targets is a Service with a selector, so that Kubernetes manages its endpoints."""
    return any(
        target.traits.get("service_selection") for target in targets_of(claim_index, claim_index.claims[index]).claims
    )


@reference_word("bool")
def owner_routed(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a route or a monitor refers to the Service that has the reference: its controller takes the ports of the
    endpoints.
    """
    return is_routed(claim_index, claim_index.claims[index].owner)


@reference_word("bool")
def owner_has_twin(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a Service with a ClusterIP selects the same Pods as the headless Service that has the reference."""
    return has_proxied_twin(claim_index, claim_index.claims[index])


@reference_word("bool")
def selective(claim_index: ClaimIndex, index: int) -> bool:
    """Whether each of its selections requires a label, so that it means Pods or Services of one kind."""
    texts = listed(claim_index.claims[index].traits.get("target_selections", ()))
    return bool(texts) and all(names_some(selection) for selection in selections(texts))


@reference_word("int")
def pod_port(claim_index: ClaimIndex, index: int) -> int:
    """The number of the Pods' port that the reference names; 0 if it is a name that the Pods do not have, or that has
    different numbers.
    """
    claim = claim_index.claims[index]
    return number_of(claim) or targets_of(claim_index, claim).number_of_name(claim.text)


@reference_word("string")
def translated(claim_index: ClaimIndex, index: int) -> str:
    """For a port of a policy: the port of the selected Pods to which their Service maps it, if nobody listens on the
    port itself and no rule allows the other one. Policies apply after this translation.
    """
    found = translation_of(claim_index, claim_index.claims[index])
    return found.port if found else ""


@reference_word("string")
def translating(claim_index: ClaimIndex, index: int) -> str:
    """The Service that translates the port; empty if `reference.translated` is."""
    found = translation_of(claim_index, claim_index.claims[index])
    return str(found.service.owner) if found else ""


@reference_word("bool")
def is_node_port(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the port is a node port of the Service in `reference.translating`."""
    found = translation_of(claim_index, claim_index.claims[index])
    return found is not None and found.is_node_port
