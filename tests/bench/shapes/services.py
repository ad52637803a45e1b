"""Services: what they ask for and take."""

from __future__ import annotations

from tests.bench.shapes.base import SAME, Files, address, known, one_file, packed, port, service, shape, small_shape

LOAD_BALANCER = "type: LoadBalancer"
SERVICE_LB = "loadBalancerControllers: [servicelb]"


@shape
def lb_services_port80(n: int) -> Files:
    return packed(service(i, LOAD_BALANCER) for i in range(n))


@shape
def lb_services_port80_inv_servicelb(n: int) -> Files:
    return known(packed(service(i, LOAD_BALANCER) for i in range(n)), SERVICE_LB)


@shape
def lb_services_own_ports(n: int) -> Files:
    return known(packed(service(i, LOAD_BALANCER, ports=f"{{port: {port(i)}}}") for i in range(n)), SERVICE_LB)


@shape
def lb_ip_distinct(n: int) -> Files:
    return known(packed(service(i, LOAD_BALANCER, f"loadBalancerIP: {address(i)}") for i in range(n)))


@shape
def lb_ip_same_address(n: int) -> Files:
    return known(
        packed(service(i, LOAD_BALANCER, f"loadBalancerIP: {SAME}", ports=f"{{port: {port(i)}}}") for i in range(n))
    )


@shape
def lb_ip_same_shared_key(n: int) -> Files:
    shared = {"metallb.io/loadBalancerIPs": SAME, "metallb.io/allow-shared-ip": "k"}
    return known(packed(service(i, LOAD_BALANCER, annotations=shared, ports=f"{{port: {port(i)}}}") for i in range(n)))


@shape
def lb_status_distinct(n: int) -> Files:
    return known(packed(_with_status(i, address(i)) for i in range(n)))


@shape
def lb_status_same(n: int) -> Files:
    return known(packed(_with_status(i, SAME) for i in range(n)))


@shape
def lb_status_control_plane(n: int) -> Files:
    return known(packed(_with_status(i, "192.168.255.250") for i in range(n)))


def _with_status(number: int, ip: str) -> str:
    return service(number, LOAD_BALANCER) + f"status: {{loadBalancer: {{ingress: [{{ip: {ip}}}]}}}}\n"


@shape
def two_requests_each(n: int) -> Files:
    """Services that ask two controllers, and one of them for two addresses."""
    return known(
        packed(
            service(
                i,
                LOAD_BALANCER,
                annotations={
                    "metallb.io/loadBalancerIPs": f"{address(2 * i)},{address(2 * i + 1)}",
                    "kube-vip.io/loadbalancerIPs": address(2 * i),
                },
            )
            for i in range(n)
        )
    )


@shape
def many_requests_of_one_service(n: int) -> Files:
    asked = ",".join(address(i) for i in range(n))
    both = {"metallb.io/loadBalancerIPs": f'"{asked}"', "lbipam.cilium.io/ips": f'"{asked}"'}
    return known(one_file([service(0, LOAD_BALANCER, annotations=both)]))


@shape
def external_ips_distinct(n: int) -> Files:
    return known(packed(service(i, f"externalIPs: [{address(i)}]") for i in range(n)))


@shape
def external_ip_one_address(n: int) -> Files:
    return known(packed(service(i, f"externalIPs: [{SAME}]") for i in range(n)))


@shape
def external_ip_control_plane(n: int) -> Files:
    return known(packed(service(i, "externalIPs: [192.168.255.250]") for i in range(n)))


@shape
def external_ips_one_service(n: int) -> Files:
    return known(one_file([service(0, "externalIPs:", *(f"- {address(i)}" for i in range(n)))]))


@shape
def services_with_many_ports(n: int) -> Files:
    """A tenth of n Services of ten ports each, all at one address."""

    def ports(number: int) -> str:
        return ", ".join(f"{{port: {port(number * 37 + k)}, name: p{k}}}" for k in range(10))

    return known(packed(service(i, f"externalIPs: [{SAME}]", ports=ports(i)) for i in range(n // 10)))


@shape
def cluster_ip_distinct(n: int) -> Files:
    return known(packed(service(i, f"clusterIP: {address(i, '10.96.1.0')}") for i in range(n)))


@shape
def cluster_ip_same(n: int) -> Files:
    return known(packed(service(i, "clusterIP: 10.96.1.9") for i in range(n)))


@shape
def source_ranges(n: int) -> Files:
    return known(
        packed(
            service(i, LOAD_BALANCER, f"loadBalancerSourceRanges: [172.16.0.0/12, {address(i)}/32]") for i in range(n)
        )
    )


@shape
def misspelt_annotations(n: int) -> Files:
    """Annotations that nothing reads."""
    return known(
        packed(service(i, LOAD_BALANCER, annotations={"kube-vip.io/loadBalancerIPs": address(i)}) for i in range(n))
    )


@small_shape
def services_in_namespaces(n: int) -> Files:
    """The same address everywhere, each in a namespace and a folder of its own."""
    for i in range(n):
        yield f"team{i}/service.yaml", service(0, f"externalIPs: [{SAME}]", namespace=f"team{i}")


@shape
def addresses_and_ports_of_one_service(n: int) -> Files:
    """Half of n addresses and as many ports, all of one Service."""
    taken = ", ".join(address(i) for i in range(n // 2))
    ports = ", ".join(f"{{port: {port(i)}, name: p{i}}}" for i in range(n // 2))
    return known(one_file([service(0, f"externalIPs: [{taken}]", ports=ports)]))
