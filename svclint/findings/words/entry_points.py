"""Words for ports that a proxy has to open: entry points of Traefik, servers of Istio's Gateways, streams of ingress
controllers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from svclint.claims.listeners import port_number
from svclint.claims.selections import selections
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.name_lists import few
from svclint.findings.references import ports_of
from svclint.findings.selection_index import may_meet, selection_index
from svclint.findings.words.registry import claim_word
from svclint.lazy_tuples import NamedTuple
from svclint.model import Claim, Owner

# https://github.com/traefik/traefik-helm-chart/blob/v41.3.0/traefik/values.yaml#L918
_PORTS_OF_CHART = {"web": 8000, "websecure": 8443, "traefik": 8080, "metrics": 9100}
_OF_CHART = frozenset(_PORTS_OF_CHART)
# Roles of clusters in which k3s may run a Traefik of its own.
_K3S = frozenset({"k3s-disable", "flannel-backend"})
_OWN_NAMESPACE = "$(POD_NAMESPACE)"


@claim_word("list")
def other_entry_points(claim_index: ClaimIndex, index: int) -> list[str]:
    """The entry points of the cluster's Traefik, if all of them are known and the one that the claim references is not
    among them.
    """
    claim = claim_index.claims[index]
    if claim.role != "entry-point-reference":
        return []
    place = claim.owner.cluster, claim.status.variant
    known = claim_index.memo(("entry points", *place), lambda: _entry_points(claim_index, claim))
    if not known or claim.text.lower() in known:
        return []
    return claim_index.memo(("names of entry points", *place), lambda: few(known))


@claim_word("list")
def entry_points_of_other_ports(claim_index: ClaimIndex, index: int) -> list[str]:
    """The ports of the entry points of the cluster's Traefik, each as `8000 (web)`, if all of them are known and none
    has the port of the claim, a listener of a Gateway of Traefik.

    https://github.com/traefik/traefik/blob/v3.7.9/pkg/provider/kubernetes/gateway/kubernetes.go (entryPointName)
    """
    claim = claim_index.claims[index]
    if claim.role != "gateway-listener" or claim.traits.get("gateway_class") != "traefik" or not claim.ports:
        return []
    place = claim.owner.cluster, claim.status.variant
    known = claim_index.memo(("ports of entry points", *place), lambda: _entry_point_ports(claim_index, claim))
    return [] if claim.ports[0].first in known.values() else few(f"{port} ({name})" for name, port in known.items())


def _entry_point_ports(claim_index: ClaimIndex, listener: Claim) -> dict[str, int]:
    """The names and ports of the entry points of the chart's Traefik; empty if some are not known."""
    cluster = listener.owner.cluster
    releases = [claim for claim in claim_index.of(cluster, "traefik-release") if may_meet(listener, claim)]
    stated = [claim for claim in claim_index.of(cluster, "entry-point") if may_meet(listener, claim)]
    if not releases or any(claim.traits.get("configured_elsewhere") for claim in (*releases, *stated)):
        return {}
    ports = dict(_PORTS_OF_CHART)
    for claim in stated:
        name = _entry_point(claim)
        if claim.ports:
            ports[name] = claim.ports[0].first
        elif name not in ports or "entrypoints" in claim.location.pointer.lower():
            return {}
    return ports


def _entry_points(claim_index: ClaimIndex, route: Claim) -> frozenset[str]:
    """The entry points of all Traefiks that may serve a route, in lower case; empty if some are not known."""
    cluster = route.owner.cluster
    stated = [claim for claim in claim_index.of(cluster, "entry-point") if may_meet(route, claim)]
    releases = [claim for claim in claim_index.of(cluster, "traefik-release") if may_meet(route, claim)]
    claims = [*stated, *releases]
    if not claims or any(claim.traits.get("configured_elsewhere") for claim in claims):
        return frozenset()
    by_default = _OF_CHART if releases or not _K3S.isdisjoint(claim_index.roles(cluster)) else frozenset[str]()
    return by_default | {_entry_point(claim) for claim in stated}


def _entry_point(claim: Claim) -> str:
    """The name in `/spec/values/ports/mqtt` or in `…/(arguments)/entryPoints.mqtt.address`."""
    key = claim.location.pointer.rpartition("/")[2].lower()
    return key.removeprefix("entrypoints.").partition(".")[0]


@claim_word("list")
def gateway_services(claim_index: ClaimIndex, index: int) -> list[str]:
    """The Services in front of the proxies that an Istio Gateway selects, each with its ports, if none of them leads to
    the port of the claim.

    Istio takes the number as a port of the Service first, and else as one of the Pods:
    https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/gateway.go#L482 (resolvePorts)
    """
    claim = claim_index.claims[index]
    if claim.role != "gateway-server":
        return []
    cluster, selector = claim.owner.cluster, str(claim.traits.get("selector", ""))
    proxies = claim_index.memo(("proxies", cluster, selector), lambda: _selected(claim_index, cluster, selector))
    return proxies.services if proxies.lack("TCP", claim.ports[0].first) else []


