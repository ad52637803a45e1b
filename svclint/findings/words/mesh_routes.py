"""Words for routes of Istio: Gateways, hosts and subsets that they reference, and what exists instead."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.claims.selections import selections
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.name_lists import few
from svclint.findings.selection_index import labels_of, place_of, selection_index
from svclint.findings.typos import is_name_typo
from svclint.findings.words.registry import claim_word
from svclint.lazy_re import regex
from svclint.model import Claim

_DOMAIN = "svc.cluster.local"
# A host name, with or without a wildcard; anything else is a variable or a template.
_HOSTNAME = regex(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*")
_NAME = regex(r"([a-z0-9-]+/)?[a-z0-9-]+")
_ROLLOUT = "Rollout"


@claim_word("string")
def gateway_instead(claim_index: ClaimIndex, index: int) -> str:
    """The Istio Gateway that was probably meant, as `namespace/name`, if the one that the claim names is not visible:
    one of the same name in another namespace, or one whose name has a typo in the claim.
    """
    claim = claim_index.claims[index]
    if claim.role != "mesh-gateway-reference" or not claim.owner.namespace or not _NAME.fullmatch(claim.text):
        return ""
    namespace, name = _gateway(claim, claim.text)
    by_name = claim_index.memo(("mesh gateways", claim.owner.cluster), lambda: _gateways(claim_index, claim))
    if namespace in by_name.get(name, {}):
        return ""
    places = [place for place in by_name.get(name, {}) if place]
    if len(places) == 1:
        return f"{places[0]}/{name}"
    meant = [other for other, found in by_name.items() if namespace in found and is_name_typo(name, other)]
    return f"{namespace}/{meant[0]}" if len(meant) == 1 and not places else ""


@claim_word("list")
def gateway_hosts(claim_index: ClaimIndex, index: int) -> list[str]:
    """The hosts of the Istio Gateways that the claim's route references, if all of them are visible and none serves the
    claim's host. A Gateway may limit hosts to namespaces, which does not count here.
    """
    claim = claim_index.claims[index]
    if claim.role != "mesh-route-host" or not _HOSTNAME.fullmatch(claim.host):
        return []
    by_name = claim_index.memo(("mesh gateways", claim.owner.cluster), lambda: _gateways(claim_index, claim))
    served: set[str] = set()
    for text in listed(claim.traits.get("gateways", ())):
        namespace, name = _gateway(claim, text)
        hosts = by_name.get(name, {}).get(namespace)
        if hosts is None or not all(map(_HOSTNAME.fullmatch, hosts)):
            return []
        served |= hosts
    return [] if any(_meet(claim.host.lower(), host) for host in served) else few(served)


@claim_word("list")
def defined_subsets(claim_index: ClaimIndex, index: int) -> list[str]:
    """The subsets of the claim's host, if its DestinationRules are visible and none defines the subset."""
    claim = claim_index.claims[index]
    if claim.role != "subset-reference":
        return []
    cluster = claim.owner.cluster

    def work() -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for rule in claim_index.of(cluster, "destination-rule"):
            found.setdefault(_host(rule, rule.text), []).extend(listed(rule.traits.get("subsets", ())))
        return found

    by_host = claim_index.memo(("subsets", cluster), work)
    names = by_host.get(_host(claim, str(claim.traits.get("subset_host", ""))), [])
    known = claim.text not in names and not any("$" in name or "{" in name for name in (claim.text, *names))
    return few(names) if known else []


@claim_word("list")
def pods_without_subset(claim_index: ClaimIndex, index: int) -> list[str]:
    """The workloads of the host of a subset to which a visible route sends requests, if none of them has the claim's
    label.
    """
    claim = claim_index.claims[index]
    key, value = claim.location.pointer.rpartition("/")[2].replace("~1", "/"), claim.text
    host = _host(claim, str(claim.traits.get("subset_host", "")))
    name, _, rest = host.partition(".")
    namespace = rest.removesuffix(f".{_DOMAIN}")
    if (
        claim.role != "subset"
        or "$" in value
        or "{" in value
        or namespace == rest
        or (host, claim.traits.get("subset_name")) not in _routed(claim_index, claim)
    ):
        return []
    chosen = selection_index(claim_index, claim.owner.cluster)
    pods = [
        other
        for service in chosen.services_named(name, namespace)
        for selection in selections(listed(service.traits.get("service_selection", ())))
        for other in chosen.pods(selection, place_of(service))
    ]
    known = not any(other.owner.kind == _ROLLOUT or labels_of(other, "pod_labels").get(key) == value for other in pods)
    return few(str(other.owner) for other in pods) if known else []


def _routed(claim_index: ClaimIndex, claim: Claim) -> frozenset[tuple[str, str]]:
    """The hosts and subsets to which the routes of a cluster send requests."""
    cluster = claim.owner.cluster

    def work() -> frozenset[tuple[str, str]]:
        references = claim_index.of(cluster, "subset-reference")
        return frozenset((_host(other, str(other.traits.get("subset_host", ""))), other.text) for other in references)

    return claim_index.memo(("routed subsets", cluster), work)


def _gateways(claim_index: ClaimIndex, claim: Claim) -> dict[str, dict[str, set[str]]]:
    """The Istio Gateways of a cluster: name → namespace → hosts, without the namespaces to which they are limited."""
    gateways: dict[str, dict[str, set[str]]] = {}
    for gateway in claim_index.of(claim.owner.cluster, "mesh-gateway"):
        hosts = gateways.setdefault(gateway.owner.name, {}).setdefault(gateway.owner.namespace, set())
        hosts.update(host.rpartition("/")[2].lower() for host in listed(gateway.traits.get("server_hosts", ())))
    return gateways


def _gateway(claim: Claim, text: str) -> tuple[str, str]:
    """The namespace and the name of a Gateway that a route references as `name` or `namespace/name`."""
    namespace, _, name = text.rpartition("/")
    return namespace or claim.owner.namespace, name


def _meet(host: str, other: str) -> bool:
    """Whether two host names, each with or without a wildcard, have a host in common."""
    return host == other or any(
        wild.startswith("*.") and name.endswith(wild[1:]) for wild, name in ((host, other), (other, host))
    )


def _host(claim: Claim, host: str) -> str:
    """The full name of a host: Istio completes names without a dot with the namespace of the object that has them.

    https://github.com/istio/istio/blob/1.27.0/pilot/pkg/model/config.go (ResolveShortnameToFQDN)
    """
    return host if "." in host else f"{host}.{claim.owner.namespace}.{_DOMAIN}"
