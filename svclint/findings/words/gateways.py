"""Words for Gateways: their listeners, which routes name, and the hosts that no listener serves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.name_lists import few
from svclint.findings.selection_index import selection_index
from svclint.findings.words.registry import claim_word
from svclint.lazy_re import regex
from svclint.model import Claim

# A host name, with or without a wildcard; anything else is a variable or a template.
_HOSTNAME = regex(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*")
_GROUP = "gateway.networking.k8s.io"
# Protocols of listeners to which a route of a kind can attach:
# https://github.com/kubernetes-sigs/gateway-api/blob/v1.6.1/apis/v1/gateway_types.go (AllowedRoutes.Kinds)
_PROTOCOLS: Mapping[str, frozenset[str]] = {
    "HTTPRoute": frozenset({"HTTP", "HTTPS"}),
    "GRPCRoute": frozenset({"HTTP", "HTTPS"}),
    "TLSRoute": frozenset({"TLS"}),
}


class Listeners:
    """Listeners of one Gateway: all of them, or those of one name or port."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = claims

    @cached_property
    def names(self) -> list[str]:
        return few(f"{claim.traits.get('listener')} ({claim.text})" for claim in self.claims)

    @cached_property
    def open(self) -> bool:
        """Whether a listener may admit routes of other namespaces."""
        return any(claim.traits.get("allowed_routes") != "Same" for claim in self.claims)

    def of(self, section: str, port: str) -> Listeners:
        """The listeners with a name and a port; empty texts stand for any."""
        by_name = self._by_section.get(section, _NONE) if section else self
        return by_name._by_port.get(port, _NONE) if port else by_name

    def serve(self, host: str) -> bool:
        """Whether a listener's host name and `host`, each with or without a wildcard, have a host in common.

        A wildcard matches one or more labels: `*.example.com` serves `a.b.example.com` and not `example.com`. A host
        name that is not known may be any.
        """
        hosts = self.hosts
        if not self._all_are_known or host in hosts:
            return True
        if any(f"*{suffix}" in hosts for suffix in _suffixes(host)):
            return True
        return host.startswith("*.") and host[1:] in self._suffixes

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The host names of the listeners, in lower case; empty for a listener of any host."""
        return frozenset(str(claim.traits.get("listener_hostname", "")).lower().rstrip(".") for claim in self.claims)

    @cached_property
    def _all_are_known(self) -> bool:
        return all(map(_HOSTNAME.fullmatch, self.hosts))

    @cached_property
    def _suffixes(self) -> frozenset[str]:
        return frozenset(suffix for host in self.hosts for suffix in _suffixes(host))

    @cached_property
    def _by_section(self) -> Mapping[str, Listeners]:
        return _grouped((str(claim.traits.get("listener", "")), claim) for claim in self.claims)

    @cached_property
    def _by_port(self) -> Mapping[str, Listeners]:
        return _grouped((claim.text, claim) for claim in self.claims)


_NONE = Listeners(())


def _grouped(claims: Iterable[tuple[str, Claim]]) -> Mapping[str, Listeners]:
    groups: dict[str, list[Claim]] = {}
    for key, claim in claims:
        groups.setdefault(key, []).append(claim)
    return {key: Listeners(group) for key, group in groups.items()}


def _suffixes(host: str) -> Iterator[str]:
    """`a.b.c` → `.b.c`, `.c`; for a wildcard, `*.b.c`, the same."""
    labels = host.split(".")
    return (f".{'.'.join(labels[start:])}" for start in range(1, len(labels)))


@claim_word("list")
def gateway_lacks(claim_index: ClaimIndex, index: int) -> list[str]:
    """The listeners of the Gateway that the claim references, as `https (443)`, if the Gateway is known and has no
    listener of that name or port.
    """
    claim = claim_index.claims[index]
    if claim.role != "listener-reference":
        return []
    namespace = str(claim.traits.get("gateway_namespace", "")) or claim.owner.namespace
    listeners = _listeners(claim_index, claim.owner.cluster, namespace, str(claim.traits.get("gateway", "")))
    section, port = ("", claim.text) if claim.ports else (claim.text, "")
    return [] if listeners.of(section, port).claims else listeners.names


@claim_word("list")
def unmet_hosts(claim_index: ClaimIndex, index: int) -> list[str]:
    """The host names of the listeners that the claim's route references, if all of its Gateways are known and none of
    these listeners serves the claim's host.
    """
    claim = claim_index.claims[index]
    if claim.role != "route-host" or claim.owner.kind not in _PROTOCOLS:
        return []
    parents = listed(claim.traits.get("parents", ()))
    referenced = [_of_parent(claim_index, claim, parent) for parent in parents]
    if any(not listeners.claims or listeners.serve(claim.host) for listeners in referenced):
        return []
    key = "hosts of listeners", claim.owner.cluster, claim.owner.namespace, parents
    return claim_index.memo(key, lambda: few(host for listeners in referenced for host in listeners.hosts))


@claim_word("list")
def gateway_admits(claim_index: ClaimIndex, index: int) -> list[str]:
    """The labels of the namespaces whose routes the listeners of a claim's Gateway admit, if the route's namespace is
    visible and has none of these sets of labels.
    """
    claim = claim_index.claims[index]
    if claim.role != "gateway-reference" or claim.owner.namespace in ("", claim.text):
        return []
    gateway = _listeners(claim_index, claim.owner.cluster, claim.text, str(claim.traits.get("gateway", "")))
    listeners = gateway.of(str(claim.traits.get("section", "")), str(claim.traits.get("gateway_port", "")))
    index_of_labels = selection_index(claim_index, claim.owner.cluster)
    selectors: list[str] = []
    for listener in listeners.claims:
        if listener.traits.get("allowed_routes") == "Selector":
            for selector in listed(listener.traits.get("route_namespaces", ())):
                if not selector or index_of_labels.in_namespaces(selector, claim.owner.namespace) is not False:
                    return []
                selectors.append(selector)
        elif listener.traits.get("allowed_routes") != "Same":
            return []
    return few(dict.fromkeys(selectors))


@claim_word("bool")
def gateway_is_closed(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the claim references a Gateway of another namespace whose listeners, or the one that it names, admit only
    routes of the Gateway's own namespace.
    """
    claim = claim_index.claims[index]
    if claim.role != "gateway-reference" or claim.owner.namespace in ("", claim.text):
        return False
    gateway = _listeners(claim_index, claim.owner.cluster, claim.text, str(claim.traits.get("gateway", "")))
    listeners = gateway.of(str(claim.traits.get("section", "")), str(claim.traits.get("gateway_port", "")))
    return bool(listeners.claims) and not listeners.open


