"""References to ports: many to one Service, many to their own, and selections of Pods that share a label."""

from __future__ import annotations

from tests.bench.shapes.base import Files, known, one_file, packed, port, resource, service, shape, workload


def backend(number: int, name: str, at: int) -> str:
    """A route to a port of a Service."""
    return resource(
        "gateway.networking.k8s.io/v1",
        "HTTPRoute",
        f"r{number}",
        f"spec: {{rules: [{{backendRefs: [{{name: {name}, port: {at}}}]}}]}}",
        namespace="team",
    )


def policy(number: int, labels: str, at: str = "80") -> str:
    """A policy that allows a port of some Pods."""
    body = f"spec: {{podSelector: {{matchLabels: {{{labels}}}}}, ingress: [{{ports: [{{port: {at}}}]}}]}}"
    return resource("networking.k8s.io/v1", "NetworkPolicy", f"p{number}", body, namespace="team")


def pods(number: int, labels: str) -> str:
    """The Pods of a Deployment with labels and a named port."""
    text = workload(number, "containers:", "- name: c", "  ports: [{name: web, containerPort: 8080}]")
    return text.replace("    spec:", f"    metadata: {{labels: {{{labels}}}}}\n    spec:", 1)


def monitor(number: int, labels: str) -> str:
    """A monitor of Services with labels."""
    body = f"spec: {{selector: {{matchLabels: {{{labels}}}}}, endpoints: [{{port: metrics}}]}}"
    return resource("monitoring.coreos.com/v1", "ServiceMonitor", f"m{number}", body, namespace="team")


@shape
def backends_of_one_service(n: int) -> Files:
    """Half of n routes to ports of one Service that has half of n ports."""
    ports = ", ".join(f"{{name: p{i}, port: {port(i)}}}" for i in range(n // 2))
    routes = (backend(i, "s0", 60_000 + i) for i in range(n // 2))
    yield from known(one_file([service(0, ports=ports), *routes]))


@shape
def external_names_and_ports(n: int) -> Files:
    """n Services, and for each an ExternalName Service that lists a port which it lacks."""
    aliases = (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: e{i}, namespace: team}}\n"
        f"spec: {{type: ExternalName, externalName: s{i}.team.svc.cluster.local, ports: [{{port: 8080}}]}}\n"
        for i in range(n)
    )
    yield from known(packed([*(service(i, ports="{port: 80, targetPort: 8080}") for i in range(n)), *aliases]))


@shape
def backends_of_their_own(n: int) -> Files:
    yield from known(packed(text for i in range(n // 2) for text in (service(i), backend(i, f"s{i}", 8080))))


@shape
def policies_of_shared_labels(n: int) -> Files:
    """A third of n policies, Services and workloads whose Pods share a label, each with one of its own."""
    shared = "part-of: shop"
    for_each = (
        text
        for i in range(n // 3)
        for text in (
            service(i, ports="{port: 80, targetPort: web}"),
            policy(i, f"{shared}, app: s{i}"),
            pods(i, f"{shared}, app: s{i}"),
        )
    )
    yield from known(packed(for_each))


@shape
def policies_of_all_pods(n: int) -> Files:
    """A third of n policies that each select the Pods of all Deployments, a third of n; and as many Services."""
    for_each = (
        text
        for i in range(n // 3)
        for text in (
            service(i, ports="{port: 80, targetPort: web}").replace(f"app: s{i}", "part-of: shop"),
            policy(i, "part-of: shop", str(port(i))),
            pods(i, "part-of: shop"),
        )
    )
    yield from known(packed(for_each))


@shape
def monitors_of_shared_labels(n: int) -> Files:
    """Half of n monitors that each select all Services, half of n."""
    for_each = (
        text
        for i in range(n // 2)
        for text in (
            service(i).replace("metadata:\n", "metadata:\n  labels: {part-of: shop}\n", 1),
            monitor(i, "part-of: shop"),
        )
    )
    yield from known(packed(for_each))


@shape
def subsets_of_their_own(n: int) -> Files:
    """n DestinationRules of Istio, and for each a VirtualService to a subset that it lacks."""
    for_each = (
        text
        for i in range(n)
        for text in (
            resource(
                "networking.istio.io/v1",
                "DestinationRule",
                f"d{i}",
                f"spec: {{host: s{i}, subsets: [{{name: stable, labels: {{version: v1}}}}]}}",
                namespace="team",
            ),
            resource(
                "networking.istio.io/v1",
                "VirtualService",
                f"v{i}",
                f"spec: {{hosts: [s{i}], http: [{{route: [{{destination: {{host: s{i}, subset: v2}}}}]}}]}}",
                namespace="team",
            ),
        )
    )
    yield from known(packed(for_each))


@shape
def urls_of_services(n: int) -> Files:
    """n Services, and for each an Ingress whose authentication is at a port that the Service lacks."""
    ingresses = (
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\n"
        f"metadata:\n  name: i{i}\n  namespace: team\n  annotations:\n"
        f"    nginx.ingress.kubernetes.io/auth-url: http://s{i}.team.svc.cluster.local:4180/\n"
        "spec: {ingressClassName: nginx}\n"
        for i in range(n)
    )
    yield from known(packed([*(service(i, ports="{port: 80, targetPort: 4180}") for i in range(n)), *ingresses]))


@shape
def listeners_of_one_traefik(n: int) -> Files:
    """n Gateways of one Traefik, each with a listener at the port of Traefik's Service."""
    body = (
        "spec:\n  chart: {spec: {chart: traefik}}\n"
        "  values: {providers: {kubernetesGateway: {enabled: true}}, ports: {web: {port: 80}}}"
    )
    traefik = resource("helm.toolkit.fluxcd.io/v2", "HelmRelease", "traefik", body, namespace="traefik")
    gateways = (
        resource(
            "gateway.networking.k8s.io/v1",
            "Gateway",
            f"g{i}",
            "spec: {gatewayClassName: traefik, listeners: [{name: https, port: 443, protocol: HTTPS}]}",
            namespace="traefik",
        )
        for i in range(n)
    )
    yield from known(one_file([traefik, *gateways]))
