"""What Pods and the cluster's DNS ask, and who writes its records."""

from __future__ import annotations

from tests.bench.shapes.base import (
    Files,
    address,
    config_map,
    inventory,
    known,
    one_file,
    packed,
    resource,
    service,
    shape,
    small_shape,
    workload,
)

CLUSTER_DNS = "clusterDNS: [10.96.0.10]"


def asking(number: int, server: str) -> str:
    """Pods with a DNS server of their own."""
    return workload(number, "dnsPolicy: None", f"dnsConfig: {{nameservers: [{server}]}}", "containers: [{name: c}]")


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


@shape
def resolvers_in_the_service_network(n: int) -> Files:
    return known(packed(asking(i, address(i + 11, "10.96.0.0")) for i in range(n)), CLUSTER_DNS)


@shape
def resolvers_and_cluster_dns(n: int) -> Files:
    """Pods that ask one of n addresses of the cluster's DNS each."""
    servers = (f"- {address(i, '10.96.1.0')}" for i in range(n))
    yield inventory("serviceCIDRs: [10.96.0.0/12]", "clusterDNS:", *servers)
    yield from packed(asking(i, address(i, "10.96.1.0")) for i in range(n))


@shape
def kubelets_and_dns_services(n: int) -> Files:
    """What kubelets tell Pods, and as many Services that are the cluster's DNS by their name."""

    def both(number: int) -> tuple[str, str]:
        told = f"clusterDNS: [{address(number, '10.96.1.0')}]"
        dns = service(number, f"clusterIP: {address(number, '10.97.1.0')}", namespace="kube-system")
        return (
            resource("kubelet.config.k8s.io/v1beta1", "KubeletConfiguration", f"k{number}", told),
            dns.replace(f"name: s{number}", "name: kube-dns"),
        )

    return known(packed(one for i in range(n) for one in both(i)))


@shape
def kubelets_and_served_domains(n: int) -> Files:
    """A Corefile, and n kubelets whose domains it does not serve."""
    text = ".:53 {\n    kubernetes cluster.local in-addr.arpa\n}"
    kubelets = (
        resource("kubelet.config.k8s.io/v1beta1", "KubeletConfiguration", f"k{i}", f"clusterDomain: d{i}.example")
        for i in range(n)
    )
    return known([("dns.yaml", config_map("coredns", "Corefile", text, namespace="kube-system")), *packed(kubelets)])


@shape
def needed_to_start(n: int) -> Files:
    """Time servers and mirrors of nodes, by address and by name, and the Services that have them."""

    def all_of(number: int) -> tuple[str, ...]:
        time = f"apiVersion: v1alpha1\nkind: TimeSyncConfig\nntp: {{servers: [{address(number)}]}}\n"
        url = f"endpoints: [{{url: 'https://h{number}.example.com'}}]"
        mirror = f"apiVersion: v1alpha1\nkind: RegistryMirrorConfig\nname: r{number}\n{url}\nskipFallback: true\n"
        named = {"external-dns.alpha.kubernetes.io/hostname": f"h{number}.example.com"}
        server = f"loadBalancerIP: {address(number)}"
        ports = "{port: 123, protocol: UDP}"
        return time, mirror, service(number, "type: LoadBalancer", server, annotations=named, ports=ports)

    return known(packed(one for i in range(n) for one in all_of(i)))


@shape
def service_links(n: int) -> Files:
    """Programs that read what the kubelet sets for a Service, each in its namespace."""

    def both(number: int) -> tuple[str, str]:
        namespace = f"ns{number}"
        kafka = service(number, namespace=namespace).replace(f"name: s{number}", "name: kafka")
        pod = ("containers:", "- name: kafka", "  image: confluentinc/cp-kafka:7.6.0")
        return kafka, workload(number, *pod, namespace=namespace)

    return known(packed(one for i in range(n) for one in both(i)))


@shape
def corefile_of_many_zones(n: int) -> Files:
    zones = (f"z{i}.example.com:53 {{\n    forward . {address(i)}\n}}" for i in range(n))
    return known(one_file([config_map("coredns", "Corefile", "\n".join(zones), namespace="kube-system")]))


@shape
def dns_names_of_one_service(n: int) -> Files:
    """A Service of n addresses that is published under n names."""
    names = ",".join(f"h{i}.example.com" for i in range(n))
    taken = f"externalIPs: [{', '.join(address(i) for i in range(n))}]"
    published = {"external-dns.alpha.kubernetes.io/hostname": f'"{names}"'}
    return known(one_file([service(0, "type: LoadBalancer", taken, annotations=published)]))


@shape
def external_dns_one_file(n: int) -> Files:
    return known(one_file(_external_dns(i) for i in range(n)))


@small_shape
def external_dns_common_and_own_zones(n: int) -> Files:
    return known(packed((_external_dns(i, f"--domain-filter=z{i}.example.com") for i in range(n)), most=1))


def _external_dns(number: int, *more: str) -> str:
    """An instance that shares its owner's id and a zone with the others."""
    zone = "--domain-filter=example.com"
    args = ("--source=service", "--provider=aws", "--registry=txt", "--txt-owner-id=o", zone, "--policy=sync")
    image = "  image: registry.k8s.io/external-dns/external-dns:v0.14.0"
    pod = ("containers:", "- name: external-dns", image, f"  args: [{', '.join((*args, *more))}]")
    return workload(number, *pod, namespace=f"n{number}")
