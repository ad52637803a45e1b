"""Claims → the claims without the neighbours that the cluster itself is: servers that its nodes or Services provide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from svclint.claims.ranges import PortRanges, Ranges
from svclint.model import Block, Claim, Port

_MACHINES = frozenset({"node", "control-plane"})
_SERVICES = frozenset(
    {"external-ip", "load-balancer-request", "load-balancer-status", "gateway-address", "cluster-ip", "endpoint"}
)


def without_own_neighbours(claims: Sequence[Claim]) -> list[Claim]:
    """The claims without each `may_be_in_cluster` neighbour that a machine or a Service of the same cluster is.

    A volume names its server by address, whether the server is another machine, a node or a Service of the cluster.
    """
    if not any(_may_be_own(claim) for claim in claims):
        return list(claims)
    by_cluster: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_cluster[claim.owner.cluster].append(claim)
    addresses = {name: _Addresses(of_cluster) for name, of_cluster in by_cluster.items()}

    @cache
    def own(cluster: str, block: Block | None, ports: tuple[Port, ...]) -> bool:
        return block is not None and addresses[cluster].serve(block, ports)

    return [
        claim
        for claim in claims
        if not (_may_be_own(claim) and own(claim.owner.cluster, claim.block, tuple(claim.ports)))
    ]


def _may_be_own(claim: Claim) -> bool:
    return bool(claim.traits.get("may_be_in_cluster"))


class _Addresses:
    """The addresses that the machines and Services of one cluster have, or may get."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._machines = set[Block | None]()
        self._services = defaultdict[Block | None, list[Claim]](list)
        service_networks, pools, load_balancers = list[Block](), list[Block](), list[Claim]()
        for claim in claims:
            if claim.role in _MACHINES:
                self._machines.add(claim.block)
            elif claim.role in _SERVICES:
                self._services[claim.block].append(claim)
            elif claim.role == "load-balancer-service":
                load_balancers.append(claim)
            elif claim.role == "service-network" and claim.block is not None:
                service_networks.append(claim.block)
            elif claim.role == "pool" and claim.block is not None:
                pools.append(claim.block)
        self._service_networks, self._pools = Ranges(service_networks), Ranges(pools)
        self._load_balancer_ports = PortRanges(port for service in load_balancers for port in service.ports)
        self._unknown_ports = not all(service.ports for service in load_balancers)

    def serve(self, block: Block, ports: Sequence[Port]) -> bool:
        """Whether a machine has the address, a Service may have it as its ClusterIP, or a Service with one of the ports
        has it or may have got it from a pool."""
        return (
            block in self._machines
            or self._service_networks.hold(block)
            or any(_has_port(service, ports) for service in self._services.get(block, ()))
            or (
                self._pools.hold(block)
                and (self._unknown_ports or any(self._load_balancer_ports.meet(port) for port in ports))
            )
        )


def _has_port(service: Claim, ports: Sequence[Port]) -> bool:
    """Whether a Service has one of the ports; a Service whose ports are not known may have it."""
    return not service.ports or any(port.meets(other) for port in service.ports for other in ports)
