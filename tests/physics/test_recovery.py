"""What heals a cluster whose control-plane address kube-proxy has bound, and what does not.

docs/how-it-works/recovery.md gives the steps. The API server is on node1; the load balancer forwards its virtual
address to it. On both nodes a process behaves as kube-proxy does over time (kube_proxy_process.py).
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from svclint.model import Cluster
from tests.physics.kube_proxy import serving
from tests.physics.lab import LISTENERS, NODES, OWNER, VIP, Lab, LabError, Machine, built, ip
from tests.physics.test_founding_incident import unavailable

API = 6443
OTHER = "192.168.11.200"
# In place of 30 seconds.
RESYNC = 0.2
# A kube-proxy that has lost the API server some minutes ago is in a long pause when somebody repairs the node, one that
# has just started tries often. No test lasts as long as the long pause: a repair must not depend on its end.
LONG_PAUSE, SHORT_PAUSE = 60.0, 0.1
PROCESS = Path(__file__).with_name("kube_proxy_process.py")
PATIENCE = 20.0

_FORWARD = """
table ip load-balancer {{
  chain prerouting {{
    type nat hook prerouting priority -100
    ip daddr {vip} tcp dport {port} dnat to {server}
  }}
  chain postrouting {{
    type nat hook postrouting priority 100
    ct status dnat masquerade
  }}
}}
"""

# Any rule that looks at connections lets the kernel track all of them, as it does on every node.
_TRACK = "table ip tracking { chain input { type filter hook input priority 0; ct state new accept; }; }"


class KubeProxy(contextlib.AbstractContextManager["KubeProxy"]):
    """kube-proxy on one node. It finds the API server at `server`."""

    def __init__(self, node: Machine, server: str) -> None:
        self.node = node
        self._start(server, LONG_PAUSE)

    def _start(self, server: str, retry: float) -> None:
        arguments = [server, str(API), str(RESYNC), str(retry)]
        self._pid = self.node.ask("start", [sys.executable, "-I", "-S", str(PROCESS), *arguments])

    def __exit__(self, *_: object) -> None:
        self.node.ask("kill", self._pid)

    def restart(self, server: str = VIP) -> None:
        self.node.ask("kill", self._pid)
        self._start(server, SHORT_PAUSE)


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    free = {name: [port for port in ports if port != API] for name, ports in LISTENERS.items()}
    try:
        with built(free) as lab:
            lab[OWNER].sysctl("ipv4/ip_forward", 1)
            lab[OWNER].nft(_FORWARD.format(vip=VIP, port=API, server=ip("node1")))
            lab["node1"].ask("serve-api", API)
            yield lab
    except LabError as error:
        unavailable(error)


@pytest.fixture
def nodes(lab: Lab) -> Iterator[tuple[Machine, ...]]:
    """The nodes as kube-proxy leaves them when there are no Services: an empty interface, connections tracked."""
    lab["node1"].ask("publish", [])
    for node in lab.nodes:
        create_device(node)
        node.nft(_TRACK)
    yield lab.nodes
    for node in lab.nodes:
        node.ip("link del kube-ipvs0")
        node.nft("flush ruleset")


def create_device(node: Machine) -> None:
    try:
        node.ip("link add kube-ipvs0 type dummy")
    except LabError:
        node.ip("link add kube-ipvs0 type bridge")


@contextlib.contextmanager
def incident(lab: Lab, server: str = VIP) -> Iterator[tuple[KubeProxy, ...]]:
    """Both nodes after a Service with the control plane's address has come; kube-proxy finds the API at `server`."""
    with contextlib.ExitStack() as ending:
        proxies = tuple(ending.enter_context(KubeProxy(node, server)) for node in lab.nodes)
        set_services(lab, OTHER)
        assert eventually(lambda: bound(lab, OTHER) == NODES), "kube-proxy does not work before the incident"
        set_services(lab, VIP)
        assert eventually(lambda: bound(lab, VIP) == NODES)
        yield proxies


def set_services(lab: Lab, *addresses: str) -> None:
    """Change the Services on the API server itself, as `kubectl --server https://<control-plane node>:6443` does."""
    lab["node1"].ask("publish", list(addresses))


def bound(lab: Lab, address: str) -> tuple[str, ...]:
    return tuple(name for name in NODES if lab[name].owns(address))


