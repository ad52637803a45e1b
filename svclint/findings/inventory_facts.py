"""The facts that an inventory can state, each with the roles of its claims and the words that depend on it."""

from __future__ import annotations

from collections.abc import Callable

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.words.registry import resting_on
from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim, Cluster

Known = Callable[[ClaimIndex, str], bool]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `key` is its key in the inventory, `roles` are the roles of the claims that state it.

    Texts for a report: `missing` is what is unknown, `instead` what svclint does without the fact, `state` an example
    of the inventory entry. An `optional` fact need not exist. `known` decides whether the fact is known; without it,
    any claim with one of `roles` is enough.
    """

    key: str
    roles: tuple[str, ...]
    missing: str
    state: str
    instead: str = ""
    optional: bool = False
    known: Known | None = None

    @property
    def words(self) -> frozenset[str]:
        """The words of the vocabulary that depend on the fact."""
        return resting_on(self.key)

    def is_known(self, claim_index: ClaimIndex, cluster: str) -> bool:
        """Whether the inventory or manifests state the fact for the cluster."""
        return self.known(claim_index, cluster) if self.known else any(self.stated_by(claim_index, cluster))

    def stated_by(self, claim_index: ClaimIndex, cluster: str) -> list[Claim]:
        """The claims that state the fact, in manifests and the inventory."""
        return claim_index.of(cluster, *self.roles)


def _of(read: Callable[[Cluster], object]) -> Known:
    return lambda claim_index, cluster: read(claim_index.clusters[cluster]) not in (None, "")


def _control_plane(claim_index: ClaimIndex, cluster: str) -> bool:
    return any(claim.block is not None for claim in claim_index.of(cluster, "control-plane", "kubeconfig-server"))


def _roles(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether a control-plane node is known. Without nodes, their roles are not a separate gap."""
    nodes = claim_index.of(cluster, "node")
    return not nodes or any("control-plane" in listed(node.traits.get("node_roles", ())) for node in nodes)


def _strict_arp(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether strictARP is known, or has no effect because kube-proxy is not in ipvs mode."""
    settings = claim_index.clusters[cluster]
    return settings.strict_arp is not None or settings.proxy_mode not in ("", "ipvs")


def _lan(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether the cluster's layer-2 segment is known. A single cluster needs none."""
    in_inventory = [cluster for cluster in claim_index.clusters.values() if cluster.in_inventory]
    return len(in_inventory) < 2 or bool(claim_index.clusters[cluster].lan)


FACTS: tuple[Fact, ...] = (
    Fact(
        "kubeconfigServers",
        ("control-plane", "kubeconfig-server"),
        "the control plane's address is unknown",
        'kubeconfigServers: ["https://192.0.2.10:6443"]',
        known=_control_plane,
    ),
    Fact(
        "proxy.mode",
        ("proxy-mode",),
        "the service proxy's mode is unknown",
        "proxy: {mode: iptables}",
        "ipvs is assumed where the control plane or a node is affected",
        known=_of(lambda cluster: cluster.proxy_mode),
    ),
    Fact(
        "nodes",
        ("node",),
        "no nodes are known",
        "nodes: [{name: node1, addresses: [192.0.2.21], roles: [control-plane]}]",
    ),
    Fact(
        "nodes[].roles",
        (),
        "the control-plane nodes are unknown",
        "nodes: [{name: node1, addresses: [192.0.2.21], roles: [control-plane]}]",
        "any node may be a control-plane node",
        known=_roles,
    ),
    Fact(
        "podCIDRs",
        ("pod-network",),
        "the pod network is unknown",
        "podCIDRs: [10.244.0.0/16]",
    ),
    Fact(
        "serviceCIDRs",
        ("service-network",),
        "the service network is unknown",
        "serviceCIDRs: [10.96.0.0/12]",
    ),
    Fact(
        "nodeCIDRs",
        ("node-network",),
        "the node subnets are unknown",
        "nodeCIDRs: [192.0.2.0/24]",
    ),
    Fact(
        "loadBalancerControllers",
        ("lb-controller",),
        "the load-balancer controller is unknown",
        "loadBalancerControllers: [metallb]",
        known=_of(lambda cluster: cluster.controllers),
    ),
    Fact(
        "addressPools",
        ("pool",),
        "no load-balancer address pools are known",
        "addressPools: [{name: lan, controller: metallb, addresses: [192.0.2.100-192.0.2.120]}]",
        optional=True,
    ),
    Fact(
        "externalCIDRs",
        ("external-network",),
        "the external addresses that Services may use are unknown",
        "externalCIDRs: [198.51.100.0/28]",
        "Services may use any address (CVE-2020-8554)",
        known=_of(lambda cluster: cluster.external_cidrs),
    ),
    Fact(
        "kubernetesVersion",
        ("kubernetes-version",),
        "the Kubernetes version is unknown",
        'kubernetesVersion: "1.33"',
        known=_of(lambda cluster: cluster.version),
    ),
    Fact(
        "proxy.strictARP",
        ("strict-arp",),
        "whether kube-proxy's strictARP is on is unknown",
        "proxy: {strictARP: true}",
        known=_strict_arp,
    ),
    Fact(
        "lan",
        (),
        "whether the clusters share a network segment is unknown",
        "lan: office",
        "the addresses of different clusters are not compared",
        known=_lan,
    ),
    Fact(
        "clusterDNS",
        ("cluster-dns",),
        "the address of the cluster's DNS is unknown",
        "clusterDNS: [10.96.0.10]",
    ),
    Fact(
        "nodePortRange",
        ("node-port-range",),
        "the node-port range is unknown",
        "nodePortRange: 30000-32767",
        "the Kubernetes default 30000-32767 is assumed",
        optional=True,
        known=_of(lambda cluster: cluster.node_port_range),
    ),
    Fact(
        "reserved",
        ("reserved",),
        "nothing else on the network is known: no gateway, DNS server or DHCP range",
        "reserved: [{name: gateway, kind: gateway, addresses: [192.0.2.1]}]",
        optional=True,
    ),
    Fact(
        "loadBalancers",
        ("load-balancer",),
        "no external load balancers for Services are known",
        "loadBalancers: [{name: edge, vips: [192.0.2.30], serves: services}]",
        optional=True,
    ),
    Fact(
        "dns",
        ("name-record",),
        "the DNS records of names are unknown",
        "dns: {api.example.internal: [192.0.2.10]}",
        optional=True,
    ),
)  # fmt: skip
CONTROL_PLANE = FACTS[0]
ROLES = frozenset(role for fact in FACTS for role in fact.roles)