@claim_word("bool")
def is_gateway_node_port(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the port of an Istio Gateway is a node port of the cluster."""
    claim = claim_index.claims[index]
    node_ports = claim_index.memo(
        ("node ports", claim.owner.cluster),
        lambda: {port for other in claim_index.of(claim.owner.cluster, "node-port") for port in other.ports},
    )
    return not node_ports.isdisjoint(claim.ports)


@claim_word("list")
def controller_services(claim_index: ClaimIndex, index: int) -> list[str]:
    """The Services in front of the ingress controller that reads the claim's ConfigMap, each with its ports, if neither
    they nor the controller's Pods open the claim's port.
    """
    claim = claim_index.claims[index]
    number = port_number(claim.location.pointer.rpartition("/")[2])
    if claim.role != "stream-port" or not number:
        return []
    cluster = claim.owner.cluster
    flags = claim_index.memo(("stream configmaps", cluster), lambda: _by_configmap(claim_index, cluster))
    missing: list[str] = []
    for reader in flags.get(f"{claim.owner.namespace}/{claim.owner.name}", ()):
        proxies = _of_owner(claim_index, reader.owner)
        if not proxies.lack(str(reader.traits.get("stream_protocol", "")), number):
            return []
        missing.extend(proxies.services)
    return few(missing)


def _by_configmap(claim_index: ClaimIndex, cluster: str) -> Mapping[str, Sequence[Claim]]:
    """The flags that name a ConfigMap, by its namespace and name."""
    flags: dict[str, list[Claim]] = {}
    for flag in claim_index.of(cluster, "stream-configmap"):
        flags.setdefault(flag.text.replace(_OWN_NAMESPACE, flag.owner.namespace), []).append(flag)
    return flags


@claim_word("bool")
def gets_sidecar(claim_index: ClaimIndex, index: int) -> bool:
    """Whether Istio adds a sidecar to the claim's Pods: a label of the Pods or of their namespace requests it.

    https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
    """
    claim = claim_index.claims[index]
    inject = claim.traits.get("inject", "")
    if inject or claim.traits.get("host_network"):
        return inject == "true" and not claim.traits.get("host_network")
    cluster = claim.owner.cluster
    namespaces = claim_index.memo(
        ("namespaces of the mesh", cluster),
        lambda: {
            other.owner.name
            for other in claim_index.of(cluster, "namespace")
            if "istio-injection=enabled" in listed(other.traits.get("labels", ()))
        },
    )
    return claim.owner.namespace in namespaces


class Proxies(NamedTuple):
    """Pods of proxies and the Services in front of them.

    `services` are the Services with their ports, for a message. `opened` are the protocols and numbers of the ports to
    which the Services lead, and of those that the Pods take on the nodes. `unknown`: there may be more ports.
    """

    services: list[str]
    opened: frozenset[tuple[str, int]]
    unknown: bool

    def lack(self, protocol: str, number: int) -> bool:
        return bool(self.services) and not self.unknown and (protocol, number) not in self.opened


def _of_owner(claim_index: ClaimIndex, owner: Owner) -> Proxies:
    """The Pods of one workload."""
    return claim_index.memo(("proxies", owner), lambda: _of_workload(claim_index, owner))


def _of_workload(claim_index: ClaimIndex, owner: Owner) -> Proxies:
    pods = [claim for claim in claim_index.claims_of(owner) if claim.role == "pod-ports"]
    index = selection_index(claim_index, owner.cluster)
    return _proxies(claim_index, pods, (service for claim in pods for service in index.services_of(claim)))


def _selected(claim_index: ClaimIndex, cluster: str, selector: str) -> Proxies:
    """The Pods with some labels in any namespace, and the Services that select such Pods."""
    labels = frozenset(selector.split(","))
    by_label = claim_index.memo(("proxies by label", cluster), lambda: _by_label(claim_index, cluster))
    rarest = min((by_label.get(label, []) for label in sorted(labels)), key=len)
    found = [claim for claim, of_claim in rarest if labels <= of_claim]
    pods = [claim for claim in found if claim.role == "pod-ports"]
    services = [claim for claim in found if claim.role == "service-ports"]
    index = selection_index(claim_index, cluster)
    return _proxies(claim_index, pods, [*services, *(other for claim in pods for other in index.services_of(claim))])


def _by_label(claim_index: ClaimIndex, cluster: str) -> Mapping[str, list[tuple[Claim, frozenset[str]]]]:
    """The Pods by their labels, and the Services by those that they require of Pods, each with all of its labels."""
    found: dict[str, list[tuple[Claim, frozenset[str]]]] = {}
    for claim in claim_index.of(cluster, "pod-ports", "service-ports"):
        texts = listed(claim.traits.get("pod_labels", ()))
        for selection in selections(listed(claim.traits.get("service_selection", ()))):
            texts = tuple(selection.pods.split(","))
        for label in texts:
            found.setdefault(label, []).append((claim, frozenset(texts)))
    return found


def _proxies(claim_index: ClaimIndex, pods: Sequence[Claim], services: Iterable[Claim]) -> Proxies:
    in_front = list({service.owner: service for service in services if not service.status.latent}.values())
    by_name = {port.name: port.number for claim in pods for port in ports_of(claim_index, claim)}
    opened = {
        (port.protocol, port.first)
        for claim in pods
        for other in claim_index.claims_of(claim.owner)
        if other.role == "host-port"
        for port in other.ports
    }
    unknown = any(claim.traits.get("host_network") for claim in pods)
    for port in (port for service in in_front for port in ports_of(claim_index, service)):
        target = port_number(port.mapped) or by_name.get(port.mapped, 0)
        unknown = unknown or not port.number or not target
        opened.update({(port.protocol, port.number), (port.protocol, target)})
    names = (f"{service.owner} ({', '.join(map(str, ports_of(claim_index, service)))})" for service in in_front)
    return Proxies(few(names), frozenset(opened), unknown)