def delete(node: Machine) -> None:
    node.ip(f"addr del {VIP}/32 dev kube-ipvs0")


def eventually(happens: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not happens():
        if time.monotonic() > end:
            return False
        time.sleep(RESYNC / 4)
    return True


def several_resyncs() -> None:
    time.sleep(6 * RESYNC)


def test_while_it_is_bound_the_api_answers_at_its_nodes_own_address_only(lab: Lab, nodes: tuple[Machine, ...]) -> None:
    with incident(lab):
        assert [node.reach(VIP, API) for node in nodes] == ["refused", "refused"]
        assert "refused" not in [lab[name].reach(ip("node1"), API) for name in ("node2", "client")]


def test_correcting_the_service_is_not_enough(lab: Lab, nodes: tuple[Machine, ...]) -> None:
    with incident(lab):
        set_services(lab, OTHER)
        several_resyncs()
        assert (bound(lab, VIP), bound(lab, OTHER)) == (NODES, ())


def test_correcting_the_service_is_enough_where_kube_proxy_has_another_way(
    lab: Lab, nodes: tuple[Machine, ...]
) -> None:
    with incident(lab, server=ip("node1")):
        set_services(lab, OTHER)
        assert eventually(lambda: (bound(lab, VIP), bound(lab, OTHER)) == ((), NODES))


@pytest.mark.parametrize("corrected", [False, True], ids=["Service as it was", "Service corrected"])
def test_deleting_the_address_from_the_interface_is_not_enough(
    lab: Lab, nodes: tuple[Machine, ...], corrected: bool
) -> None:
    with incident(lab):
        if corrected:
            set_services(lab, OTHER)
            several_resyncs()
        for node in nodes:
            delete(node)
        assert eventually(lambda: bound(lab, VIP) == NODES)


def test_restarting_kube_proxy_before_the_service_is_corrected_is_not_enough(
    lab: Lab, nodes: tuple[Machine, ...]
) -> None:
    with incident(lab) as proxies:
        for proxy in proxies:
            proxy.restart()
        for node in nodes:
            delete(node)
        assert eventually(lambda: bound(lab, VIP) == NODES)


def test_restarting_kube_proxy_without_deleting_the_address_is_not_enough(lab: Lab, nodes: tuple[Machine, ...]) -> None:
    with incident(lab) as proxies:
        set_services(lab, OTHER)
        for proxy in proxies:
            proxy.restart()
        several_resyncs()
        assert bound(lab, VIP) == NODES


def test_the_service_then_kube_proxy_then_the_address_heals(lab: Lab, nodes: tuple[Machine, ...]) -> None:
    with incident(lab) as proxies:
        set_services(lab, OTHER)
        for proxy in proxies:
            proxy.restart()
        for node in nodes:
            delete(node)
        assert eventually(lambda: bound(lab, OTHER) == NODES), "kube-proxy does not work after the repair"
        several_resyncs()
        assert bound(lab, VIP) == ()
        assert "refused" not in [node.reach(VIP, API) for node in nodes]


def test_a_name_that_leads_to_a_node_heals_without_touching_the_interface(lab: Lab, nodes: tuple[Machine, ...]) -> None:
    with incident(lab) as proxies:
        set_services(lab, OTHER)
        for proxy in proxies:
            proxy.restart(server=ip("node1"))
        assert eventually(lambda: (bound(lab, VIP), bound(lab, OTHER)) == ((), NODES))


def test_a_redirected_port_leaves_the_open_connection_and_takes_the_next(lab: Lab, nodes: tuple[Machine, ...]) -> None:
    """iptables and nftables mode, with a Service on the API's port: the watch that is open goes on, a new one fails."""
    with contextlib.ExitStack() as ending:
        proxies = [ending.enter_context(KubeProxy(node, VIP)) for node in nodes]
        set_services(lab, OTHER)
        assert eventually(lambda: bound(lab, OTHER) == NODES)
        ending.enter_context(serving(lab, Cluster("lab", proxy_mode="nftables"), VIP, API))
        assert [node.reach(VIP, API) for node in nodes] == ["web", "web"]
        set_services(lab)
        assert eventually(lambda: bound(lab, OTHER) == ())
        for proxy in proxies:
            proxy.restart()
        set_services(lab, OTHER)
        several_resyncs()
        assert bound(lab, OTHER) == ()
