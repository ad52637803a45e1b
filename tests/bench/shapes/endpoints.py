"""What traffic is sent to: endpoints, webhooks, and where programs look for the API server."""

from __future__ import annotations

from tests.bench.shapes.base import (
    SAME,
    Files,
    address,
    inventory,
    known,
    packed,
    port,
    resource,
    service,
    shape,
    workload,
)


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


@shape
def webhooks_of_one_service_of_many_ports(n: int) -> Files:
    """Webhooks that name a port which their Service has not, among the n that it has."""
    ports = ", ".join(f"{{port: {1000 + i}, name: p{i}}}" for i in range(n))
    return known(packed([service(0, ports=ports), *(_webhook(i, 0) for i in range(n))]))


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
