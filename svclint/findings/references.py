"""A reference (a claim with the traits of `refers` in the catalogue) → what it names, as far as it is visible."""

from __future__ import annotations

import posixpath
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property

from svclint.claims.listeners import UNKNOWN, Listener, listeners, port_number
from svclint.claims.selections import selections
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.selection_index import may_meet, place_of, selection_index
from svclint.lazy_re import regex
from svclint.model import Claim, Owner

# Workloads that end: they rarely serve what a Service sends, and share their labels with the one that does.
_ENDING = frozenset({"Job", "CronJob"})
_EXPOSED = frozenset({"NodePort", "LoadBalancer"})
# A name in the cluster's DNS. Istio resolves only names without a dot relative to a namespace.
# https://github.com/istio/istio/blob/1.27.0/pilot/pkg/model/config.go (ResolveShortnameToFQDN)
_IN_CLUSTER = regex(r"([a-z0-9-]+)\.([a-z0-9-]+)\.svc(\.[a-z0-9.-]+)?")
_URL = regex(r"[a-z]+://([^/:]+)(?:[:/].*)?")


class Targets:
    """The Services or Pods that a reference names, and all their ports."""

    def __init__(self, claims: Sequence[Claim], ports: Iterable[Listener]) -> None:
        self.claims = claims
        self.ports = tuple(ports)

    def have(self, claim: Claim) -> bool:
        """Whether one of the ports is the one that a reference names; a port that a variable states may be any."""
        if number := number_of(claim):
            return not self._numbers.isdisjoint((0, number))
        return self.name(claim.text)

    def lead_to(self, claim: Claim) -> bool:
        """Whether one of the ports of a Service leads to the Pods' port that a reference names by number, or has its
        name; a target port that is a name may be any number.
        """
        if number := number_of(claim):
            return any(port_number(port.mapped) in (0, number) for port in self.ports)
        return self.name(claim.text)

    def name(self, name: str) -> bool:
        """Whether one of the ports has a name, or may have it because a variable states its name."""
        return not self._names.isdisjoint((UNKNOWN, name))

    def number_of_name(self, name: str) -> int:
        """The number of the ports with a name; 0 if there are none, or several numbers."""
        numbers = {port.number for port in self.ports if port.name == name}
        return numbers.pop() if len(numbers) == 1 else 0

    @cached_property
    def owners(self) -> list[str]:
        """The distinct objects, in order."""
        return list(dict.fromkeys(str(claim.owner) for claim in self.claims))

    @cached_property
    def sources(self) -> dict[str, Listener]:
        """The number or name of a port of the Pods → the first port of a Service that leads to it."""
        return {port.mapped: port for port in reversed(self.ports)}

    @cached_property
    def _numbers(self) -> frozenset[int]:
        return frozenset(port.number for port in self.ports)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(port.name for port in self.ports)


def targets_of(claim_index: ClaimIndex, claim: Claim) -> Targets:
    """The targets of a reference, computed once for all references that name the same."""
    traits = claim.traits
    names = tuple(traits.get(f"target_{name}", "") for name in ("kind", "name", "namespace", "selections"))
    if "target_listeners" in traits:
        return Targets([claim], listeners(listed(traits["target_listeners"])))
    key: Hashable = ("targets", claim.owner.cluster, place_of(claim), claim.status.variant, names)

    def work() -> Targets:
        found = (_selected if "target_selections" in traits else _named)(claim_index, claim)
        claims = [other for other in found if may_meet(claim, other)]
        return Targets(claims, (port for other in claims for port in ports_of(claim_index, other)))

    return claim_index.memo(key, work)


def ports_of(claim_index: ClaimIndex, claim: Claim) -> tuple[Listener, ...]:
    """The ports of a claim of role `service-ports` or `pod-ports`."""
    return claim_index.memo(("ports of", id(claim)), lambda: listeners(listed(claim.traits.get("served_ports", ()))))


