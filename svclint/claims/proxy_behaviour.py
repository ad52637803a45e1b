"""The service proxies → what each does with the addresses and ports of Services and Pods; facts, each with its source.

`effects` applies these facts to a claim; scripts/generate_docs.py prints them in docs/how-it-works/proxy-modes.md.
"""

from __future__ import annotations

from svclint.lazy_dataclasses import dataclass

_KUBERNETES = "https://github.com/kubernetes/kubernetes/blob/v1.36.2/"
_KUBE_ROUTER = "https://github.com/cloudnativelabs/kube-router/blob/v2.11.1/"
_OBSERVED = "tests/physics/test_founding_incident.py"
_PORTMAP = "https://github.com/containernetworking/plugins/blob/v1.9.1/plugins/meta/portmap/portmap_iptables.go"

# What nodes and Pods get from the ports of the address that the Service does not have.
REFUSED = "refused"
HOST = "the node's own daemons"
OWNER = "the real owner"
DROPPED = "dropped"

_SERVED = ("external-ip", "load-balancer-status")
_REQUESTED = ("load-balancer-request", "gateway-address")
_BY_PORT = "The Service's ports: the Service. Other ports: the real owner."
_IF_ROUTED = "The real owner. Packets that are routed to a node: as on the node."
_IN_CLUSTER = "The Service's ports: the Service."


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a service proxy does with the values of some fields, in the Kubernetes versions from `since` to `until`.

    `proxy` is a mode of `Cluster.proxy_mode`, or empty for all. `roles` are the roles of the fields. `since` and
    `until` are minor versions, inclusive; None: no limit. `binds`: nodes bind the address to an interface. `others` is
    what answers at the other ports of the address, for nodes and Pods: `REFUSED`, `HOST`, `OWNER` or `DROPPED`. `node`,
    `pod`, `lan` and `outside` state what each of them reaches at the address or port. `sources` are files at a tag, or
    tests of this repository.
    """

    proxy: str
    roles: tuple[str, ...]
    node: str
    pod: str
    lan: str
    outside: str
    sources: tuple[str, ...]
    binds: bool = False
    others: str = OWNER
    since: int | None = None
    until: int | None = None

    def applies(self, proxy: str, role: str, version: int | None) -> bool:
        """Whether it describes a role in a cluster; for an unknown version, whether it describes the newest one."""
        if self.proxy not in ("", proxy) or role not in self.roles:
            return False
        if version is None:
            return self.until is None
        return (self.since or 0) <= version and (self.until is None or version <= self.until)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A reason why a value has no effect. `cause` identifies it; `text` is a clause for messages and documentation."""

    cause: str
    text: str
    sources: tuple[str, ...]


EXEMPTIONS = {
    exemption.cause: exemption
    for exemption in (
        Exemption(
            "external-name",
            "kube-proxy skips ExternalName Services, so the address has no effect",
            (_KUBERNETES + "pkg/proxy/util/utils.go",),
        ),
        Exemption(
            "headless",
            "kube-proxy skips headless Services, so the address has no effect",
            (_KUBERNETES + "pkg/proxy/util/utils.go",),
        ),
        Exemption(
            "ip-mode",
            "kube-proxy ignores addresses with ipMode Proxy",
            (_KUBERNETES + "pkg/proxy/serviceport.go",),
        ),
        Exemption(
            "type",
            "load-balancer controllers serve only Services of type LoadBalancer, so the request has no effect",
            (
                "https://github.com/metallb/metallb/blob/v0.16.1/controller/service.go",
                "https://github.com/kube-vip/kube-vip/blob/v1.2.3/pkg/services/processor.go",
                _KUBERNETES + "staging/src/k8s.io/api/core/v1/types.go",
            ),
        ),
        Exemption(
            "family",
            "the Service does not have that IP family, so the address has no effect",
            (_KUBERNETES + "pkg/proxy/servicechangetracker.go", _KUBERNETES + "pkg/proxy/serviceport.go"),
        ),
        Exemption(
            "off",
            "externalIPs are disabled in the cluster",
            (
                _KUBERNETES + "pkg/proxy/serviceport.go",
                _KUBERNETES + "plugin/pkg/admission/network/denyserviceexternalips/admission.go",
            ),
        ),
        Exemption(
            "range",
            "kube-router serves only addresses in its configured ranges since version 2.8, so the address has no effect",
            (_KUBE_ROUTER + "pkg/svcip/validator.go",),
        ),
    )
}
"""Cause → the reason why a value of a Service has no effect."""


