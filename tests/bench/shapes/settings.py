"""Settings of a cluster's own parts, stated again and again: of its proxy, its kubelets, its controllers."""

from __future__ import annotations

from tests.bench.shapes.base import (
    SAME,
    Files,
    address,
    config_map,
    inventory,
    known,
    packed,
    resource,
    service,
    shape,
    small_shape,
    workload,
)
from tests.bench.shapes.networks import kubeadm


def kube_proxy(number: int, excluded: str) -> str:
    """The ConfigMap of kube-proxy, in a namespace of its own."""
    text = (
        "apiVersion: kubeproxy.config.k8s.io/v1alpha1\n"
        "kind: KubeProxyConfiguration\n"
        "mode: ipvs\n"
        f"ipvs: {{excludeCIDRs: [{excluded}], strictARP: false}}"
    )
    return config_map("kube-proxy", "config.conf", text, namespace=f"ns{number}")


@shape
def kube_proxies(n: int) -> Files:
    """Half of n excluded ranges, each with a Service's external IP in it."""
    pairs = (
        (kube_proxy(i, f"{address(16 * i)}/28"), service(i, f"externalIPs: [{address(16 * i + 3)}]"))
        for i in range(n // 2)
    )
    return packed(one for pair in pairs for one in pair)


@shape
def kube_proxies_same(n: int) -> Files:
    return packed(
        one for i in range(n // 2) for one in (kube_proxy(i, f"{SAME}/32"), service(i, f"externalIPs: [{SAME}]"))
    )


@shape
def kube_proxies_only(n: int) -> Files:
    """As many places that state the proxy's mode, which is deprecated."""
    return known(packed(kube_proxy(i, f"{address(16 * i)}/28") for i in range(n)), 'kubernetesVersion: "1.35"')


@shape
def cluster_dns_addresses(n: int) -> Files:
    """Addresses that kubelets give Pods as their DNS server, and the DNS Service at another."""
    told = ", ".join(address(i, "10.96.1.0") for i in range(n))
    yield inventory("serviceCIDRs: [10.96.0.0/12]", f"clusterDNS: [{told}]")
    dns = service(0, "clusterIP: 10.96.0.10", namespace="kube-system", ports="{port: 53, protocol: UDP}")
    yield from packed([dns.replace("name: s0", "name: kube-dns")])


@small_shape
def joining_nodes(n: int) -> Files:
    """A file for each node that joins, and none goes to the control plane's address."""
    yield from known([])
    for i in range(n):
        yield f"nodes/n{i}.yaml", joining(address(i))


def joining(target: str) -> str:
    return (
        "apiVersion: kubeadm.k8s.io/v1beta3\nkind: JoinConfiguration\n"
        f'discovery: {{bootstrapToken: {{apiServerEndpoint: "{target}:6443"}}}}\n'
    )


@shape
def probed_ingress_controllers(n: int) -> Files:
    """Services of Azure in front of ingress controllers, with ports that their load balancer probes by HTTP."""
    port = "ports: [{port: 443, appProtocol: https}]"
    services = (service(i, "type: LoadBalancer", "selector: {app.kubernetes.io/name: traefik}", port) for i in range(n))
    return known(packed(services), 'loadBalancerControllers: ["cloud:azure"]')


@shape
def load_balancer_controllers(n: int) -> Files:
    """As many instances of kube-vip that serve Services, and Services."""

    def controller(number: int) -> str:
        env = "  env: [{name: svc_enable, value: 'true'}, {name: vip_arp, value: 'true'}]"
        image = "  image: ghcr.io/kube-vip/kube-vip:v0.8.0"
        return workload(
            number, "containers:", "- name: kube-vip", image, env, kind="DaemonSet", namespace=f"ns{number}"
        )

    pairs = ((controller(i), service(i, "type: LoadBalancer")) for i in range(n))
    return known(packed(one for pair in pairs for one in pair), "loadBalancerControllers: [metallb]")


@shape
def announcements(n: int) -> Files:
    """As many announcements by ARP of one pool."""
    api, place = "metallb.io/v1beta1", "metallb-system"
    pool = resource(api, "IPAddressPool", "p", "spec: {addresses: [172.16.0.0/24]}", namespace=place)
    every = (
        resource(api, "L2Advertisement", f"a{i}", "spec: {ipAddressPools: [p]}", namespace=place) for i in range(n)
    )
    return known(packed([pool, *every]))


@shape
def reservations(n: int) -> Files:
    """As many ranges that Calico keeps out of one pool, which holds a node."""
    api = "projectcalico.org/v3"
    pool = resource(api, "IPPool", "p", "spec: {cidr: 172.16.0.0/12, allowedUses: [LoadBalancer]}")
    every = (
        resource(api, "IPReservation", f"r{i}", f"spec: {{reservedCIDRs: [{address(4 * i)}/30]}}") for i in range(n)
    )
    nodes = ", ".join(f"{{name: w{i}, addresses: [{address(4 * i + 1)}]}}" for i in range(n))
    yield inventory(f"nodes: [{nodes}]")
    yield from packed([pool, *every])


@shape
def clusters_settings(n: int) -> Files:
    """Settings of kubeadm that an inventory contradicts."""
    return known(packed(kubeadm(i, address(4096 * i, "10.0.0.0")) for i in range(n)), 'kubernetesVersion: "1.32"')


@shape
def node_port_ranges(n: int) -> Files:
    """Ranges of node ports that hold the control plane's own."""
    return packed(kubeadm(i, address(4096 * i, "10.0.0.0"), node_ports="1-65535") for i in range(n))
