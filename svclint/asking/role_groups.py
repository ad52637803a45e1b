"""The roles of claims of addresses → how an answer lists them: whose an address is, who takes it, what contains it."""

from __future__ import annotations

OWNERS = (
    "control-plane", "load-balancer", "node", "cluster-dns", "reserved", "machine-address", "provisioning-address",
    "rendezvous-address",
)  # fmt: skip
"""Roles of claims that state whose an address is."""

TAKERS = (
    "external-ip", "load-balancer-request", "load-balancer-status", "gateway-address", "cluster-ip", "egress-ip",
    "pod-address", "redirect", "peer-source", "advertise-address",
)  # fmt: skip
"""Roles of claims by which Services, Pods and controllers take an address."""

AREAS = (
    "pool", "pool-exclusion", "machine-pool", "external-network", "node-network", "pod-network", "service-network",
    "virtual-service-network", "internal-network", "native-routing-network", "secondary-network", "advertised-block",
    "node-address-range", "tunnel-route",
)  # fmt: skip
"""Roles of ranges that contain addresses."""

ON_WAYS = ("kubeconfig-server", "name-record")
"""Roles of claims that answers show as part of a way to an address."""

OCCUPYING = frozenset(
    {
        *OWNERS, *TAKERS, *ON_WAYS, "pool", "machine-pool", "pod-network", "service-network", "secondary-network",
        "pool-exclusion", "endpoint", "resolver", "peer", "etcd-peer", "etcd-client", "join-endpoint", "dns-target",
        "scrape-target", "host-alias", "virtual-service-network",
    }
)  # fmt: skip
"""Roles of claims after which an address is not free: a machine or a Service has it, or a controller may assign it."""

FORBIDDING = frozenset({"reserved"})
"""Roles of ranges of which no address is free, even where a range contains everything that is requested."""
