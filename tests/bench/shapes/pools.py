"""Pools of load-balancer addresses, and those who ask them."""

from __future__ import annotations

from .base import Files, address, known, packed, resource, service, shape, span


def pool(number: int, *addresses: str) -> str:
    """MetalLB's pool p<number>."""
    body = f"spec: {{addresses: [{', '.join(addresses)}]}}"
    return resource("metallb.io/v1beta1", "IPAddressPool", f"p{number}", body, namespace="metallb-system")


def request(number: int, ip: str) -> str:
    return service(number, "type: LoadBalancer", f"loadBalancerIP: {ip}")


@shape
def pools_disjoint(n: int) -> Files:
    return known(packed(pool(i, span(i)) for i in range(n)))


@shape
def pools_nested(n: int) -> Files:
    return known(packed(pool(i, f"{address(i)}-{address(4 * n - i)}") for i in range(n)))


@shape
def pools_overlap_neighbours(n: int) -> Files:
    return known(packed(pool(i, span(i, size=6)) for i in range(n)))


@shape
def pools_identical(n: int) -> Files:
    return known(packed(pool(i, "172.16.0.0/24") for i in range(n)))


@shape
def pools_of_single_addresses(n: int) -> Files:
    return known(packed(pool(i, address(i)) for i in range(n)))


@shape
def pool_of_many_ranges(n: int) -> Files:
    return known(packed([pool(0, *(span(i) for i in range(n)))]))


@shape
def pools_named_in_services(n: int) -> Files:
    def both(number: int) -> tuple[str, str]:
        asked = {"metallb.io/address-pool": f"p{number}"}
        return pool(number, span(number)), service(number, "type: LoadBalancer", annotations=asked)

    return packed(one for i in range(n) for one in both(i))


@shape
def pools_and_requests(n: int) -> Files:
    return known(packed(one for i in range(n) for one in (pool(i, span(i)), request(i, address(4 * i + 1)))))


@shape
def requests_off_pools(n: int) -> Files:
    return known(packed(one for i in range(n) for one in (pool(i, span(i)), request(i, address(i, "172.31.0.0")))))


@shape
def pools_and_exclusions(n: int) -> Files:
    """Calico's pools and its reservations; half of n pairs."""

    def both(number: int) -> tuple[str, str]:
        api = "projectcalico.org/v3"
        block = address(64 * number)
        return (
            resource(api, "IPPool", f"p{number}", f"spec: {{cidr: {block}/26, allowedUses: [LoadBalancer]}}"),
            resource(api, "IPReservation", f"r{number}", f"spec: {{reservedCIDRs: [{block}/32]}}"),
        )

    return known(packed(one for i in range(n // 2) for one in both(i)))


@shape
def pools_and_announcements(n: int) -> Files:
    """Half of n pools, each announced by ARP by an object of its own."""

    def both(number: int) -> tuple[str, str]:
        named = f"spec: {{ipAddressPools: [p{number}]}}"
        announced = resource("metallb.io/v1beta1", "L2Advertisement", f"a{number}", named, namespace="metallb-system")
        return pool(number, span(number)), announced

    return known(packed(one for i in range(n // 2) for one in both(i)))


@shape
def machine_pools_disjoint(n: int) -> Files:
    return known(packed(machines(i, span(i)) for i in range(n)))


@shape
def machine_pools_identical(n: int) -> Files:
    return known(packed(machines(i, span(0)) for i in range(n)))


def machines(number: int, addresses: str) -> str:
    body = f"spec: {{addresses: [{addresses}], prefix: 24}}"
    return resource("ipam.cluster.x-k8s.io/v1alpha2", "InClusterIPPool", f"m{number}", body, namespace="team")
