"""Words for StatefulSets: whether the Service that one names gives its Pods their DNS names."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.name_lists import few
from svclint.findings.words.registry import claim_word
from svclint.model import Claim


@claim_word("list")
def other_governing_services(claim_index: ClaimIndex, index: int) -> list[str]:
    """The headless Services that select the Pods of a StatefulSet, if it names none of them.

    Pods have DNS names only in the Service that `serviceName` names, and only if it is headless:
    kubernetes v1.36.2, pkg/controller/statefulset/stateful_set_utils.go (`initIdentity`)
    """
    headless = {service.owner.name for service in _selecting(claim_index, index) if service.traits.get("headless")}
    return few(headless) if claim_index.claims[index].text not in headless else []


@claim_word("list")
def services_in_place_of_unseen(claim_index: ClaimIndex, index: int) -> list[str]:
    """The Services that select the Pods of a StatefulSet, if it names a Service that is not known."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    known = claim_index.memo(
        ("names of Services", cluster),
        lambda: {(service.owner.namespace, service.owner.name) for service in claim_index.of(cluster, "service-ports")},
    )
    if (claim.owner.namespace, claim.text) in known:
        return []
    return few(service.owner.name for service in _selecting(claim_index, index))


def _selecting(claim_index: ClaimIndex, index: int) -> Iterator[Claim]:
    """The Services of the namespace that select the Pods of a StatefulSet."""
    claim = claim_index.claims[index]
    cluster, namespace = claim.owner.cluster, claim.owner.namespace
    by_label = claim_index.memo(("Services by label", cluster), lambda: _by_label(claim_index, cluster))
    labels = set(listed(claim.traits.get("pod_labels", ())))
    for label in sorted(labels):
        yield from (service for service in by_label.get((namespace, label), ()) if _selector(service) <= labels)


def _by_label(claim_index: ClaimIndex, cluster: str) -> dict[tuple[str, str], list[Claim]]:
    """The Services of a cluster that select Pods, by their namespace and the first label of their selector."""
    services: dict[tuple[str, str], list[Claim]] = {}
    for service in claim_index.of(cluster, "service-ports"):
        if selector := _selector(service):
            services.setdefault((service.owner.namespace, min(selector)), []).append(service)
    return services


def _selector(service: Claim) -> set[str]:
    """The labels of a Service's selector; one that a variable holds is `?`, which no Pod has."""
    texts = listed(service.traits.get("service_selection", ()))
    return {label for text in texts for label in text.partition(" @ ")[0].split(",") if label}
