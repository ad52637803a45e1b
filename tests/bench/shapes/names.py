"""Names: Ingresses, routes, what external-dns publishes, and what names lead to."""

from __future__ import annotations

from tests.bench.shapes.base import Files, address, known, packed, resource, service, shape, workload

HOSTNAME = "external-dns.alpha.kubernetes.io/hostname"


def ingress(number: int, host: str, path: str = "/", ingress_class: str = "nginx") -> str:
    backend = "backend: {service: {name: s, port: {number: 80}}}"
    return resource(
        "networking.k8s.io/v1",
        "Ingress",
        f"i{number}",
        "spec:",
        f"  ingressClassName: {ingress_class}",
        "  rules:",
        f"  - host: {host}",
        f"    http: {{paths: [{{path: {path}, pathType: Prefix, {backend}}}]}}",
        namespace=f"ns{number % 50}",
    )


@shape
def ingress_hosts_distinct(n: int) -> Files:
    return known(packed(ingress(i, f"h{i}.example.com") for i in range(n)))


@shape
def ingress_host_same(n: int) -> Files:
    return known(packed(ingress(i, "www.example.com") for i in range(n)))


@shape
def ingress_host_same_own_paths(n: int) -> Files:
    return known(packed(ingress(i, "www.example.com", f"/p{i}") for i in range(n)))


@shape
def ingress_host_same_own_classes(n: int) -> Files:
    return known(packed(ingress(i, "www.example.com", ingress_class=f"c{i}") for i in range(n)))


def http_route(number: int, host: str, path: str, parent: str = "edge") -> str:
    return resource(
        "gateway.networking.k8s.io/v1",
        "HTTPRoute",
        f"r{number}",
        "spec:",
        f"  parentRefs: [{{name: {parent}, namespace: gateway}}]",
        f"  hostnames: [{host}]",
        f"  rules: [{{matches: [{{path: {{type: PathPrefix, value: {path}}}}}]}}]",
        namespace=f"ns{number % 50}",
    )


@shape
def httproutes_distinct(n: int) -> Files:
    return known(packed(http_route(i, f"h{i}.example.com", "/") for i in range(n)))


@shape
def httproutes_same_host_own_paths(n: int) -> Files:
    return known(packed(http_route(i, "www.example.com", f"/p{i}") for i in range(n)))


@shape
def httproutes_same_host_own_parents(n: int) -> Files:
    return known(packed(http_route(i, "www.example.com", "/", f"edge{i}") for i in range(n)))


@shape
def httproutes_same(n: int) -> Files:
    return known(packed(http_route(i, "www.example.com", "/") for i in range(n)))


def published(number: int, names: str, *more: str) -> str:
    """A Service whose names external-dns publishes."""
    return service(number, "type: LoadBalancer", *more, annotations={HOSTNAME: f'"{names}"'})


@shape
def dns_names_distinct(n: int) -> Files:
    return known(packed(published(i, f"h{i}.example.com") for i in range(n)))


@shape
def dns_names_same(n: int) -> Files:
    return known(packed(published(i, "www.example.com") for i in range(n)))


@shape
def dns_names_same_own_answers(n: int) -> Files:
    """One name, and an address of its own from each."""
    return known(packed(published(i, "www.example.com", f"loadBalancerIP: {address(i)}") for i in range(n)))


@shape
def dns_names_distinct_own_answers(n: int) -> Files:
    return known(packed(published(i, f"h{i}.example.com", f"loadBalancerIP: {address(i)}") for i in range(n)))


@shape
def dns_names_of_the_control_plane(n: int) -> Files:
    return known(packed(published(i, "api.example.com") for i in range(n)))


@shape
def dns_wildcards(n: int) -> Files:
    return known(packed(published(i, f"*.z{i}.example.com,h{i}.z{i}.example.com") for i in range(n)))


@shape
def external_names(n: int) -> Files:
    return known(packed(service(i, "type: ExternalName", f"externalName: h{i + 1}.example.com") for i in range(n)))


@shape
def external_names_that_are_themselves(n: int) -> Files:
    return known(
        packed(service(i, "type: ExternalName", f"externalName: s{i}.team.svc.cluster.local") for i in range(n))
    )


@shape
def service_entries_same(n: int) -> Files:
    return known(packed(_entry(i, "pay.example.com") for i in range(n)))


@shape
def service_entries_distinct(n: int) -> Files:
    return known(packed(_entry(i, f"h{i}.example.com") for i in range(n)))


def _entry(number: int, host: str) -> str:
    return resource(
        "networking.istio.io/v1",
        "ServiceEntry",
        f"e{number}",
        "spec:",
        f"  hosts: [{host}]",
        "  resolution: STATIC",
        f"  endpoints: [{{address: {address(number)}}}]",
        namespace=f"ns{number}",
    )


@shape
def host_aliases(n: int) -> Files:
    def pod(number: int) -> str:
        alias = f"- {{ip: {address(number)}, hostnames: [h{number}.example.com]}}"
        return workload(number, "hostAliases:", alias, "containers: [{name: c}]")

    return known(packed(pod(i) for i in range(n)))


@shape
def host_aliases_of_the_control_plane(n: int) -> Files:
    def pod(number: int) -> str:
        alias = f"- {{ip: {address(number)}, hostnames: [api.example.com]}}"
        return workload(number, "hostAliases:", alias, "containers: [{name: c}]")

    return known(packed(pod(i) for i in range(n)))