def is_routed(claim_index: ClaimIndex, service: Owner) -> bool:
    """Whether a route or a monitor refers to a Service: their controllers take its endpoints, with their own ports."""
    cluster = service.cluster

    def work() -> frozenset[Owner]:
        routes = claim_index.of(cluster, "backend-port", "monitor-port")
        return frozenset(target.owner for route in routes for target in targets_of(claim_index, route).claims)

    return service in claim_index.memo(("routed services", cluster), work)


def has_proxied_twin(claim_index: ClaimIndex, service: Claim) -> bool:
    """Whether a Service with a ClusterIP selects the same Pods as a headless Service; clients then have its name."""
    cluster = service.owner.cluster

    def work() -> frozenset[tuple[str, tuple[str, ...]]]:
        services = claim_index.of(cluster, "service-ports")
        return frozenset(
            (place_of(other), listed(other.traits.get("service_selection", ())))
            for other in services
            if not other.traits.get("headless")
        )

    selection = listed(service.traits.get("target_selections", ()))
    return (place_of(service), selection) in claim_index.memo(("proxied Services", cluster), work)


def are_additional(claim_index: ClaimIndex, claim: Claim) -> bool:
    """Whether all targets of a reference are Services for Pods that the repository does not contain, and are in another
    folder than the reference or expose the Pods outside of the cluster.
    """
    services, folder = targets_of(claim_index, claim).claims, posixpath.dirname(claim.location.file)
    return bool(services) and all(
        (service.traits.get("service_type") in _EXPOSED or posixpath.dirname(service.location.file) != folder)
        and _has_other_pods(claim_index, service)
        for service in services
    )


def _has_other_pods(claim_index: ClaimIndex, service: Claim) -> bool:
    """Whether a Service selects only Pods that the repository does not contain."""
    selected = [*selections(listed(service.traits.get("service_selection", ())))]
    index = selection_index(claim_index, service.owner.cluster)
    return bool(selected) and not any(index.pods(selection, place_of(service)) for selection in selected)


def only_waiting_service(claim_index: ClaimIndex, endpoints: Claim) -> str:
    """The Service of the same place without selector and endpoints, if there is exactly one; else empty."""
    cluster = endpoints.owner.cluster

    def work() -> dict[str, set[str]]:
        claims = claim_index.of(cluster, "endpoint-port", "unattached-endpoints", "endpoint")
        named = {(place_of(claim), name) for claim in claims for name in (claim.owner.name, _target_name(claim))}
        waiting: dict[str, set[str]] = {}
        for service in claim_index.of(cluster, "service-ports"):
            kept = service.traits.get("service_selection") or service.traits.get("service_type") == "ExternalName"
            if not kept and not service.status.latent and (place_of(service), service.owner.name) not in named:
                waiting.setdefault(place_of(service), set()).add(str(service.owner))
        return waiting

    services = claim_index.memo(("waiting services", cluster), work).get(place_of(endpoints), ())
    return next(iter(services)) if len(services) == 1 else ""


def _target_name(claim: Claim) -> str:
    return str(claim.traits.get("target_name", ""))


def number_of(claim: Claim) -> int:
    """The number of the port that a reference names; 0 for a name."""
    return claim.ports[0].first if claim.ports else 0


def _named(claim_index: ClaimIndex, claim: Claim) -> Iterator[Claim]:
    name, namespace = str(claim.traits.get("target_name", "")), str(claim.traits.get("target_namespace", ""))
    if "." in name:
        url = _URL.fullmatch(name)
        parts = _IN_CLUSTER.fullmatch(url[1] if url else name)
        if parts is None:
            return
        name, namespace = parts[1], parts[2]
    for service in selection_index(claim_index, claim.owner.cluster).services_named(name, place_of(claim, namespace)):
        # The port of a reference to an ExternalName Service is that of the external name.
        if service.traits.get("service_type") != "ExternalName":
            yield service


def _selected(claim_index: ClaimIndex, claim: Claim) -> Iterator[Claim]:
    index, place = selection_index(claim_index, claim.owner.cluster), place_of(claim)
    select = index.services if claim.traits.get("target_kind") == "Service" else index.pods
    for selection in selections(listed(claim.traits["target_selections"])):
        yield from (other for other in select(selection, place) if other.owner.kind not in _ENDING)
