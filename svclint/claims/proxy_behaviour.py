"""The service proxies → what each does with the addresses and ports of Services and Pods; facts, each with its source.

`effects` applies these facts to a claim; scripts/generate_docs.py prints them in docs/how-it-works/proxy-modes.md.
"""

from __future__ import annotations

from svclint.lazy_dataclasses import dataclass
from svclint.lazy_tuples import NamedTuple

_KUBERNETES = "https://github.com/kubernetes/kubernetes/blob/v1.36.2/"
_BEFORE_1_26 = "https://github.com/kubernetes/kubernetes/issues/108460"
_KUBE_ROUTER = "https://github.com/cloudnativelabs/kube-router/blob/v2.11.1/"
_CALICO = "https://github.com/projectcalico/calico/blob/v3.31.0/felix/bpf/proxy/syncer.go"
_OVN = "https://github.com/ovn-kubernetes/ovn-kubernetes/blob/v1.3.0/go-controller/pkg/"
_CILIUM = "https://docs.cilium.io/en/v1.18/network/kubernetes/kubeproxy-free/"
_PORTMAP = "https://github.com/containernetworking/plugins/blob/v1.9.1/plugins/meta/portmap/portmap_iptables.go"
_NO_PROXY = "https://docs.k3s.io/cli/server"
_OBSERVED = "tests/physics/test_founding_incident.py"

# What answers at the ports of an address that the Service does not have, for nodes and Pods.
REFUSED = "refused"
HOST = "the node's own daemons"
OWNER = "the real owner"
DROPPED = "dropped"


