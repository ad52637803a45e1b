"""What svclint says of an external address (svclint/claims/effects.py) is what Linux does: the incident, rebuilt.

Needs Linux, iproute2, nftables, and network namespaces; skipped without, unless SVCLINT_REQUIRE_NAMESPACES=1.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from svclint.claims.effects import effect
from svclint.claims.service_proxy import service_proxy
from svclint.model import Block, Claim, Cluster, Location, Owner, Port, Span
from tests.physics.kube_proxy import bind, serving, unbind
from tests.physics.lab import NODES, OWNER, PORTS, VIP, VIP6, Lab, LabError, add_ipv6, built

PAGE = Path(__file__).resolve().parents[2] / "docs/how-it-works/proof.md"
REQUIRED = os.environ.get("SVCLINT_REQUIRE_NAMESPACES") == "1"
# Where the effect is felt; a pod's packets pass through its node, pod1's through node1.
VANTAGES = (*NODES, "pod1")


@dataclass(frozen=True)
class Case:
    """A Service with the address, as one kind of kube-proxy serves it. For Linux its `clusters` are the same."""

    title: str
    clusters: tuple[Cluster, ...]
    port: int = 80

    def __str__(self) -> str:
        return self.title


def ipvs(version: int, *, strict_arp: bool) -> tuple[Cluster, ...]:
    return (Cluster("lab", proxy_mode="ipvs", version=version, strict_arp=strict_arp),)


BY_PORT = (Cluster("lab", proxy_mode="iptables"), Cluster("lab", proxy_mode="nftables"))
OLD_IPVS = Case("ipvs, Kubernetes 1.25", ipvs(25, strict_arp=False))
IPVS = Case("ipvs, Kubernetes 1.26", ipvs(26, strict_arp=False))
STRICT = Case("ipvs, Kubernetes 1.26, strictARP", ipvs(26, strict_arp=True))
DNAT = Case("iptables or nftables", BY_PORT)
DNAT_API = Case("iptables or nftables, Service on 6443", BY_PORT, port=6443)
CASES = (OLD_IPVS, IPVS, STRICT, DNAT, DNAT_API)


@dataclass(frozen=True)
class Observed:
    """What was seen of the address: who says on the LAN that it is theirs, which nodes take it for their own, who
    answers connections from nodes and pods, and who may answer the client, depending on whose answer it believed."""

    owners: tuple[str, ...]
    bound: tuple[str, ...]
    reached: Mapping[tuple[str, int], str]
    client: Mapping[int, tuple[str, ...]]

    def from_nodes(self, port: int) -> set[str]:
        return {self.reached[vantage, port] for vantage in VANTAGES}


def observe(lab: Lab, address: str = VIP) -> Observed:
    owners = lab.owners(address)
    client: dict[int, tuple[str, ...]] = dict.fromkeys(PORTS, ())
    for owner in owners:
        with lab.believing(owner, address) as machine:
            client = {port: (*seen, machine.reach(address, port)) for port, seen in client.items()}
    return Observed(
        owners=owners,
        bound=tuple(name for name in NODES if lab[name].owns(address)),
        reached={(name, port): lab[name].reach(address, port) for name in VANTAGES for port in PORTS},
        client={port: tuple(dict.fromkeys(seen)) for port, seen in client.items()},
    )


def unavailable(error: LabError) -> None:
    if REQUIRED:
        pytest.fail(f"namespaces work here, the lab does not: {error}")
    pytest.skip(f"the lab of network namespaces cannot be built: {error}")


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    try:
        with built() as lab:
            # Bound, filtered and redirected once: the rest of the module needs no more of the system than that.
            with serving(lab, STRICT.clusters[0], VIP, STRICT.port):
                pass
            yield lab
    except LabError as error:
        unavailable(error)


@pytest.fixture(scope="module")
def before(lab: Lab) -> Observed:
    return observe(lab)


@pytest.fixture(scope="module")
def during(lab: Lab, before: Observed) -> dict[str, Observed]:
    """What is seen in each case, by its title."""
    seen = {}
    for case in CASES:
        with serving(lab, case.clusters[0], VIP, case.port):
            seen[case.title] = observe(lab)
        assert observe(lab) == before, f"after {case} the network is not what it was"
    return seen


def test_before_the_incident_every_port_belongs_to_the_load_balancer(before: Observed) -> None:
    everywhere = {(vantage, port): OWNER for vantage in VANTAGES for port in PORTS}
    assert before == Observed((OWNER,), (), everywhere, dict.fromkeys(PORTS, (OWNER,)))


def test_a_bound_address_takes_every_port_from_nodes_and_answers_arp(during: dict[str, Observed]) -> None:
    seen = during[OLD_IPVS.title]
    assert seen.owners == (OWNER, *NODES)
    assert seen.bound == NODES
    assert [seen.reached["node1", port] for port in PORTS] == ["node1", "web", "refused", "node1"]
    assert [seen.reached["node2", port] for port in PORTS] == ["node2", "web", "refused", "refused"]
    assert seen.client[6443] == (OWNER, "node1", "refused")


def test_since_1_26_other_ports_are_refused_though_a_daemon_listens(during: dict[str, Observed]) -> None:
    seen = during[IPVS.title]
    assert [seen.from_nodes(port) for port in PORTS] == [{"refused"}, {"web"}, {"refused"}, {"refused"}]
    assert seen.client[6443] == (OWNER, "refused")


def test_strict_arp_quiets_the_lan_and_leaves_nodes_broken(during: dict[str, Observed]) -> None:
    seen = during[STRICT.title]
    assert seen.owners == (OWNER,)
    assert set(seen.client.values()) == {(OWNER,)}
    assert seen.reached == during[IPVS.title].reached


@pytest.mark.parametrize("case", [DNAT, DNAT_API], ids=str)
def test_a_redirect_takes_its_own_port_and_no_other(during: dict[str, Observed], case: Case) -> None:
    seen = during[case.title]
    assert (seen.owners, seen.bound) == ((OWNER,), ())
    assert {port: seen.from_nodes(port) for port in PORTS} == {
        port: {"web" if port == case.port else OWNER} for port in PORTS
    }
    assert set(seen.client.values()) == {(OWNER,)}


def test_removing_the_address_restores_access_for_clients_with_a_nodes_mac_too(lab: Lab, before: Observed) -> None:
    with lab.believing("node2", VIP) as client:
        with serving(lab, IPVS.clusters[0], VIP, IPVS.port):
            assert client.reach(VIP, 6443) == "refused"
        # The node forwards to the real owner what still comes to it.
        assert client.reach(VIP, 6443) == OWNER
    assert observe(lab) == before


def claim(address: str, port: int) -> Claim:
    owner = Owner("lab", "", "Service", "shop", "web")
    place = Location("web.yaml", Span(1, 1, 1, 1), owner, "/spec/externalIPs/0")
    parsed = ipaddress.ip_address(address)
    block = Block(parsed.version, int(parsed), int(parsed))
    return Claim(owner, "external-ip", place, address, "an external address", block, ports=(tcp(port),))


def tcp(port: int) -> Port:
    return Port("TCP", port, port)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_effects_say_what_linux_does(during: dict[str, Observed], case: Case) -> None:
    seen = during[case.title]
    taken = {port: OWNER not in seen.from_nodes(port) for port in PORTS}
    others = set().union(*(seen.from_nodes(port) for port in PORTS if port != case.port))
    linux = {
        "binds": seen.bound == NODES,
        "takes": taken,
        "all ports": all(taken.values()),
        "ports of the Service": {port for port in PORTS if seen.from_nodes(port) == {"web"}},
        "nodes answer ARP": seen.owners != (OWNER,),
        "other ports are refused": others == {"refused"},
        "other ports reach the host's own daemons": bool(others & set(NODES)),
        "other ports are left alone": others == {OWNER},
    }
    for cluster in case.clusters:
        said = effect(claim(VIP, case.port), service_proxy(cluster))
        assert linux == {
            "binds": said.binds,
            "takes": {port: said.takes((tcp(port),)) for port in PORTS},
            "all ports": said.all_ports,
            "ports of the Service": {port.first for port in said.ports},
            "nodes answer ARP": "nodes also answer ARP" in said.text,
            "other ports are refused": "is refused" in said.text,
            "other ports reach the host's own daemons": "the node's own daemons" in said.text,
            "other ports are left alone": "other ports are unaffected" in said.text,
        }


def test_nodes_with_a_bound_ipv6_address_do_not_answer_for_it_and_are_cut_off(lab: Lab) -> None:
    try:
        add_ipv6(lab)
    except LabError as error:
        pytest.skip(f"no IPv6 here: {error}")
    assert (lab.owners(VIP6), lab["node1"].reach(VIP6, 6443)) == ((OWNER,), OWNER)
    for node in lab.nodes:
        bind(node, VIP6)
    bound = lab.owners(VIP6), [lab["node1"].reach(VIP6, port) for port in PORTS]
    for node in lab.nodes:
        unbind(node)
        node.ip(f"addr add {VIP6}/128 dev eth0 nodad")
    counter_test = lab.owners(VIP6)
    for node in lab.nodes:
        node.ip(f"addr del {VIP6}/128 dev eth0")
    assert bound == ((OWNER,), ["node1", "refused", "refused", "node1"])
    # On the interface that hears the question the same address is answered for, so the silence above is no accident.
    assert counter_test == (OWNER, *NODES)
    assert effect(claim(VIP6, 80), service_proxy(STRICT.clusters[0])).takes((tcp(6443),))


def row(title: str, seen: Observed) -> str:
    """A line of the page's table. node1's column stands for its pods too."""
    columns = [
        ", ".join(seen.owners),
        *(cell({port: (seen.reached[node, port],) for port in PORTS}) for node in NODES),
        cell(seen.client),
    ]
    return f"| {title} | {' | '.join(columns)} |"


def cell(answers: Mapping[int, tuple[str, ...]]) -> str:
    if len(set(answers.values())) == 1:
        return " or ".join(answers[PORTS[0]])
    return ", ".join(f"{port}: {' or '.join(names)}" for port, names in answers.items())


def test_the_page_shows_what_was_observed(before: Observed, during: dict[str, Observed]) -> None:
    rows = [row("no Service with the address", before), *(row(case.title, during[case.title]) for case in CASES)]
    section = PAGE.read_text(encoding="utf-8").partition("## Observations")[2].partition("\n## ")[0]
    shown = [line for line in section.splitlines() if line.startswith("|")]
    assert rows == shown[2:]
    # One column for a node and its pods is the truth only if they see the same.
    for seen in (before, *during.values()):
        assert all(seen.reached["node1", port] == seen.reached["pod1", port] for port in PORTS)
