"""Ports on nodes: node ports, host ports, and the host's own."""

from __future__ import annotations

from tests.bench.shapes.base import Files, address, known, packed, port, resource, service, shape, workload

CONTAINERS = "containers:"


def node_port(number: int, taken: int) -> str:
    return service(number, "type: NodePort", ports=f"{{port: 80, nodePort: {taken}}}")


def host_port(number: int, taken: int, kind: str = "Deployment") -> str:
    return workload(number, CONTAINERS, "- name: c", f"  ports: [{{containerPort: 80, hostPort: {taken}}}]", kind=kind)


def host_listener(number: int, port: int) -> str:
    """kube-proxy with a health check that only a flag states."""
    container = f"- {{name: c, image: kube-proxy, args: ['--healthz-bind-address=127.0.0.1:{port}']}}"
    return workload(number, "hostNetwork: true", CONTAINERS, container, kind="DaemonSet")


def monitored(number: int, port: int) -> str:
    """A Service by which monitoring reads kube-proxy."""
    spec = f"spec: {{clusterIP: None, selector: {{k8s-app: kube-proxy}}, ports: [{{port: {port}}}]}}"
    return resource("v1", "Service", f"m{number}", spec, namespace=f"ns{number}")


@shape
def node_ports_distinct(n: int) -> Files:
    """As distinct as 2,768 node ports can be."""
    return known(packed(node_port(i, 30_000 + i % 2_768) for i in range(n)))


@shape
def node_port_same(n: int) -> Files:
    return known(packed(node_port(i, 30_080) for i in range(n)))


@shape
def node_ports_and_nodes(n: int) -> Files:
    """Nodes that all listen on a node port, half of n, and Services that take it."""
    nodes = (f"- {{name: w{i}, addresses: [{address(i)}], ports: [22, 30080]}}" for i in range(n // 2))
    known_nodes = ["version: 1", "clusters:", "- name: prod", "  nodes:", *(f"  {one}" for one in nodes), ""]
    yield "svclint-inventory.yaml", "\n".join(known_nodes)
    yield from packed(node_port(i, 30_080) for i in range(n // 2))


@shape
def host_ports_distinct(n: int) -> Files:
    return known(packed(host_port(i, port(i)) for i in range(n)))


@shape
def host_port_same(n: int) -> Files:
    return known(packed(host_port(i, 8080) for i in range(n)))


@shape
def host_port_same_daemons(n: int) -> Files:
    """DaemonSets, which all have a Pod on one node."""
    return known(packed(host_port(i, 8080, "DaemonSet") for i in range(n)))


@shape
def host_ports_distinct_daemons(n: int) -> Files:
    return known(packed(host_port(i, port(i), "DaemonSet") for i in range(n)))


@shape
def host_ports_of_the_control_plane(n: int) -> Files:
    return known(packed(host_port(i, 6443) for i in range(n)))


@shape
def host_ports_and_nodes(n: int) -> Files:
    """Nodes that all listen on a port, half of n, and Pods that take it."""
    nodes = (f"  - {{name: w{i}, addresses: [{address(i)}], ports: [22, 9100]}}" for i in range(n // 2))
    yield "svclint-inventory.yaml", "\n".join(["version: 1", "clusters:", "- name: prod", "  nodes:", *nodes, ""])
    yield from packed(host_port(i, 9100) for i in range(n // 2))


@shape
def host_network(n: int) -> Files:
    return known(
        packed(
            workload(i, "hostNetwork: true", CONTAINERS, "- name: c", f"  ports: [{{containerPort: {port(i)}}}]")
            for i in range(n)
        )
    )


@shape
def host_network_and_services(n: int) -> Files:
    """Services with an external IP whose own Pods listen on the nodes; half of n pairs."""
    for_each = (
        one
        for i in range(n // 2)
        for one in (
            service(i, f"externalIPs: [{address(i)}]"),
            workload(i, "hostNetwork: true", CONTAINERS, "- name: c", "  ports: [{containerPort: 80}]").replace(
                "    spec:", f"    metadata: {{labels: {{app: s{i}}}}}\n    spec:"
            ),
        )
    )
    return known(packed(for_each))


@shape
def probes(n: int) -> Files:
    return known(
        packed(
            workload(i, CONTAINERS, "- name: c", "  livenessProbe: {httpGet: {host: 127.0.0.1, port: 8080, path: /}}")
            for i in range(n)
        )
    )


@shape
def streams(n: int) -> Files:
    """An ingress controller that opens n ports which its Service lacks."""
    controller = f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: controller, namespace: ingress}}
spec:
  template:
    metadata: {{labels: {{app: controller}}}}
    spec: {{containers: [{{name: controller, args: [--tcp-services-configmap=ingress/tcp-services]}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: controller, namespace: ingress}}
spec: {{selector: {{app: controller}}, ports: [{{port: 80}}]}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: tcp-services, namespace: ingress}}
data:
{chr(10).join(f"  '{port(i)}': team/s{i}:80" for i in range(n))}
"""
    yield "controller.yaml", controller


@shape
def routes_of_one_gateway(n: int) -> Files:
    """n listeners of a Gateway, and n routes at all of them, at one by name, and for hosts that none serves."""
    listeners = "".join(
        f"  - {{name: l{i}, port: {port(i)}, protocol: HTTPS, hostname: '*.h{i}.example'}}\n" for i in range(n)
    )
    gateway = resource(
        "gateway.networking.k8s.io/v1", "Gateway", "edge", "spec:", "  gatewayClassName: eg", "  listeners:"
    )
    routes = (
        resource(
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            f"r{i}",
            f"spec: {{parentRefs: [{{name: edge}}], hostnames: [a.h{i}.example, a.h{i}.test]}}",
        )
        for i in range(n)
    )
    yield from known(packed([gateway + listeners, *routes]))
