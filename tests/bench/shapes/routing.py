"""What makes addresses reachable: endpoints, BGP, VRRP, gateways, webhooks, egress addresses, redirects."""

from __future__ import annotations

from .base import SAME, Files, address, config_map, inventory, known, packed, port, resource, service, shape, workload

METALLB = "metallb-system"


def slice_of(number: int, ip: str, taken: int = 80) -> str:
    """The EndpointSlice of Service s<number>."""
    return resource(
        "discovery.k8s.io/v1",
        "EndpointSlice",
        f"e{number}",
        "addressType: IPv4",
        f"ports: [{{name: http, port: {taken}}}]",
        f"endpoints: [{{addresses: [{ip}]}}]",
        namespace="team",
    ).replace("metadata:\n", f"metadata:\n  labels: {{kubernetes.io/service-name: s{number}}}\n")


@shape
def endpointslices(n: int) -> Files:
    return known(packed(slice_of(i, address(i)) for i in range(n)))


@shape
def endpointslices_and_services(n: int) -> Files:
    def both(number: int) -> tuple[str, str]:
        behind = slice_of(number, f"10.96.1.{number % 250 + 1}")
        return behind, service(number, f"clusterIP: {address(number, '10.96.1.0')}")

    return known(packed(one for i in range(n) for one in both(i)))


@shape
def endpointslices_and_one_service_address(n: int) -> Files:
    """Half of n slices that lead to the one external IP of as many Services."""
    pairs = ((slice_of(i, SAME), service(n + i, f"externalIPs: [{SAME}]")) for i in range(n // 2))
    return known(packed(one for pair in pairs for one in pair))


@shape
def endpointslices_and_nodes(n: int) -> Files:
    """Slices that lead to ports of the nodes, half of n each."""
    nodes = (f"- {{name: w{i}, addresses: [{address(i)}], roles: [control-plane]}}" for i in range(n // 2))
    yield inventory("nodes:", *nodes)
    yield from packed(slice_of(i, address(i), 6443 if i % 2 else 8443) for i in range(n // 2))


@shape
def endpointslices_of_the_control_plane(n: int) -> Files:
    return known(packed(slice_of(i, "192.168.255.250", 8443) for i in range(n)))


@shape
def webhooks(n: int) -> Files:
    """Webhooks, and the Service of each, which has the port that it names."""
    return known(packed(one for i in range(n) for one in (_webhook(i), service(i, ports="{port: 443}"))))


@shape
def webhooks_not_served(n: int) -> Files:
    return known(packed(one for i in range(n) for one in (_webhook(i), service(i, ports="{port: 8443}"))))


@shape
def webhooks_of_one_service(n: int) -> Files:
    """As many webhooks that one Service stands behind, and as many Services."""
    return known(packed(one for i in range(n) for one in (_webhook(i, 0), service(i, ports="{port: 8443}"))))


def _webhook(number: int, behind: int | None = None) -> str:
    target = f"service: {{name: s{number if behind is None else behind}, namespace: team, port: 443}}"
    hook = f"webhooks: [{{name: w{number}.example.com, clientConfig: {{{target}}}}}]"
    return resource("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", f"w{number}", hook)


@shape
def webhook_urls(n: int) -> Files:
    def hook(number: int) -> str:
        client = f'clientConfig: {{url: "https://s{number}.team.svc/validate"}}'
        body = f"webhooks: [{{name: w{number}.example.com, {client}}}]"
        return resource("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", f"w{number}", body)

    return known(packed(hook(i) for i in range(n)))


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
    text = (
        f"vrrp_instance v{number} {{\n    interface ens3\n    virtual_router_id {router}\n"
        f"    virtual_ipaddress {{\n        {ip}/24\n    }}\n}}"
    )
    return config_map(f"k{number}", "keepalived.conf", text)


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
def api_overrides(n: int) -> Files:
    """Pods that find the API server at addresses of their own."""
    return known(packed(override(i, address(i)) for i in range(n)))


@shape
def api_overrides_and_requests(n: int) -> Files:
    """One address at which Pods look for the API server and which Services ask for, half of n each."""

    def both(number: int) -> tuple[str, str]:
        asked = service(number, "type: LoadBalancer", f"loadBalancerIP: {SAME}", ports=f"{{port: {port(number)}}}")
        return override(number, SAME), asked

    return known(packed(one for i in range(n // 2) for one in both(i)))


def override(number: int, ip: str) -> str:
    env = f"  env: [{{name: KUBERNETES_SERVICE_HOST, value: {ip}}}, {{name: KUBERNETES_SERVICE_PORT, value: '8443'}}]"
    return workload(number, "containers:", "- name: agent", env)
