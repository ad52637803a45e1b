"""Shapes of many claims; run with a shape and a number: that many claims through joins and rules, measured."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping

from svclint.model import Block, Claim, Cluster, Location, Owner, Port, Span

CLUSTER = "prod"
Make = Callable[[int], Iterator[Claim]]


def claim(number: int, role: str, block: Block | None = None, **more: object) -> Claim:
    """One claim of a Service of its own, or of the inventory."""
    group = "inventory" if more.get("from_inventory") else ""
    kind = "nodes" if group else "Service"
    owner = Owner(CLUSTER, group, kind, "" if group else "team", f"s{number}")
    place = Location(f"{number % 97}/s{number}.yaml", Span(7, 5, 7, 20), owner, "/spec/x")
    text = str(number)
    return Claim(owner, role, place, text, f"{role} of {owner}", block, **more)  # type: ignore[arg-type]  # by field


def at(number: int, size: int = 1) -> Block:
    """The block of `size` addresses at a number of 10.0.0.0/8."""
    return Block(4, (10 << 24) + number, (10 << 24) + number + size - 1)


def port(number: int) -> tuple[Port, ...]:
    """One of 65,535 ports of TCP, then of UDP."""
    return (Port("UDP" if number > 65_534 else "TCP", number % 65_535 + 1, number % 65_535 + 1),)


def distinct(n: int) -> Iterator[Claim]:
    """Services with addresses of their own."""
    for i in range(n):
        yield claim(i, "external-ip", at(2 * i), ports=port(80))


def one_network(n: int) -> Iterator[Claim]:
    """All inside one node network, a pool and a reserved range."""
    for i, role in enumerate(("node-network", "pool", "reserved")):
        yield claim(n + i, role, at(0, 2 * n), from_inventory=True)
    for i in range(n):
        yield claim(i, "external-ip", at(2 * i), ports=port(80))


def one_address(n: int) -> Iterator[Claim]:
    """The same external IP everywhere, each with a port of its own."""
    for i in range(n):
        yield claim(i, "external-ip", at(1), ports=port(i))


def same_port(n: int) -> Iterator[Claim]:
    """The same external IP and port everywhere: one flaw with n places."""
    for i in range(n):
        yield claim(i, "external-ip", at(1), ports=port(80))


def same_request(n: int) -> Iterator[Claim]:
    """The same requested address everywhere, shared under one key, each with a port of its own."""
    for i in range(n):
        yield claim(i, "load-balancer-request", at(1), ports=port(i), traits={"sharing_key": "k"})


def nested_pools(n: int) -> Iterator[Claim]:
    """Pools of one name and controller inside each other: as deep as there are pools."""
    for i in range(n):
        yield claim(i, "pool", at(i, 2 * (n - i)), traits={"pool_name": "p", "controller": "metallb"})


def pairs_of_pools(n: int) -> Iterator[Claim]:
    """Every pool overlaps the next one: findings grow with n."""
    for i in range(n):
        yield claim(i, "pool", at(10 * i, 15 if i % 2 else 5), traits={"pool_name": f"p{i}"})


def names(n: int) -> Iterator[Claim]:
    """As many published names below one zone, and the control plane's."""
    yield claim(n, "control-plane", None, host="api.example.com", from_inventory=True)
    for i in range(n):
        yield claim(i, "dns-name", None, host=f"s{i}.example.com")


def one_name(n: int) -> Iterator[Claim]:
    """One published name everywhere, beside the control plane's."""
    yield claim(n, "control-plane", None, host="api.example.com", from_inventory=True)
    for i in range(n):
        yield claim(i, "dns-name", None, host="www.example.com")


def node_ports(n: int) -> Iterator[Claim]:
    """Node ports, each taken by n/2,768 Services at the largest."""
    for i in range(n):
        number = 30_000 + i % 2_768
        yield claim(i, "node-port", None, ports=(Port("TCP", number, number),))


def hosts(n: int) -> Iterator[Claim]:
    """Nodes of the inventory, and a host port on each."""
    for i in range(n // 2):
        yield claim(i, "node", at(i), from_inventory=True, traits={"node_roles": ("worker",)})
        yield claim(n + i, "host-port", None, ports=port(i % 60_000))


def one_object(n: int) -> Iterator[Claim]:
    """All addresses in one Service."""
    owner = Owner(CLUSTER, "", "Service", "team", "large")
    for i in range(n):
        place = Location("s.yaml", Span(i + 1, 5, i + 1, 20), owner, f"/spec/externalIPs/{i}")
        yield Claim(owner, "external-ip", place, str(i), "externalIPs of it", at(2 * i), "", port(80))


SHAPES: Mapping[str, Make] = {
    "distinct addresses": distinct,
    "inside one network": one_network,
    "one address, own ports": one_address,
    "one address and port": same_port,
    "one shared request": same_request,
    "nested pools": nested_pools,
    "overlapping pools": pairs_of_pools,
    "names of one zone": names,
    "one name": one_name,
    "node ports": node_ports,
    "nodes and host ports": hosts,
    "one object": one_object,
}


def main(shape: str, size: int) -> None:
    """Print the seconds of joins, rules and trails, what they found, and the process's largest memory."""
    from svclint.claims.catalogue import load_catalogue
    from svclint.findings.claim_index import ClaimIndex
    from svclint.findings.evaluate import evaluate
    from svclint.findings.rulebook import Rulebook, load_rules

    book = Rulebook(load_rules(), load_catalogue().traits)
    rules = [rule for rule in book.rules.values() if rule.enabled]
    claims = tuple(SHAPES[shape](size))
    clusters = {CLUSTER: Cluster(CLUSTER, proxy_mode="iptables", in_inventory=True)}
    start = time.process_time()
    found = evaluate(book, rules, ClaimIndex(claims, clusters))
    seconds = time.process_time() - start
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "findings": len(found), "mebibytes": largest}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
