"""Words for ports of nodes that something outside of the cluster connects to: whether nodes have them, and the Services
that were meant.
"""

from __future__ import annotations

from collections.abc import Mapping

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.name_lists import few
from svclint.findings.references import ports_of
from svclint.findings.words.registry import claim_word, reference_word
from svclint.model import Port

_ON_NODES = ("node-port", "host-port", "host-listener")


@claim_word("list")
def meant_node_ports(claim_index: ClaimIndex, index: int) -> list[str]:
    """The Services that have the mapped port of a node as a port of their own, with their node ports; empty if
    something listens on this port of the nodes.
    """
    claim = claim_index.claims[index]
    if claim.role != "port-mapping":
        return []
    cluster = claim.owner.cluster
    on_nodes = _ports_on_nodes(claim_index, cluster)
    services = claim_index.memo(("services with node ports", cluster), lambda: _services(claim_index, cluster))
    return few(name for port in claim.ports if port not in on_nodes for name in services.get(port, ()))


@reference_word("bool")
def on_nodes(claim_index: ClaimIndex, index: int) -> bool:
    """Whether nodes of the cluster visibly listen on the port: it is a node port, a host port or a port of a program on
    the host network.
    """
    claim = claim_index.claims[index]
    return not _ports_on_nodes(claim_index, claim.owner.cluster).isdisjoint(claim.ports)


def _ports_on_nodes(claim_index: ClaimIndex, cluster: str) -> set[Port]:
    return claim_index.memo(
        ("ports on nodes", cluster),
        lambda: {port for other in claim_index.of(cluster, *_ON_NODES) for port in other.ports},
    )


def _services(claim_index: ClaimIndex, cluster: str) -> Mapping[Port, list[str]]:
    """The Services that state a node port, by the port that the node port stands for."""
    services: dict[Port, list[str]] = {}
    for claim in claim_index.of(cluster, "service-ports"):
        for listener in ports_of(claim_index, claim):
            if listener.node:
                port = Port(listener.protocol, listener.number, listener.number)
                services.setdefault(port, []).append(f"{claim.owner} (node port {listener.node})")
    return services
