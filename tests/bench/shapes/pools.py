"""Pools of load-balancer addresses, and those who ask them."""

from __future__ import annotations

from itertools import chain

from tests.bench.shapes.base import Files, address, inventory, known, packed, resource, service, shape, span


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
def pools_for_two_services(n: int) -> Files:
    """Pools of one address, and two Services that name each."""
    pools = (pool(i, f"{address(i)}/32") for i in range(n))
    asked = ({"metallb.io/address-pool": f"p{i % n}"} for i in range(2 * n))
    services = (service(i, "type: LoadBalancer", annotations=name) for i, name in enumerate(asked))
    return known(packed(chain(pools, services)))


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


@shape
def pools_off_many_subnets(n: int) -> Files:
    """Pools that are announced by ARP, and as many subnets that they are not in."""
    yield inventory("nodeCIDRs:", *(f"- {address(8 * i, '192.168.0.0')}/29" for i in range(n)))
    announced = resource("metallb.io/v1beta1", "L2Advertisement", "l", namespace="metallb-system")
    yield from packed([announced, *(pool(i, span(i)) for i in range(n))])


@shape
def pools_with_own_exclusions(n: int) -> Files:
    """Harvester's pools, each of which leaves out an address."""

    def harvester(number: int) -> str:
        first = 16 * number
        handed = f"pool: {{start: {address(first + 2)}, end: {address(first + 14)}, exclude: [{address(first + 3)}]}}"
        network = f"serverIP: {address(first + 1)}, cidr: {address(first)}/28"
        spec = f"spec: {{ipv4Config: {{{network}, {handed}}}}}"
        return resource("network.harvesterhci.io/v1beta1", "IPPool", f"p{number}", spec)

    return known(packed(harvester(i) for i in range(n)))


@shape
def pools_and_unknown_names(n: int) -> Files:
    """Pools, and Services that ask for another by its name."""

    def both(number: int) -> tuple[str, str]:
        asked = {"metallb.io/address-pool": f"q{number}"}
        return pool(number, span(number)), service(number, "type: LoadBalancer", annotations=asked)

    return known(packed(one for i in range(n) for one in both(i)))


@shape
def cilium_pools_and_requests(n: int) -> Files:
    """Cilium's pools, and requests that none of them holds."""

    def both(number: int) -> tuple[str, str]:
        block = f"{{start: {address(4 * number)}, stop: {address(4 * number + 3)}}}"
        spec = f"spec: {{blocks: [{block}]}}"
        asked = {"lbipam.cilium.io/ips": address(number, "172.30.0.0")}
        return (
            resource("cilium.io/v2alpha1", "CiliumLoadBalancerIPPool", f"p{number}", spec),
            service(number, "type: LoadBalancer", annotations=asked),
        )

    return known(packed(one for i in range(n) for one in both(i)))


@shape
def one_pool_and_statuses(n: int) -> Files:
    """What a controller gave Services out of one pool."""

    def given(number: int) -> str:
        return service(number, "type: LoadBalancer") + (
            f"status: {{loadBalancer: {{ingress: [{{ip: {address(number)}}}]}}}}\n"
        )

    pools = "addressPools: [{name: big, controller: metallb, addresses: [172.16.0.0/12]}]"
    return known(packed(given(i) for i in range(n)), pools)


def volume(number: int, server: str) -> str:
    """PersistentVolume v<number>, which an NFS server has."""
    return resource("v1", "PersistentVolume", f"v{number}", f"spec: {{nfs: {{server: {server}, path: /}}}}")


@shape
def volumes_and_pools(n: int) -> Files:
    """NFS servers that may be Services of the cluster, pools from which these get addresses, and Services."""
    objects = (
        text
        for i in range(n)
        for text in (volume(i, address(i, "172.30.0.0")), pool(i, span(i)), service(i, "type: LoadBalancer"))
    )
    return known(packed(objects))


@shape
def pools_and_services_announced_by_labels(n: int) -> Files:
    """Each advertisement selects the pool, and each policy the Service, of the next number."""

    def labelled(number: int) -> tuple[str, ...]:
        selector = f"{{matchLabels: {{n: x{number + 1}}}}}"
        advertisement = f"spec: {{ipAddressPoolSelectors: [{selector}]}}"
        policy = f"spec: {{loadBalancerIPs: true, serviceSelector: {selector}}}"
        body = "spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80}]}"
        labels = f"labels: {{n: x{number}}}"
        metadata = f"metadata: {{name: p{number}, {labels}}}"
        return (
            f"apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n{metadata}\nspec: {{addresses: [{span(number)}]}}\n",
            resource("metallb.io/v1beta1", "L2Advertisement", f"a{number}", advertisement),
            resource("cilium.io/v2alpha1", "CiliumL2AnnouncementPolicy", f"a{number}", policy),
            f"apiVersion: v1\nkind: Service\nmetadata: {{name: s{number}, namespace: shop, {labels}}}\n{body}\n",
        )

    return known(packed(one for i in range(n) for one in labelled(i)))
