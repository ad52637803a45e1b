"""Inventories that know much, or many clusters."""

from __future__ import annotations

from tests.bench.shapes.base import INVENTORY, Files, address, known, packed, service, shape, small_shape, span
from tests.bench.shapes.base import inventory as cluster
from tests.bench.shapes.pools import pool


def taken(n: int, start: str = "172.16.0.0", step: int = 1) -> Files:
    """Services with external IPs of their own."""
    return packed(service(i, f"externalIPs: [{address(step * i, start)}]") for i in range(n))


def load_balancers(n: int, more: str) -> tuple[str, str]:
    return cluster("loadBalancers:", *(f"- {{name: l{i}, vips: [{address(i)}], {more}}}" for i in range(n)))


def nodes(n: int, more: str = "") -> tuple[str, str]:
    return cluster("nodes:", *(f"- {{name: n{i}, addresses: [{address(i)}]{more}}}" for i in range(n)))


@shape
def inventory_vips(n: int) -> Files:
    yield load_balancers(n, "ports: [443]")
    yield from taken(n, "172.17.0.0")


@shape
def inventory_vips_hit(n: int) -> Files:
    yield load_balancers(n, "ports: [6443], serves: control-plane")
    yield from taken(n)


@shape
def inventory_vips_of_services(n: int) -> Files:
    """Load balancers that Services may use, and a pool that holds them all."""
    yield load_balancers(n, "ports: [443], serves: services")
    yield from packed([pool(0, "172.16.0.0/15")])


@shape
def inventory_nodes(n: int) -> Files:
    yield nodes(n, ", roles: [worker]")
    yield from taken(n, "172.17.0.0")


@shape
def inventory_nodes_hit(n: int) -> Files:
    yield nodes(n, ", roles: [control-plane]")
    yield from taken(n)


@shape
def inventory_nodes_no_roles_pools(n: int) -> Files:
    yield nodes(n)
    yield from packed([pool(0, "172.16.0.0/16")])


@shape
def inventory_nodes_same_address(n: int) -> Files:
    """Nodes that all have one address, which none of them can have."""
    yield cluster("nodes:", *(f"- {{name: n{i}, addresses: [172.16.0.9]}}" for i in range(n)))
    yield from taken(1)


@shape
def inventory_reserved(n: int) -> Files:
    yield cluster("reserved:", *(f"- {{name: r{i}, kind: dhcp, addresses: [{span(i, 8, 6)}]}}" for i in range(n)))
    yield from taken(n, step=8)


@shape
def inventory_reserved_same(n: int) -> Files:
    """One range that n others are said to have, and n pools in it."""
    yield cluster("reserved:", *(f"- {{name: r{i}, kind: other, addresses: [172.16.0.0/16]}}" for i in range(n)))
    yield from packed(pool(i, span(i, 8, 6)) for i in range(n))


@shape
def inventory_networks_clash(n: int) -> Files:
    """Networks of one kind that overlap their neighbours, and ranges of others in them."""
    yield cluster(
        "podCIDRs:",
        *(f"- {span(i, 64, 96, '10.0.0.0')}" for i in range(n)),
        "serviceCIDRs:",
        *(f"- {span(i, 64, 64, '10.64.0.0')}" for i in range(n)),
        "externalCIDRs:",
        *(f"- {span(i, 64, 64, '10.64.0.0')}" for i in range(n)),
    )
    yield from taken(1)


@shape
def inventory_hosts(n: int) -> Files:
    yield cluster(
        'kubeconfigServers: ["https://h0.example.com:6443"]',
        "hosts:",
        *(f"  h{i}.example.com: [{address(i)}]" for i in range(n)),
    )
    yield from taken(n)


@shape
def kubeconfig_servers(n: int) -> Files:
    yield cluster("kubeconfigServers:", *(f"- https://{address(i)}:6443" for i in range(n)))
    yield from taken(n)


@shape
def control_plane_nodes(n: int) -> Files:
    """Nodes of the control plane, and kubeconfigs that go to each of them instead of to what they share."""
    yield cluster(
        "kubeconfigServers:",
        *(f"- https://{address(i)}:6443" for i in range(n)),
        "nodes:",
        *(f"- {{name: n{i}, addresses: [{address(i)}], roles: [control-plane]}}" for i in range(n)),
    )
    yield from taken(1, "172.31.0.0")


