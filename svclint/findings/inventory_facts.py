"""The facts that an inventory can state: which roles and words of the rules' vocabulary rest on each."""

from __future__ import annotations

from collections.abc import Callable

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim, Cluster

Known = Callable[[ClaimIndex, str], bool]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `key` is the inventory's, `roles` are those of the claims that state it, `words` what is worked out
    from it. `missing` says what is not known, `instead` what is done without it, `state` how to write it down.

    `optional`: there may be none, and nobody can tell that from one which is not stated.
    """

    key: str
    roles: tuple[str, ...]
    words: tuple[str, ...]
    missing: str
    state: str
    instead: str = ""
    optional: bool = False
    known: Known | None = None

    def is_known(self, claim_index: ClaimIndex, cluster: str) -> bool:
        """Whether inventory or manifests state it of the cluster."""
        return self.known(claim_index, cluster) if self.known else any(self.stated_by(claim_index, cluster))

    def stated_by(self, claim_index: ClaimIndex, cluster: str) -> list[Claim]:
        """The claims that state it, those of the inventory among them."""
        return claim_index.of(cluster, *self.roles)


def _of(read: Callable[[Cluster], object]) -> Known:
    return lambda claim_index, cluster: read(claim_index.clusters[cluster]) not in (None, "")


def _control_plane(claim_index: ClaimIndex, cluster: str) -> bool:
    return any(one.block is not None for one in claim_index.of(cluster, "control-plane", "kubeconfig-server"))


def _roles(claim_index: ClaimIndex, cluster: str) -> bool:
    """Without nodes the roles of nodes are no gap of their own."""
    nodes = claim_index.of(cluster, "node")
    return not nodes or any("control-plane" in listed(one.traits.get("node_roles", ())) for one in nodes)


def _strict_arp(claim_index: ClaimIndex, cluster: str) -> bool:
    """It is a setting of kube-proxy in ipvs mode alone."""
    found = claim_index.clusters[cluster]
    return found.strict_arp is not None or found.proxy_mode not in ("", "ipvs")


def _lan(claim_index: ClaimIndex, cluster: str) -> bool:
    """With one cluster there is nothing to compare with."""
    several = [one for one in claim_index.clusters.values() if one.in_inventory]
    return len(several) < 2 or bool(claim_index.clusters[cluster].lan)


FACTS: tuple[Fact, ...] = (
    Fact(
        "kubeconfigServers",
        ("control-plane", "kubeconfig-server"),
        ("claim.at_control_plane", "claim.publishes_control_plane", "claim.control_plane_ports",
         "cluster.control_plane", "cluster.control_plane_names", "cluster.names_missing_from_certificate"),
        "the control plane's address is unknown",
        'kubeconfigServers: ["https://192.0.2.10:6443"]',
        known=_control_plane,
    ),
    Fact(
        "proxy.mode",
        ("proxy-mode",),
        ("cluster.mode", "cluster.mode_known", "claim.binds", "claim.takes_all_ports", "claim.effect", "pair.takes"),
        "the service proxy's mode is unknown",
        "proxy: {mode: iptables}",
        "ipvs is assumed where the control plane or a node is affected",
        known=_of(lambda one: one.proxy_mode),
    ),
    Fact(
        "nodes",
        ("node",),
        ("claim.at_control_plane", "claim.held", "cluster.nodes", "cluster.control_plane_nodes"),
        "no nodes are known",
        "nodes: [{name: node1, addresses: [192.0.2.21], roles: [control-plane]}]",
    ),
    Fact(
        "nodes[].roles",
        (),
        ("cluster.control_plane_nodes", "claim.at_control_plane"),
        "the control-plane nodes are unknown",
        "nodes: [{name: node1, addresses: [192.0.2.21], roles: [control-plane]}]",
        "any node may be a control-plane node",
        known=_roles,
    ),
    Fact(
        "podCIDRs",
        ("pod-network",),
        ("cluster.pod_networks", "claim.meets_other_pod_network", "claim.cuts_off_dns", "claim.node_parts"),
        "the pod network is unknown",
        "podCIDRs: [10.244.0.0/16]",
    ),
    Fact(
        "serviceCIDRs",
        ("service-network",),
        ("cluster.service_networks", "cluster.service_families", "cluster.primary_family",
         "claim.first_of_service_network", "claim.cuts_off_dns"),
        "the service network is unknown",
        "serviceCIDRs: [10.96.0.0/12]",
    ),
    Fact(
        "nodeCIDRs",
        ("node-network",),
        ("cluster.node_networks", "cluster.node_families", "claim.meets_node_network", "pair.ends"),
        "the node subnets are unknown",
        "nodeCIDRs: [192.0.2.0/24]",
    ),
    Fact(
        "loadBalancerControllers",
        ("lb-controller",),
        ("cluster.controllers", "cluster.classless_controllers"),
        "the load-balancer controller is unknown",
        "loadBalancerControllers: [metallb]",
        known=_of(lambda one: one.controllers),
    ),
    Fact(
        "addressPools",
        ("pool",),
        ("cluster.pool_controllers",),
        "no load-balancer address pools are known",
        "addressPools: [{name: lan, controller: metallb, addresses: [192.0.2.100-192.0.2.120]}]",
        optional=True,
    ),
    Fact(
        "externalCIDRs",
        ("external-network",),
        ("cluster.external_networks_stated",),
        "the external addresses that Services may use are unknown",
        "externalCIDRs: [198.51.100.0/28]",
        "Services may use any address (CVE-2020-8554)",
        known=_of(lambda one: one.external_cidrs),
    ),
    Fact(
        "kubernetesVersion",
        ("kubernetes-version",),
        ("cluster.version", "claim.effect"),
        "the Kubernetes version is unknown",
        'kubernetesVersion: "1.33"',
        known=_of(lambda one: one.version),
    ),
    Fact(
        "proxy.strictARP",
        ("strict-arp",),
        ("cluster.strict_arp", "cluster.strict_arp_known", "claim.effect"),
        "whether kube-proxy's strictARP is on is unknown",
        "proxy: {strictARP: true}",
        known=_strict_arp,
    ),
    Fact(
        "lan",
        (),
        ("cluster.lan",),
        "whether the clusters share a network segment is unknown",
        "lan: office",
        "the addresses of different clusters are not compared",
        known=_lan,
    ),
    Fact(
        "clusterDNS",
        ("cluster-dns",),
        ("claim.cuts_off_dns",),
        "the address of the cluster's DNS is unknown",
        "clusterDNS: [10.96.0.10]",
    ),
    Fact(
        "nodePortRange",
        ("node-port-range",),
        ("cluster.node_port_first", "cluster.node_port_last", "cluster.node_port_range_known"),
        "the node-port range is unknown",
        "nodePortRange: 30000-32767",
        "the Kubernetes default 30000-32767 is assumed",
        optional=True,
        known=_of(lambda one: one.node_port_range),
    ),
    Fact(
        "reserved",
        ("reserved",),
        (),
        "nothing else on the network is known: no gateway, DNS server or DHCP range",
        "reserved: [{name: gateway, kind: gateway, addresses: [192.0.2.1]}]",
        optional=True,
    ),
    Fact(
        "loadBalancers",
        ("load-balancer",),
        (),
        "no external load balancers for Services are known",
        "loadBalancers: [{name: edge, vips: [192.0.2.30], serves: services}]",
        optional=True,
    ),
    Fact(
        "dns",
        ("name-record",),
        (),
        "the DNS records of names are unknown",
        "dns: {api.example.internal: [192.0.2.10]}",
        optional=True,
    ),
)  # fmt: skip
CONTROL_PLANE = FACTS[0]
ROLES = frozenset(role for fact in FACTS for role in fact.roles)
