"""Names: Ingresses, routes, what external-dns publishes, and what names lead to."""

from __future__ import annotations

from .base import Files, address, config_map, known, packed, resource, service, shape, small_shape, workload

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


@small_shape
def external_dns_instances(n: int) -> Files:
    args = "--source=service, --provider=aws, --registry=txt, --txt-owner-id=o, --domain-filter=example.com"
    image = "registry.k8s.io/external-dns/external-dns:v0.14.0"
    pod = ("containers:", "- name: external-dns", f"  image: {image}", f"  args: [{args}, --policy=sync]")
    return known(packed((workload(i, *pod, namespace=f"n{i}") for i in range(n)), most=1))


@small_shape
def external_dns_instances_own_zones(n: int) -> Files:
    image = "registry.k8s.io/external-dns/external-dns:v0.14.0"

    def instance(number: int) -> str:
        args = f"--source=service, --registry=txt, --txt-owner-id=o{number}, --domain-filter=z{number}.example.com"
        pod = ("containers:", "- name: external-dns", f"  image: {image}", f"  args: [{args}, --policy=sync]")
        return workload(number, *pod, namespace=f"n{number}")

    return known(packed((instance(i) for i in range(n)), most=1))


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


@shape
def corefiles(n: int) -> Files:
    """As many Corefiles that give the control plane's name an address and forward to another."""
    return known(
        packed(
            config_map(
                "coredns",
                "Corefile",
                ".:53 {\n"
                f"    hosts {{\n        {address(i)} api.example.com\n        fallthrough\n    }}\n"
                f"    forward . {address(i, '10.96.1.0')}\n"
                "}",
                namespace=f"ns{i}",
            )
            for i in range(n)
        ),
        "clusterDNS: [10.96.0.10]",
    )


@shape
def one_corefile(n: int) -> Files:
    hosts = "\n".join(f"        {address(i)} h{i}.example.com" for i in range(n))
    text = f".:53 {{\n    hosts {{\n{hosts}\n        fallthrough\n    }}\n}}"
    return known([("m.yaml", config_map("coredns", "Corefile", text, namespace="kube-system"))])


@shape
def resolvers(n: int) -> Files:
    """Pods that ask a DNS server inside the service network, and as many DNS Services."""

    def both(number: int) -> tuple[str, str]:
        asked = f"dnsConfig: {{nameservers: [{address(number, '10.97.0.0')}]}}"
        return (
            workload(number, "dnsPolicy: None", asked, "containers: [{name: c}]"),
            service(number, f"clusterIP: {address(number, '10.96.1.0')}", ports="{port: 53, protocol: UDP}"),
        )

    return known(packed(one for i in range(n // 2) for one in both(i)), "clusterDNS: [10.96.0.10]")
