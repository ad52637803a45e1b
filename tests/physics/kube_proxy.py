"""What kube-proxy does to a node's network for one external address, in each mode, said with ip, nft and sysctl.

Two things are imitated, because few kernels at hand have them. `kube-ipvs0` is a dummy interface; where there is none,
a bridge without ports takes its place, left down like the original. What matters is that the address is local to the
node. And IPVS itself: the way from the Service's own port to its backend is a DNAT in every mode.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from svclint.model import Cluster
from tests.physics.lab import BACKEND, Lab, LabError, Machine

# As kube-proxy's nftables mode writes it; iptables mode says the same with a chain, and with a mark to masquerade.
_REDIRECT = """
table ip kube-proxy {{
  map service-ips {{
    type ipv4_addr . inet_proto . inet_service : verdict
    elements = {{ {address} . tcp . {port} : goto service }}
  }}
  chain service {{
    meta l4proto tcp dnat to {backend}
  }}
  chain prerouting {{
    type nat hook prerouting priority -100
    ip daddr . ip protocol . th dport vmap @service-ips
  }}
  chain output {{
    type nat hook output priority -100
    ip daddr . ip protocol . th dport vmap @service-ips
  }}
  chain postrouting {{
    type nat hook postrouting priority 100
    ct status dnat masquerade
  }}
}}
"""

# The chain KUBE-IPVS-FILTER of Kubernetes 1.26 and later: what is for a bound address and no Service's port.
_FILTER = """
table ip kube-ipvs-filter {{
  set ips {{ type ipv4_addr; elements = {{ {address} }} }}
  chain input {{
    type filter hook input priority 0
    ct state new ip daddr @ips reject
  }}
}}
"""


@contextlib.contextmanager
def serving(lab: Lab, cluster: Cluster, address: str, port: int) -> Iterator[None]:
    """All nodes, while kube-proxy serves a Service with that external address and port; afterwards it is gone."""
    for node in lab.nodes:
        if cluster.proxy_mode == "ipvs":
            bind(node, address)
            node.sysctl("ipv4/conf/all/arp_ignore", 1 if cluster.strict_arp else 0)
            node.sysctl("ipv4/conf/all/arp_announce", 2 if cluster.strict_arp else 0)
            if (cluster.version or 0) >= 26:
                node.nft(_FILTER.format(address=address))
        node.nft(_REDIRECT.format(address=address, port=port, backend=":".join(map(str, BACKEND))))
    try:
        yield
    finally:
        for node in lab.nodes:
            node.nft("flush ruleset")
            if cluster.proxy_mode == "ipvs":
                unbind(node)


def bind(node: Machine, address: str) -> None:
    """Make the address the node's own, on the interface that ipvs mode keeps for that."""
    try:
        node.ip("link add kube-ipvs0 type dummy")
    except LabError:
        node.ip("link add kube-ipvs0 type bridge")
    node.ip(f"addr add {address}/{128 if ':' in address else 32} dev kube-ipvs0 {'nodad' if ':' in address else ''}")


def unbind(node: Machine) -> None:
    """Take the address off again, with the interface."""
    node.ip("link del kube-ipvs0")
