"""What makes addresses reachable: BGP, VRRP, gateways, egress addresses, redirects."""

from __future__ import annotations

from tests.bench.shapes.base import (
    SAME,
    Files,
    address,
    config_map,
    inventory,
    known,
    packed,
    port,
    resource,
    shape,
    workload,
)

METALLB = "metallb-system"


@shape
def bgp_peers(n: int) -> Files:
    return known(packed(metallb_peer(i, address(i)) for i in range(n)))


@shape
def bgp_peers_same(n: int) -> Files:
    """One router that two controllers have as their peer, again and again."""
    return known(packed(metallb_peer(i, SAME) if i % 2 else calico_peer(i, SAME) for i in range(n)))


@shape
def bgp_peers_of_two_controllers(n: int) -> Files:
    """Routers that two controllers have as their peer; half of n."""
    return known(
        packed(one for i in range(n // 2) for one in (metallb_peer(i, address(i)), calico_peer(i, address(i))))
    )


def metallb_peer(number: int, ip: str) -> str:
    spec = f"spec: {{myASN: 64512, peerASN: 64513, peerAddress: {ip}}}"
    return resource("metallb.io/v1beta2", "BGPPeer", f"b{number}", spec, namespace=METALLB)


def calico_peer(number: int, ip: str) -> str:
    return resource("projectcalico.org/v3", "BGPPeer", f"b{number}", f"spec: {{asNumber: 64513, peerIP: {ip}}}")


@shape
def advertised_blocks(n: int) -> Files:
    """Ranges that BGP announces, and somebody else's address in each."""
    others = (f"- {{name: r{i}, kind: gateway, addresses: [{address(16 * i + 1)}]}}" for i in range(n))
    yield inventory("reserved:", *others)
    yield from packed(advertised(i, f"{address(16 * i)}/28") for i in range(n))


@shape
def advertised_blocks_same(n: int) -> Files:
    others = (f"- {{name: r{i}, kind: gateway, addresses: [{SAME}]}}" for i in range(n))
    yield inventory("reserved:", *others)
    yield from packed(advertised(i, "172.16.0.0/28") for i in range(n))


def advertised(number: int, block: str) -> str:
    spec = f"spec: {{serviceLoadBalancerIPs: [{{cidr: {block}}}]}}"
    return resource("projectcalico.org/v3", "BGPConfiguration", f"c{number}", spec)


def gateway(number: int, ip: str, taken: int) -> str:
    return resource(
        "gateway.networking.k8s.io/v1",
        "Gateway",
        f"g{number}",
        "spec:",
        "  gatewayClassName: istio",
        f"  addresses: [{{value: {ip}}}]",
        f"  listeners: [{{name: http, protocol: HTTP, port: {taken}}}]",
        namespace=f"ns{number}",
    )


@shape
def gateways_same_address(n: int) -> Files:
    return known(packed(gateway(i, SAME, port(i)) for i in range(n)))


@shape
def gateways_same_address_and_port(n: int) -> Files:
    return known(packed(gateway(i, SAME, 80) for i in range(n)))


@shape
def gateways_distinct(n: int) -> Files:
    return known(packed(gateway(i, address(i), 80) for i in range(n)))


def keepalived(number: int, ip: str, router: int = 47) -> str:
    """A ConfigMap k<number> with a VRRP instance."""
    return config_map(f"k{number}", "keepalived.conf", _vrrp(f"v{number}", ip, router=router))


@shape
def vrrp_instances(n: int) -> Files:
    """One group that all take, with an address each."""
    return known(packed(keepalived(i, address(i)) for i in range(n)))


@shape
def vrrp_instances_own_groups(n: int) -> Files:
    """Groups of their own, as far as 255 go, for one address."""
    return known(packed(keepalived(i, SAME, 1 + i % 255) for i in range(n)))


@shape
def vips_of_nodes(n: int) -> Files:
    """Virtual addresses that are nodes' own."""
    yield inventory("nodes:", *(f"- {{name: w{i}, addresses: [{address(i)}]}}" for i in range(n)))
    yield from packed(keepalived(i, address(i)) for i in range(n))


def kube_vip(number: int, ip: str) -> str:
    """A DaemonSet d<number> that holds the control plane's VIP."""
    on = "{name: cp_enable, value: 'true'}, {name: lb_enable, value: 'true'}"
    env = f"  env: [{on}, {{name: address, value: {ip}}}]"
    image = "  image: ghcr.io/kube-vip/kube-vip:v0.8.0"
    return workload(number, "containers:", "- name: kube-vip", image, env, kind="DaemonSet")


@shape
def kube_vips_distinct(n: int) -> Files:
    return known(packed(kube_vip(i, address(i)) for i in range(n)))


@shape
def kube_vips_same(n: int) -> Files:
    return known(packed(kube_vip(i, SAME) for i in range(n)))


@shape
def kube_vips_and_keepalived_same(n: int) -> Files:
    """Two kinds of holders of one address, half of n each."""
    return known(packed(one for i in range(n // 2) for one in (kube_vip(i, SAME), keepalived(i, SAME))))


@shape
def egress_ips_distinct(n: int) -> Files:
    return known(packed(egress_ip(i, address(i)) for i in range(n)))


@shape
def egress_ips_in_one_pool(n: int) -> Files:
    """One address that n objects leave the cluster with, and as many pools that hold it; half of n each."""
    pool = "spec: {addresses: [172.16.0.0/24]}"
    pairs = (
        (egress_ip(i, SAME), resource("metallb.io/v1beta1", "IPAddressPool", f"p{i}", pool, namespace=METALLB))
        for i in range(n // 2)
    )
    return known(packed(one for pair in pairs for one in pair))


@shape
def egress_ips_in_own_pools(n: int) -> Files:
    def both(number: int) -> tuple[str, str]:
        pool = f"spec: {{addresses: [{address(8 * number)}/29]}}"
        made = resource("metallb.io/v1beta1", "IPAddressPool", f"p{number}", pool, namespace=METALLB)
        return egress_ip(number, address(8 * number + 1)), made

    return known(packed(one for i in range(n // 2) for one in both(i)))


def egress_ip(number: int, ip: str) -> str:
    return resource("k8s.ovn.org/v1", "EgressIP", f"e{number}", f"spec: {{egressIPs: [{ip}]}}")


@shape
def redirects_distinct(n: int) -> Files:
    return known(packed(redirect(i, address(i)) for i in range(n)))


@shape
def redirects_of_the_control_plane(n: int) -> Files:
    return known(packed(redirect(i, "192.168.255.250", 6443) for i in range(n)))


def redirect(number: int, ip: str, taken: int = 80) -> str:
    matcher = f'{{ip: {ip}, toPorts: [{{port: "{taken}", protocol: TCP}}]}}'
    spec = f"spec: {{redirectFrontend: {{addressMatcher: {matcher}}}}}"
    return resource("cilium.io/v2", "CiliumLocalRedirectPolicy", f"r{number}", spec, namespace="team")


@shape
def vrrp_instances_one_file(n: int) -> Files:
    instances = (_vrrp(f"v{i}", address(i)) for i in range(n))
    return known([("m.yaml", config_map("k", "keepalived.conf", "\n".join(instances)))])


@shape
def vrrp_instances_of_many_addresses(n: int) -> Files:
    """Two that take one group, with n addresses each."""
    starts = ("172.16.0.0", "172.20.0.0")
    return known(
        packed(
            config_map(f"k{k}", "keepalived.conf", _vrrp("v", *(address(i, start) for i in range(n))))
            for k, start in enumerate(starts)
        )
    )


def _vrrp(name: str, *addresses: str, router: int = 47) -> str:
    taken = "\n".join(f"        {ip}/24" for ip in addresses)
    head = f"vrrp_instance {name} {{\n    interface ens3\n    virtual_router_id {router}\n"
    return f"{head}    virtual_ipaddress {{\n{taken}\n    }}\n}}"


@shape
def haproxies(n: int) -> Files:
    def settings(number: int) -> str:
        front, back = f"bind {address(number)}:6443", f"server s1 {address(number, '172.20.0.0')}:6443"
        text = f"frontend api\n  {front}\nbackend b\n  {back}"
        return config_map(f"h{number}", "haproxy.cfg", text, namespace="kube-system")

    return known(packed(settings(i) for i in range(n)))


@shape
def cilium_announcements(n: int) -> Files:
    spec = "spec: {externalIPs: true, loadBalancerIPs: true}"
    return known(packed(resource("cilium.io/v2alpha1", "CiliumL2AnnouncementPolicy", f"l{i}", spec) for i in range(n)))


@shape
def cilium_egress_addresses(n: int) -> Files:
    def policy(number: int) -> str:
        leaving = f"  egressGateway: {{nodeSelector: {{}}, egressIP: {address(number)}}}"
        chosen = ("  selectors: [{podSelector: {}}]", "  destinationCIDRs: [0.0.0.0/0]")
        return resource("cilium.io/v2", "CiliumEgressGatewayPolicy", f"e{number}", "spec:", *chosen, leaving)

    return known(packed(policy(i) for i in range(n)))


@shape
def cilium_gateways_distinct(n: int) -> Files:
    return known(packed(gateway(i, address(i), 80).replace("Name: istio", "Name: cilium") for i in range(n)))