def _bound(others: str, *, spared: bool) -> str:
    nodes = "The Service's ports: the Service. Other ports: " + others + "."
    return nodes + (" The node that holds the address itself keeps it." if spared else "")


_IPVS = (_KUBERNETES + "pkg/proxy/ipvs/proxier.go", _OBSERVED)
_ON_LAN = "The real owner or a node, at random. With strictARP, and with IPv6: the real owner."
_ROUTED_LAN = "As on the LAN, because the last router asks by ARP or ND too."

BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour(
        "ipvs", _SERVED, _bound(HOST, spared=False), _bound(HOST, spared=False), _ON_LAN, _ROUTED_LAN,
        ("https://github.com/kubernetes/kubernetes/issues/108460", _OBSERVED),
        binds=True, others=HOST, until=25,
    ),
    Behaviour(
        "ipvs", _SERVED, _bound(REFUSED, spared=False), _bound(REFUSED, spared=False), _ON_LAN, _ROUTED_LAN, _IPVS,
        binds=True, others=REFUSED, since=26, until=27,
    ),
    Behaviour(
        "ipvs", _SERVED, _bound(REFUSED, spared=True), _bound(REFUSED, spared=True), _ON_LAN, _ROUTED_LAN, _IPVS,
        binds=True, others=REFUSED, since=28,
    ),
    Behaviour(
        "ipvs", ("cluster-ip",), _bound(REFUSED, spared=False), _bound(REFUSED, spared=False),
        "Nothing, unless a route leads to a node.", "Nothing, unless a route leads to a node.", _IPVS,
        binds=True, others=REFUSED, since=26,
    ),
    Behaviour(
        "ipvs", ("cluster-ip",), _bound(HOST, spared=False), _bound(HOST, spared=False),
        "Nothing, unless a route leads to a node.", "Nothing, unless a route leads to a node.",
        ("https://github.com/kubernetes/kubernetes/issues/108460", _OBSERVED),
        binds=True, others=HOST, until=25,
    ),
    *(
        Behaviour(mode, _SERVED, _BY_PORT, _BY_PORT, _IF_ROUTED, _IF_ROUTED, (_KUBERNETES + file, _OBSERVED))
        for mode, file in (("iptables", "pkg/proxy/iptables/proxier.go"), ("nftables", "pkg/proxy/nftables/proxier.go"))
    ),
    Behaviour(
        "iptables", ("cluster-ip",), _IN_CLUSTER, _IN_CLUSTER, "Nothing, unless a route leads to a node.",
        "Nothing, unless a route leads to a node.", (_KUBERNETES + "pkg/proxy/iptables/proxier.go",),
    ),
    Behaviour(
        "nftables", ("cluster-ip",), _IN_CLUSTER + " Other ports: refused.", _IN_CLUSTER + " Other ports: refused.",
        "Nothing, unless a route leads to a node.", "Nothing, unless a route leads to a node.",
        (_KUBERNETES + "pkg/proxy/nftables/proxier.go",), others=REFUSED,
    ),
    Behaviour(
        "cilium", ("external-ip",), "The real owner.", "The real owner.", _IF_ROUTED, _IF_ROUTED,
        ("https://github.com/cilium/cilium/blob/v1.18.0/bpf/bpf_sock.c",),
    ),
    Behaviour(
        "cilium", ("load-balancer-status",),
        "The Service's ports: the Service. Other ports: dropped, for Services of LB IPAM, BGP and L2 classes and "
        "addresses that no node has (since Cilium 1.19).",
        "As on the node.", _IF_ROUTED, _IF_ROUTED,
        ("https://github.com/cilium/cilium/pull/40684", "https://github.com/cilium/cilium/pull/43721",
         "https://github.com/cilium/cilium/pull/45572"),
        others=DROPPED,
    ),
    Behaviour(
        "cilium", ("cluster-ip",), _IN_CLUSTER, _IN_CLUSTER, "Nothing.", "Nothing.",
        ("https://github.com/cilium/cilium/blob/v1.18.0/bpf/bpf_sock.c",),
    ),
    Behaviour(
        "calico", _SERVED, _BY_PORT, _BY_PORT, _IF_ROUTED, _IF_ROUTED,
        ("https://github.com/projectcalico/calico/blob/v3.31.0/felix/bpf/proxy/syncer.go",),
    ),
    Behaviour(
        "calico", ("cluster-ip",), _IN_CLUSTER, _IN_CLUSTER, "Nothing, unless a route leads to a node.",
        "Nothing, unless a route leads to a node.",
        ("https://github.com/projectcalico/calico/blob/v3.31.0/felix/bpf/proxy/syncer.go",),
    ),
    Behaviour(
        "ovn-kubernetes", _SERVED, _BY_PORT, _BY_PORT, _IF_ROUTED, _IF_ROUTED,
        ("https://github.com/ovn-kubernetes/ovn-kubernetes/blob/v1.3.0/go-controller/pkg/ovn/controller/services/lb_config.go",
         "https://github.com/ovn-kubernetes/ovn-kubernetes/blob/v1.3.0/go-controller/pkg/util/kube.go"),
    ),
    Behaviour(
        "ovn-kubernetes", ("cluster-ip",), _IN_CLUSTER, _IN_CLUSTER, "Nothing.", "Nothing.",
        ("https://github.com/ovn-kubernetes/ovn-kubernetes/blob/v1.3.0/go-controller/pkg/ovn/controller/services/lb_config.go",),
    ),
    Behaviour(
        "kube-router", _SERVED, _bound(REFUSED, spared=False), _bound(REFUSED, spared=False),
        "The real owner: kube-router keeps nodes from answering ARP for addresses of other interfaces.",
        "As on the LAN, unless kube-router announces the address by BGP.",
        (_KUBE_ROUTER + "pkg/controllers/proxy/network_services_controller.go",
         _KUBE_ROUTER + "pkg/controllers/proxy/service_endpoints_sync.go"),
        binds=True, others=REFUSED,
    ),
    Behaviour(
        "kube-router", ("cluster-ip",), _bound(REFUSED, spared=False), _bound(REFUSED, spared=False),
        "Nothing, unless kube-router announces it by BGP.", "Nothing, unless kube-router announces it by BGP.",
        (_KUBE_ROUTER + "pkg/controllers/proxy/network_services_controller.go",), binds=True, others=REFUSED,
    ),
    Behaviour(
        "none", (*_SERVED, "cluster-ip"), "Depends on what replaces kube-proxy.", "Depends on what replaces kube-proxy.",
        "Depends on what replaces kube-proxy.", "Depends on what replaces kube-proxy.",
        ("https://github.com/k3s-io/docs/blob/main/docs/cli/server.md",),
    ),
    Behaviour(
        "", _REQUESTED, "Nothing, until a controller writes the address into the status.",
        "Nothing, until a controller writes the address into the status.",
        "Nothing, until a controller announces the address.", "Nothing, until a controller announces the address.",
        (_KUBERNETES + "pkg/proxy/serviceport.go",),
    ),
    Behaviour(
        "nftables", ("node-port",), "The node port, on the node's primary addresses.",
        "The node port, on the nodes' primary addresses.", "The node port, on the nodes' primary addresses.",
        "The node port, on the nodes' primary addresses.",
        (_KUBERNETES + "cmd/kube-proxy/app/server_linux.go", _KUBERNETES + "pkg/proxy/nftables/proxier.go"),
    ),
    *(
        Behaviour(
            mode, ("node-port",), *["The node port, on every address that a node has and nodePortAddresses contains."] * 4,
            (_KUBERNETES + file, _KUBERNETES + "pkg/proxy/util/nodeport_addresses.go"),
        )
        for mode, file in (("ipvs", "pkg/proxy/ipvs/proxier.go"), ("iptables", "pkg/proxy/iptables/proxier.go"))
    ),
    Behaviour(
        "kube-router", ("node-port",), *["The node port, on the node's first internal address."] * 4,
        (_KUBE_ROUTER + "pkg/controllers/proxy/service_endpoints_sync.go",),
    ),
    Behaviour(
        "cilium", ("node-port",), *["The node port, on the addresses of the devices that Cilium attaches to."] * 4,
        ("https://docs.cilium.io/en/v1.18/network/kubernetes/kubeproxy-free/",),
    ),
    Behaviour(
        "calico", ("node-port",), *["The node port, on every address that a node has."] * 4,
        ("https://github.com/projectcalico/calico/blob/v3.31.0/felix/bpf/proxy/syncer.go",),
    ),
    Behaviour(
        "ovn-kubernetes", ("node-port",), *["The node port, on every address that a node has."] * 4,
        ("https://github.com/ovn-kubernetes/ovn-kubernetes/blob/v1.3.0/go-controller/pkg/ovn/controller/services/lb_config.go",),
    ),
    Behaviour(
        "none", ("node-port",), *["Depends on what replaces kube-proxy."] * 4,
        ("https://github.com/k3s-io/docs/blob/main/docs/cli/server.md",),
    ),
    Behaviour(
        "", ("host-port",), *["The Pod, on every address of the node that runs it, or on hostIP only."] * 4, (_PORTMAP,)
    ),
)  # fmt: skip
