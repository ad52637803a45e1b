"""What repositories are full of beside addresses: ignores, mistakes, and files of something else."""

from __future__ import annotations

from tests.bench.shapes.base import Files, address, known, one_file, packed, resource, service, shape, small_shape

IGNORE = "# svclint: ignore[external-ip-is-control-plane] why not"


def ignored(number: int, ip: str) -> str:
    return service(number, "externalIPs:", f"- {ip} {IGNORE}")


@shape
def ignores(n: int) -> Files:
    return known(packed(ignored(i, "192.168.255.250") for i in range(n)))


@shape
def ignores_unused(n: int) -> Files:
    return known(packed(ignored(i, address(i)) for i in range(n)))


@shape
def ignores_one_file(n: int) -> Files:
    return known(one_file(ignored(i, "192.168.255.250") for i in range(n)))


@shape
def one_file_findings(n: int) -> Files:
    return known(one_file(service(i, "externalIPs: [192.168.255.250]") for i in range(n)))


@shape
def duplicate_keys(n: int) -> Files:
    labels = (f"    k: v{i}" for i in range(n))
    return one_file([resource("v1", "Service", "s", "spec:", "  externalIPs: [172.16.0.9]", "  selector:", *labels)])


@shape
def wide_mapping(n: int) -> Files:
    data = (f'  k{i}: "{address(i)}"' for i in range(n))
    corefile = '  Corefile: ". { forward . 172.16.0.9 }"'
    return one_file([resource("v1", "ConfigMap", "s", "data:", *data, corefile)])


@small_shape
def noaddr_files(n: int) -> Files:
    for i in range(n):
        yield f"d{i % 100}/f{i}.yaml", resource("apps/v1", "Deployment", f"d{i}", "spec: {replicas: 2}")


@shape
def invalid_addresses(n: int) -> Files:
    return known(packed(service(i, f"externalIPs: [172.16.{i}.300]") for i in range(n)))


@shape
def noncanonical_addresses(n: int) -> Files:
    return known(packed(service(i, f"externalIPs: [172.016.0.{i % 250}]") for i in range(n)))


@small_shape
def broken_files(n: int) -> Files:
    for i in range(n):
        yield f"b{i}.yaml", service(i, f"externalIPs: [{address(i)}") + "  broken: ]\n"


@shape
def unresolved_values(n: int) -> Files:
    return packed(service(i, f'externalIPs: ["${{IP_{i}}}"]') for i in range(n))


@small_shape
def one_object_in_many_files(n: int) -> Files:
    """The same object again and again, as exports have it."""
    for i in range(n):
        yield f"export{i}/svc.yaml", service(0, "externalIPs: [172.16.0.9]", "clusterIP: 10.96.1.9")


@shape
def ignores_of_many_rules(n: int) -> Files:
    """One Service, each of whose addresses has an ignore of two rules."""
    both = "# svclint: ignore[external-ip-is-control-plane, claim-special-address] why not"
    return known(one_file([service(0, "externalIPs:", *(f"- {address(i)} {both}" for i in range(n)))]))


@shape
def unknown_annotations(n: int) -> Files:
    def annotated(number: int) -> str:
        odd = {"metallb.universe.tf/loadBalancerIPz": "172.16.0.9", f"metallb.io/x{number}": "a"}
        return service(number, "type: LoadBalancer", annotations=odd)

    return known(packed(annotated(i) for i in range(n)))
