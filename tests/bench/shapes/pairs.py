"""Two shapes for each rule that compares claims: n of its claims and n of its others, all apart, or all at one place.

They are read off the rules. A role that no rule has compared yet needs a line in a table: tests/test_shapes.py asks
for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from svclint.findings.rule import PAIRS, Rule
from svclint.findings.rulebook import load_rules
from tests.bench.shapes.base import Files, add, address, config_map, inventory, packed, resource, service, workload
from tests.bench.shapes.endpoints import override, slice_of
from tests.bench.shapes.names import http_route, published
from tests.bench.shapes.networks import antrea, node
from tests.bench.shapes.policies import egress
from tests.bench.shapes.pools import machines, pool
from tests.bench.shapes.ports import host_listener, host_port, monitored, node_port
from tests.bench.shapes.routing import (
    advertised,
    calico_peer,
    egress_ip,
    gateway,
    keepalived,
    metallb_peer,
    redirect,
)
from tests.bench.shapes.settings import joining, kube_proxy

# Blocks of the shapes are that many addresses apart; networks have all of them.
_STEP = 16


@dataclass(frozen=True)
class At:
    """Where a claim is: the addresses `ip` to `last` in the network `block`, a port, a name.

    `target` is the address or the name, whichever the rule compares.
    """

    ip: str
    last: str
    block: str
    port: int
    host: str
    target: str


def _at(rule: Rule, place: int) -> At:
    ip = address(_STEP * place + 3)
    host = f"h{place}.example.com"
    port = 30_000 + place % 2_768
    return At(
        ip,
        address(_STEP * place + _STEP - 1),
        f"{address(_STEP * place)}/28",
        port,
        host,
        host if rule.policy.subject == "name" else ip,
    )


def _taking(number: int, at: At, *spec: str) -> str:
    return service(number, *spec, ports=f"{{port: {at.port}}}")


def _kubeadm(number: int, *setting: str) -> str:
    """The settings of a cluster, in a namespace of their own."""
    text = "\n".join(["apiVersion: kubeadm.k8s.io/v1beta3", "kind: ClusterConfiguration", *setting])
    return config_map("kubeadm-config", "ClusterConfiguration", text, namespace=f"ns{number}")


def _kubeconfig(number: int, target: str) -> str:
    server = f'{{name: c{number}, cluster: {{server: "https://{target}:6443"}}}}'
    return f"apiVersion: v1\nkind: Config\nclusters: [{server}]\n"


def _corefile(number: int, at: At) -> str:
    text = f".:53 {{\n    hosts {{\n        {at.ip} {at.host}\n        fallthrough\n    }}\n}}"
    return config_map("coredns", "Corefile", text, namespace=f"ns{number}")


def _submariner(number: int, at: At) -> str:
    return resource("submariner.io/v1alpha1", "Submariner", f"s{number}", f"spec: {{globalCIDR: {at.block}}}")


def _service_network(number: int, at: At) -> str:
    return resource("networking.k8s.io/v1", "ServiceCIDR", f"c{number}", f"spec: {{cidrs: [{at.block}]}}")


def _with_status(number: int, at: At) -> str:
    return _taking(number, at, "type: LoadBalancer") + f"status: {{loadBalancer: {{ingress: [{{ip: {at.ip}}}]}}}}\n"


def _pod_network(number: int, at: At) -> str:
    return resource("kubeovn.io/v1", "Subnet", f"n{number}", f"spec: {{cidrBlock: {at.block}}}")


def _connector(number: int, at: At) -> str:
    body = f"spec: {{subnetRouter: {{advertiseRoutes: [{at.block}]}}}}"
    return resource("tailscale.com/v1alpha1", "Connector", f"c{number}", body)


def _talos_node(number: int, at: At) -> str:
    return resource("v1alpha1", "KubeNodeConfig", f"n{number}", f"nodeIP: {{validSubnets: [{at.block}]}}")


def _talos(kind: str, setting: str) -> str:
    return f"apiVersion: v1alpha1\nkind: {kind}\n{setting}\n"


def _mirror(number: int, at: At) -> str:
    url = f"endpoints: [{{url: 'https://{at.ip}:{at.port}'}}]"
    return _talos("RegistryMirrorConfig", f"name: r{number}.example.com\n{url}\nskipFallback: true")


_KUBELET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
OBJECTS: Mapping[str, Callable[[int, At], str]] = {
    "advertise-address": lambda i, at: _kubeadm(i, f"apiServer: {{extraArgs: {{advertise-address: {at.ip}}}}}"),
    "advertised-block": lambda i, at: advertised(i, at.block),
    "api-override": lambda i, at: override(i, at.ip),
    "autodetection-target": lambda i, at: resource(
        "operator.tigera.io/v1",
        "Installation",
        f"i{i}",
        f"spec: {{calicoNetwork: {{nodeAddressAutodetectionV4: {{canReach: {at.ip}}}}}}}",
    ),
    "bind-address": lambda i, at: keepalived(i, at.ip, 1 + i % 255),
    "cluster-ip": lambda i, at: _taking(i, at, f"clusterIP: {at.ip}"),
    "control-plane": lambda i, at: _kubeadm(i, f"controlPlaneEndpoint: {at.target}:{at.port}"),
    "dns-name": lambda i, at: published(i, at.host, f"loadBalancerIP: {at.ip}"),
    "cluster-domain": lambda i, at: f"{_KUBELET}metadata: {{name: k{i}}}\nclusterDomain: {at.host}\n",
    "default-ingress-class": lambda i, _at: (
        "apiVersion: networking.k8s.io/v1\nkind: IngressClass\n"
        f'metadata: {{name: c{i}, annotations: {{ingressclass.kubernetes.io/is-default-class: "true"}}}}\n'
    ),
    "egress-ip": lambda i, at: egress_ip(i, at.ip),
    "endpoint": lambda i, at: slice_of(i, at.ip, 6443),
    "proxy-mode": lambda i, _at: (
        "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n"
        f"metadata: {{name: p{i}}}\nmode: {('ipvs', 'iptables', 'nftables')[i % 3]}\n"
    ),
    "external-ip": lambda i, at: _taking(i, at, f"externalIPs: [{at.ip}]"),
    "identity-server": lambda i, at: resource(
        "apiserver.config.k8s.io/v1",
        "AuthenticationConfiguration",
        f"a{i}",
        f"jwt: [{{issuer: {{url: 'https://{at.host}/'}}}}]",
    ),
    "git-source": lambda i, at: resource(
        "source.toolkit.fluxcd.io/v1", "GitRepository", f"g{i}", f"spec: {{url: 'https://{at.host}/a.git'}}"
    ),
    "gateway-address": lambda i, at: gateway(i, at.ip, at.port),
    "gateway-listener": lambda i, at: gateway(i, at.ip, at.port),
    "host-listener": lambda i, at: host_listener(i, at.port),
    "host-port": lambda i, at: host_port(i, at.port, "DaemonSet"),
    "internal-network": _submariner,
    "join-endpoint": lambda i, at: joining(at.target),
    "kubeconfig-server": lambda i, at: _kubeconfig(i, at.target),
    "load-balancer-request": lambda i, at: _taking(i, at, "type: LoadBalancer", f"loadBalancerIP: {at.ip}"),
    "load-balancer-service": lambda i, at: _taking(i, at, "type: LoadBalancer"),
    "load-balancer-status": _with_status,
    "machine-pool": lambda i, at: machines(i, at.block),
    "name-record": _corefile,
    "node": lambda i, at: node(i, at.ip),
    "node-address-range": _talos_node,
    "node-port": lambda i, at: node_port(i, at.port),
    "peer": lambda i, at: (metallb_peer, calico_peer)[i % 2](i, at.ip),
    "pod-network": _pod_network,
    "policy-block": lambda i, at: egress(i, f"{{cidr: {at.ip}/32}}"),
    "pool": lambda i, at: pool(i, at.block),
    "pool-request": lambda i, _: service(i, "type: LoadBalancer", annotations={"metallb.io/address-pool": f"p{i}"}),
    "provisioning-address": lambda i, at: resource(
        "metal3.io/v1alpha1", "Provisioning", f"p{i}", f"spec: {{provisioningIP: {at.ip}}}"
    ),
    "proxy-excluded": lambda i, at: kube_proxy(i, at.block),
    "redirect": lambda i, at: redirect(i, at.ip),
    "registry-mirror": _mirror,
    "resolver": lambda _, at: _talos("ResolverConfig", f"nameservers: [{{address: {at.ip}}}]"),
    "route-host": lambda i, at: http_route(i, at.host, "/"),
    "search-domain": lambda i, at: workload(i, f"dnsConfig: {{searches: [{at.host}]}}", "containers: [{name: c}]"),
    "scrape-target": lambda i, at: monitored(i, at.port),
    "secondary-network": lambda i, at: antrea(i, at.ip, at.last),
    "service-network": _service_network,
    "time-server": lambda _, at: _talos("TimeSyncConfig", f"ntp: {{servers: [{at.ip}]}}"),
    "tunnel-route": _connector,
}
"""A manifest that makes a claim of a role, numbered."""

ENTRIES: Mapping[str, tuple[str, Callable[[int, At], str]]] = {
    "cluster-dns": ("clusterDNS", lambda _, at: at.ip),
    "external-network": ("externalCIDRs", lambda _, at: at.block),
    "load-balancer": ("loadBalancers", lambda i, at: f"{{name: l{i}, vips: [{at.ip}], serves: services}}"),
    "node-network": ("nodeCIDRs", lambda _, at: at.block),
    "reserved": ("reserved", lambda i, at: f"{{name: r{i}, kind: dhcp, addresses: [{at.block}]}}"),
}
"""A list of the inventory, and the entry of it that makes a claim of a role that manifests seldom have."""


def _files(rule: Rule, n: int, *, together: bool) -> Files:
    """n of the rule's claims and n of its others; their roles take turns."""
    sides = [rule.policy.claims] if rule.policy.symmetric else [rule.policy.claims, rule.policy.others]
    made = [(roles[i % len(roles)], side * n + i) for side, roles in enumerate(sides) for i in range(n)]
    entries: dict[str, list[str]] = {}
    objects: list[str] = []
    for role, number in made:
        at = _at(rule, 0 if together else number)
        if role in OBJECTS:
            objects.append(OBJECTS[role](number, at))
        else:
            key, entry = ENTRIES[role]
            entries.setdefault(key, []).append(entry(number, at))
    lines = (line for key, some in entries.items() for line in (f"{key}:", *(f"- {one}" for one in some)))
    yield inventory("proxy: {mode: ipvs}", *lines)
    yield from packed(objects)


def _register(rules: Iterable[Rule]) -> None:
    for rule in sorted(rules, key=lambda rule: rule.id):
        policy = rule.policy
        if policy.subject in PAIRS and {*policy.claims, *policy.others} <= {*OBJECTS, *ENTRIES}:
            add(f"{rule.id}.apart", "pairs", partial(_files, rule, together=False), large=False)
            add(f"{rule.id}.same", "pairs", partial(_files, rule, together=True), large=False)


_register(load_rules(examples=False))