def _of_parent(claim_index: ClaimIndex, route: Claim, parent: str) -> Listeners:
    """The listeners that a parentRef (`name=edge,sectionName=https`) references; none if its Gateway is not known.

    A route attaches only to listeners of the protocols of its kind.
    """
    fields = dict(part.partition("=")[::2] for part in parent.split(","))
    if fields.get("kind", "Gateway") != "Gateway" or fields.get("group", _GROUP) != _GROUP:
        return _NONE
    namespace, name = fields.get("namespace") or route.owner.namespace, fields.get("name", "")
    listeners = _listeners(claim_index, route.owner.cluster, namespace, name, _PROTOCOLS.get(route.owner.kind))
    return listeners.of(fields.get("sectionName", ""), fields.get("port", ""))


def _listeners(
    claim_index: ClaimIndex, cluster: str, namespace: str, name: str, protocols: frozenset[str] | None = None
) -> Listeners:
    """The listeners of a Gateway in all files that describe it, or those with one of the protocols."""
    by_gateway = claim_index.memo(
        ("gateway listeners", cluster, protocols),
        lambda: _grouped(
            (f"{claim.owner.namespace}/{claim.owner.name}", claim)
            for claim in claim_index.of(cluster, "gateway-listener")
            if protocols is None or claim.traits.get("listener_protocol") in protocols
        ),
    )
    return by_gateway.get(f"{namespace}/{name}", _NONE)
