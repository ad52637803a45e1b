"""A port → who takes it on nodes, which Services, Pods and Gateways have it, and what listens there by default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from svclint.asking.answers import MOST_PARTS, Answer, Entry, Part, amount, entry, filled, section, states_ports
from svclint.asking.evidence import Evidence
from svclint.claims.daemons import PORTS, listening_at
from svclint.claims.listeners import Listener
from svclint.findings.references import ports_of
from svclint.model import Claim, Port

ON_NODES = ("node-port", "host-port", "host-listener", "port-mapping", "scrape-target")
"""Roles of claims that take a port on nodes, or state who does."""
_ADDRESSED = (
    "control-plane",
    "load-balancer",
    "kubeconfig-server",
    "node",
    "etcd-client",
    "etcd-peer",
    "join-endpoint",
)
_GATEWAYS = ("gateway-listener", "gateway-server", "entry-point", "stream-port")
# Ports of Services again, one claim for each address of the Service.
_REPEATED = frozenset(
    {
        "external-ip", "load-balancer-request", "load-balancer-status", "load-balancer-service", "cluster-ip",
        "gateway-address", "cluster-dns",
    }
)  # fmt: skip
_DEFAULT_RANGE = (30000, 32767)


def about_port(evidence: Evidence, asked: Sequence[Port], cluster: str = "") -> Answer:
    """The answer for each cluster in which something has the port, or one for all if nothing has."""
    text = _text(asked)
    found = (claim for claim in evidence.claims if _has(claim, asked))
    by_cluster = evidence.by_cluster(found, cluster)
    parts = tuple(_part(evidence, asked, name, claims) for name, claims in islice(by_cluster.items(), MOST_PARTS))
    return Answer("port", text, parts or (_unused(asked, text, cluster),), (), len(by_cluster) - len(parts))


def _text(asked: Sequence[Port]) -> str:
    text = str(asked[0])
    return text if len(asked) == 1 else text.partition("/")[0]


def _has(claim: Claim, asked: Sequence[Port]) -> bool:
    if not states_ports(claim):
        return False  # an answer lists the usual ports of nodes by daemon
    return any(port.meets(other) for port in claim.ports for other in asked)


def _unused(asked: Sequence[Port], text: str, cluster: str) -> Part:
    where = f"of cluster {cluster}" if cluster else "that svclint read"
    sections = filled([section("daemons", "What listens there by default", _daemons(asked))])
    return Part((cluster,) if cluster else (), f"No file {where} uses port {text}.", sections)


def _part(evidence: Evidence, asked: Sequence[Port], cluster: str, claims: Sequence[Claim]) -> Part:
    on_nodes, addressed, services, pods, gateways = (
        [claim for claim in claims if claim.role in roles]
        for roles in (ON_NODES, _ADDRESSED, ("service-ports",), ("pod-ports",), _GATEWAYS)
    )
    listed = {*ON_NODES, *_ADDRESSED, "service-ports", "pod-ports", *_GATEWAYS, *_REPEATED}
    others = [claim for claim in claims if claim.role not in listed]
    sections = (
        section("nodes", "Who takes it on nodes", map(entry, on_nodes)),
        section("daemons", "What listens there by default", _daemons(asked)),
        section("addresses", "At which addresses it is used", map(entry, addressed)),
        section("services", "Which Services have it", (_service(evidence, claim, asked) for claim in services)),
        section("pods", "Which Pods have it", (_pods(claim) for claim in pods)),
        section("gateways", "Which Gateways and proxies listen on it", map(entry, gateways)),
        section("mentions", "Where else it is named", map(entry, others), 10),
        section("range", "Range of node ports", _node_ports(evidence, asked, cluster)),
        evidence.findings_at(on_nodes),
    )
    return Part((cluster,), _summary(_text(asked), on_nodes, services, pods), filled(sections))


def _summary(text: str, on_nodes: Sequence[Claim], services: Sequence[Claim], pods: Sequence[Claim]) -> str:
    takers = list(dict.fromkeys(str(claim.owner) for claim in on_nodes if not claim.status.latent))
    who = f"{takers[0]} takes" if len(takers) == 1 else f"{len(takers)} objects take" if takers else "No object takes"
    users = [amount(len({claim.owner for claim in services}), "Service")] if services else []
    users += [amount(len({claim.owner for claim in pods}), "workload")] if pods else []
    return f"{who} port {text} on nodes." + (f" It is a port of {' and '.join(users)}." if users else "")


def _service(evidence: Evidence, claim: Claim, asked: Sequence[Port]) -> Entry:
    """A Service with those of its ports that were asked about, and where they lead."""
    ports = [port for port in ports_of(evidence.claim_index, claim) if _is_asked(port, asked)]
    texts = [
        f"{port} leads to port {port.mapped} of the Pods" + (f", node port {port.node}" if port.node else "")
        for port in ports[:3]
    ]
    status = [f"not deployed: {claim.status.latent}"] if claim.status.latent else []
    return Entry(
        f"{claim.owner}: {'; '.join(texts)}" if texts else str(claim.owner), claim.location, tuple(status), claim
    )


def _is_asked(port: Listener, asked: Sequence[Port]) -> bool:
    return any(other.protocol == port.protocol and other.first <= port.number <= other.last for other in asked)


def _pods(claim: Claim) -> Entry:
    item = entry(claim)
    return Entry(str(claim.owner), claim.location, item.notes, claim)


def _daemons(asked: Iterable[Port]) -> Iterator[Entry]:
    tcp = [port for port in asked if port.protocol == "TCP"]
    for name in listening_at(tcp):
        numbers = ", ".join(f"{number}/TCP" for number in PORTS[name])
        yield Entry(f"{name} ({numbers}), on the nodes that run it")


def _node_ports(evidence: Evidence, asked: Sequence[Port], cluster: str) -> Iterator[Entry]:
    settings = evidence.claim_index.clusters.get(cluster)
    stated = settings.node_port_range if settings else None
    first, last = stated or _DEFAULT_RANGE
    if any(port.first <= last and first <= port.last for port in asked):
        source = "" if stated else ", the default of Kubernetes, because no file states another one"
        place = settings.stated.get("nodePortRange") if settings else None
        yield Entry(f"{first}-{last}{source}", place)