class Answers(NamedTuple):
    """What each asking party reaches at an address or port: a node, a Pod, the LAN, and clients outside the LAN."""

    node: str
    pod: str
    lan: str
    outside: str


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a service proxy does with the values of some fields, in the Kubernetes versions from `since` to `until`.

    `proxy` is a mode of `Cluster.proxy_mode`, or empty for all. `roles` are the roles of the fields. `sources` are
    files at a tag, or tests of this repository. `binds`: nodes bind the address to an interface. `others` is what
    answers at the other ports of the address, for nodes and Pods: `REFUSED`, `HOST`, `OWNER` or `DROPPED`. `since` and
    `until` are minor versions, inclusive; None: no limit.
    """

    proxy: str
    roles: tuple[str, ...]
    answers: Answers
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
    """A reason why a value has no effect. `cause` identifies it; `text` is a clause for messages and documentation.

    `since` is the first minor version of Kubernetes in which it holds, 0 for all.
    """

    cause: str
    text: str
    sources: tuple[str, ...]
    since: int = 0


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
            (_KUBERNETES + "pkg/proxy/serviceport.go", _KUBERNETES + "pkg/features/kube_features.go"),
            since=30,
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
            "class",
            "Cilium does not serve Services of this loadBalancerClass, so the request has no effect",
            ("https://github.com/cilium/cilium/blob/v1.18.0/operator/pkg/lbipam/lbipam.go",),
        ),
        Exemption(
            "chart",
            "the chart of Traefik does not read service.loadBalancerIP, only service.spec.loadBalancerIP",
            ("https://github.com/traefik/traefik-helm-chart/blob/v41.3.0/traefik/templates/_service.tpl",),
        ),
        Exemption(
            "controller",
            "the load-balancer controller of the cluster does not use loadBalancerIP",
            (
                "https://github.com/k3s-io/k3s/blob/0821db5a081300bc46bddeb04b09823c79255655/pkg/cloudprovider/servicelb.go",
                "https://github.com/hetznercloud/hcloud-cloud-controller-manager/blob/v1.35.0/internal/hcops/load_balancer.go",
            ),
        ),
        Exemption(
            "remote-gateway",
            "a Gateway of the class istio-remote only states the address of the gateway of another network",
            (
                "https://github.com/istio/istio/blob/56df41f63e513f834c9a3af33d8aed82d1d961f2/pilot/pkg/serviceregistry/ambient/networks.go",
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
            "kube-router serves only addresses in its ranges since version 2.8, so the address has no effect",
            (_KUBE_ROUTER + "pkg/svcip/validator.go",),
        ),
    )
}
"""Cause → the reason why a value of a Service has no effect."""

_SERVED = ("external-ip", "load-balancer-status")
_REQUESTED = ("load-balancer-request", "gateway-address")
_SERVICE = "The Service's ports: the Service."
_ROUTED = "Nothing, unless a route leads to a node."
_UNKNOWN = "Depends on what replaces kube-proxy."


def _same(answer: str) -> Answers:
    """One answer for all."""
    return Answers(answer, answer, answer, answer)


def _bound(others: str, lan: str, outside: str, *, except_holder: bool = False) -> Answers:
    """The answers for an address that nodes bind."""
    node = f"{_SERVICE} Other ports: {others}." + (" Not on the node that has the address." if except_holder else "")
    return Answers(node, node, lan, outside)


_BOUND_LAN = "The real owner or a node, at random. With strictARP, and with IPv6: the real owner."
_BOUND_OUTSIDE = "As on the LAN, because the last router asks there too."
_BY_PORT = Answers(
    f"{_SERVICE} Other ports: the real owner.",
    f"{_SERVICE} Other ports: the real owner.",
    "The real owner. For packets that a route leads to a node, the Service's ports: the Service.",
    "The real owner. For packets that a route leads to a node, the Service's ports: the Service.",
)
_INSIDE = Answers(_SERVICE, _SERVICE, _ROUTED, _ROUTED)
_IPVS = _KUBERNETES + "pkg/proxy/ipvs/proxier.go"
_IPTABLES = _KUBERNETES + "pkg/proxy/iptables/proxier.go"
_NFTABLES = _KUBERNETES + "pkg/proxy/nftables/proxier.go"
_KUBE_ROUTER_PROXY = _KUBE_ROUTER + "pkg/controllers/proxy/network_services_controller.go"
_KUBE_ROUTER_SYNC = _KUBE_ROUTER + "pkg/controllers/proxy/service_endpoints_sync.go"
_OVN_SERVICES = _OVN + "ovn/controller/services/lb_config.go"
_CILIUM_ADDRESSES = (
    "https://github.com/cilium/cilium/blob/01767770651950be3df9a61f53c4847c72840eb9/pkg/datapath/tables/node_address.go"
)
_NODE_PORT_ADDRESSES = _KUBERNETES + "pkg/proxy/util/nodeport_addresses.go"

BEHAVIOURS: tuple[Behaviour, ...] = (
    # externalIPs and status.loadBalancer.ingress
    Behaviour(
        "ipvs",
        _SERVED,
        _bound(HOST, _BOUND_LAN, _BOUND_OUTSIDE),
        (_BEFORE_1_26, _OBSERVED),
        binds=True,
        others=HOST,
        until=25,
    ),
    Behaviour(
        "ipvs",
        _SERVED,
        _bound(REFUSED, _BOUND_LAN, _BOUND_OUTSIDE),
        (_IPVS, _OBSERVED),
        binds=True,
        others=REFUSED,
        since=26,
        until=27,
    ),
    Behaviour(
        "ipvs",
        _SERVED,
        _bound(REFUSED, _BOUND_LAN, _BOUND_OUTSIDE, except_holder=True),
        (_IPVS, _OBSERVED),
        binds=True,
        others=REFUSED,
        since=28,
    ),
    Behaviour("iptables", _SERVED, _BY_PORT, (_IPTABLES, _OBSERVED)),
    Behaviour("nftables", _SERVED, _BY_PORT, (_NFTABLES, _OBSERVED)),
    Behaviour(
        "cilium",
        ("external-ip",),
        Answers("The real owner.", "The real owner.", _BY_PORT.lan, _BY_PORT.outside),
        ("https://github.com/cilium/cilium/blob/66382ef3c815b20fffa95ee5fafe4709933903f3/bpf/bpf_sock.c",),
    ),
    Behaviour(
        "cilium",
        ("load-balancer-status",),
        Answers(
            f"{_SERVICE} Other ports: dropped since Cilium 1.19 for Services of its LB IPAM, BGP and L2 classes, if no "
            "node has the address; else the real owner.",
            "As from a node.",
            _BY_PORT.lan,
            _BY_PORT.outside,
        ),
        (
            "https://github.com/cilium/cilium/pull/40684",
            "https://github.com/cilium/cilium/pull/43721",
            "https://github.com/cilium/cilium/pull/45572",
        ),
        others=DROPPED,
    ),
    Behaviour("calico", _SERVED, _BY_PORT, (_CALICO,)),
    Behaviour("ovn-kubernetes", _SERVED, _BY_PORT, (_OVN_SERVICES, _OVN + "util/kube.go")),
    Behaviour(
        "kube-router",
        _SERVED,
        _bound(
            REFUSED,
            "The real owner: kube-router keeps nodes from answering ARP for addresses of other interfaces.",
            "As on the LAN, unless kube-router announces the address by BGP.",
        ),
        (_KUBE_ROUTER_PROXY, _KUBE_ROUTER_SYNC),
        binds=True,
        others=REFUSED,
    ),
    Behaviour("none", _SERVED, _same(_UNKNOWN), (_NO_PROXY,)),
    # loadBalancerIP, annotations, and addresses of Gateways
    Behaviour(
        "",
        _REQUESTED,
        Answers(
            "Nothing, until a controller writes the address into the status.",
            "Nothing, until a controller writes the address into the status.",
            "Nothing, until a controller announces the address.",
            "Nothing, until a controller announces the address.",
        ),
        (_KUBERNETES + "pkg/proxy/serviceport.go",),
    ),
    # clusterIP
    Behaviour(
        "ipvs",
        ("cluster-ip",),
        _bound(HOST, _ROUTED, _ROUTED),
        (_BEFORE_1_26, _OBSERVED),
        binds=True,
        others=HOST,
        until=25,
    ),
    Behaviour(
        "ipvs",
        ("cluster-ip",),
        _bound(REFUSED, _ROUTED, _ROUTED),
        (_IPVS, _OBSERVED),
        binds=True,
        others=REFUSED,
        since=26,
    ),
    Behaviour("iptables", ("cluster-ip",), _INSIDE, (_IPTABLES,)),
    Behaviour("nftables", ("cluster-ip",), _INSIDE, (_NFTABLES,)),
    Behaviour("cilium", ("cluster-ip",), _INSIDE, (_CILIUM,)),
    Behaviour("calico", ("cluster-ip",), _INSIDE, (_CALICO,)),
    Behaviour("ovn-kubernetes", ("cluster-ip",), _INSIDE, (_OVN_SERVICES,)),
    Behaviour(
        "kube-router",
        ("cluster-ip",),
        _bound(
            REFUSED,
            "Nothing, unless kube-router announces it by BGP.",
            "Nothing, unless kube-router announces it by BGP.",
        ),
        (_KUBE_ROUTER_PROXY,),
        binds=True,
        others=REFUSED,
    ),
    Behaviour("none", ("cluster-ip",), _same(_UNKNOWN), (_NO_PROXY,)),
    # nodePort
    *(
        Behaviour(
            mode,
            ("node-port",),
            _same("The Service, on every address of a node, or on those in nodePortAddresses."),
            (proxier, _NODE_PORT_ADDRESSES),
        )
        for mode, proxier in (("ipvs", _IPVS), ("iptables", _IPTABLES))
    ),
    Behaviour(
        "nftables",
        ("node-port",),
        _same("The Service, on the primary addresses of a node, or on those in nodePortAddresses."),
        (_KUBERNETES + "cmd/kube-proxy/app/server_linux.go", _NFTABLES, _NODE_PORT_ADDRESSES),
    ),
    Behaviour(
        "cilium",
        ("node-port",),
        _same("The Service, on the primary addresses of Cilium's devices, or on those in nodePort.addresses."),
        (_CILIUM_ADDRESSES,),
    ),
    Behaviour("calico", ("node-port",), _same("The Service, on every address of a node."), (_CALICO,)),
    Behaviour("ovn-kubernetes", ("node-port",), _same("The Service, on every address of a node."), (_OVN_SERVICES,)),
    Behaviour(
        "kube-router",
        ("node-port",),
        _same("The Service, on the node's main address, or on all with --nodeport-bindon-all-ip."),
        (_KUBE_ROUTER_SYNC,),
    ),
    Behaviour("none", ("node-port",), _same(_UNKNOWN), (_NO_PROXY,)),
    # hostPort
    Behaviour(
        "",
        ("host-port",),
        _same(
            "The Pod, on every address of the node that runs it, or on hostIP only; with Cilium in place of "
            "kube-proxy, on the addresses with node ports."
        ),
        (_PORTMAP, _CILIUM_ADDRESSES),
    ),
)
"""Every combination of a proxy, a role and a version has exactly one behaviour."""

MODES = tuple(dict.fromkeys(behaviour.proxy for behaviour in BEHAVIOURS if behaviour.proxy not in ("", "none")))
"""The modes of `Cluster.proxy_mode` for which behaviours are known, in the order of the documentation."""