@small_shape
def clusters_one_lan(n: int) -> Files:
    yield _clusters(n)
    for i in range(n):
        yield f"c{i}/p.yaml", pool(i, span(i))


@small_shape
def clusters_one_lan_same_pool(n: int) -> Files:
    yield _clusters(n)
    for i in range(n):
        yield f"c{i}/p.yaml", pool(i, "172.16.0.0/24")


@small_shape
def clusters_one_lan_same_request(n: int) -> Files:
    yield _clusters(n)
    for i in range(n):
        yield f"c{i}/s.yaml", service(i, "type: LoadBalancer", "loadBalancerIP: 172.16.0.9")


def _clusters(n: int) -> tuple[str, str]:
    """Clusters on one segment, each with a folder."""
    every = (f"- {{name: c{i}, lan: dc, manifests: [c{i}/**]}}" for i in range(n))
    return INVENTORY, "\n".join(["version: 1", "clusters:", *every, ""])


@small_shape
def clusters_with_two_globs(n: int) -> Files:
    """Clusters with a folder each, and a further glob that matches nothing."""
    every = (f"- {{name: c{i}, manifests: [c{i}/**, other{i}/**]}}" for i in range(n))
    yield INVENTORY, "\n".join(["version: 1", "clusters:", *every, ""])
    for i in range(n):
        yield f"c{i}/pool.yaml", pool(i, span(i))


@small_shape
def clusters_every_file(n: int) -> Files:
    """A twentieth of n clusters that each have all of 20 files."""
    yield INVENTORY, "\n".join(["version: 1", "clusters:", *(f"- {{name: c{i}}}" for i in range(n // 20)), ""])
    yield from packed((pool(i, span(i)) for i in range(20)), most=1)


@shape
def one_slash16(n: int) -> Files:
    """Requests in one range, which is a pool, reserved, and free for Services at once."""
    requests = (service(i, "type: LoadBalancer", f"loadBalancerIP: {address(i)}") for i in range(n))
    return known(
        packed(requests),
        "reserved: [{name: all, kind: dhcp, addresses: [172.16.0.0/16]}]",
        "externalCIDRs: [172.16.0.0/16]",
        "addressPools: [{name: big, controller: metallb, addresses: [172.16.0.0/16]}]",
    )


@small_shape
def clusters_one_shared_file(n: int) -> Files:
    """A quarter of n clusters, each with a folder, and one file that all of them have."""
    every = (
        f"- {{name: c{i}, podCIDRs: [{address(256 * i, '10.0.0.0')}/24], manifests: [shared/**, c{i}/**]}}"
        for i in range(n // 4)
    )
    yield INVENTORY, "\n".join(["version: 1", "clusters:", *every, ""])
    kind = "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n"
    yield "shared/k.yaml", f"{kind}networking: {{podSubnet: 172.20.0.0/16}}\n"
    for i in range(n // 4):
        yield f"c{i}/p.yaml", pool(i, span(i))


@small_shape
def clusters_with_gaps(n: int) -> Files:
    """A quarter of n clusters of which nothing is known beside their manifests."""
    every = (f"- {{name: c{i}, manifests: [c{i}/**]}}" for i in range(n // 4))
    yield INVENTORY, "\n".join(["version: 1", "clusters:", *every, ""])
    for i in range(n // 4):
        yield (
            f"c{i}/p.yaml",
            "---\n".join([service(0, "type: LoadBalancer", f"externalIPs: [{address(i)}]"), pool(i, span(i))]),
        )


@small_shape
def clusters_of_unanchored_globs(n: int) -> Files:
    """Half of n clusters, whose folders may be anywhere."""
    every = (f"- {{name: c{i}, lan: dc, manifests: [c{i}]}}" for i in range(n // 2))
    yield INVENTORY, "\n".join(["version: 1", "clusters:", *every, ""])
    for i in range(n // 2):
        yield f"x/c{i}/p.yaml", pool(i, span(i))
