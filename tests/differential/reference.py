"""What holds in a world, by the shortest way to say it: every pair of facts is looked at, one rule after another.

Written from docs/how-it-works/proxy-modes.md and the pages of the rules, and from nothing in svclint. A result is the
rule, its severity (empty if it is not compared), and the names of the facts: of one, or of two that meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from tests.differential.world import Fact, World

Result = tuple[str, str, frozenset[str]]
NETWORKS = ("pod-network", "service-network", "node-network")
API_PORT = 6443


def results(world: World) -> set[Result]:
    """All that the compared rules report."""
    return {*_alone(world), *_of_equal_facts(world), *_of_two(world)}


def meet(one: Fact, other: Fact) -> bool:
    """Whether an address is in both."""
    if one.where is None or other.where is None or one.where.family != other.where.family:
        return False
    return any(
        one.where.first <= address <= one.where.last for address in range(other.where.first, other.where.last + 1)
    )


def covers(one: Fact, subnet: Fact) -> bool:
    """Whether all addresses of a subnet, which are several, are in the other."""
    if one.where is None or subnet.where is None or one.where.family != subnet.where.family:
        return False
    addresses = range(subnet.where.first, subnet.where.last + 1)
    return len(addresses) > 1 and all(one.where.first <= address <= one.where.last for address in addresses)


def _alone(world: World) -> Iterator[Result]:
    for fact in world.facts:
        if fact.role == "node-port" and not world.node_ports[0] <= fact.port <= world.node_ports[1]:
            yield "node-port-outside-range", "error", frozenset({fact.name})
        if fact.role == "cluster-ip" and fact.where is not None:
            services = [network for network in world.facts if network.role == "service-network"]
            stated = {network.where.family for network in services if network.where}
            if fact.where.family in stated and not any(meet(network, fact) for network in services):
                yield "cluster-ip-outside-service-network", "error", frozenset({fact.name})
            elif fact.where.family not in stated and any(
                network.role == "pod-network" and meet(network, fact) for network in world.facts
            ):
                yield "cluster-ip-outside-service-network", "warning", frozenset({fact.name})


def _of_equal_facts(world: World) -> Iterator[Result]:
    for one, other in combinations(world.facts, 2):
        names = frozenset({one.name, other.name})
        if one.role == other.role == "node-port" and one.owner != other.owner and one.port == other.port:
            yield "duplicate-node-port", "error", names
        if one.role == other.role == "cluster-ip" and one.owner != other.owner and one.where == other.where:
            yield "duplicate-cluster-ip", "error", names
        if one.role == other.role == "pool" and one.owner != other.owner and meet(one, other):
            yield "pools-overlap", "", names
        if one.role in NETWORKS and other.role in NETWORKS and one.role != other.role and meet(one, other):
            yield "networks-overlap", "error", names


def _of_two(world: World) -> Iterator[Result]:
    control_plane = [fact for fact in world.facts if fact.role == "control-plane"]
    subnets = [fact for fact in world.facts if fact.role == "node-network"]
    for one, other in permutations(world.facts, 2):
        if not meet(one, other):
            continue
        # Of one flaw at one place, the worst is said: the API counts more than a node, and a whole subnet than both.
        if other.role == "node" and (
            any(covers(one, subnet) for subnet in subnets) or any(meet(one, fact) for fact in control_plane)
        ):
            continue
        names = frozenset({one.name, other.name})
        match one.role, other.role:
            case "external-ip", "control-plane":
                # ipvs binds the address on every node, whatever the port; the others redirect the ports of the Service.
                lost = world.mode == "ipvs" or one.port == API_PORT
                yield "external-ip-is-control-plane", "error" if lost else "warning", names
            case "load-balancer-request", "control-plane":
                yield "lb-request-is-control-plane", "error", names
            case "pool", "control-plane":
                yield "pool-contains-control-plane", "error" if one.automatic else "warning", names
            case "pool", "node":
                yield "pool-contains-node", "error", names
            case "external-ip", "node" if world.mode == "ipvs":
                yield "external-ip-is-node", "error", names
