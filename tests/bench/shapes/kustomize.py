"""Kustomizations: wide, deep, and with many patches."""

from __future__ import annotations

from .base import Files, address, packed, service, small_shape

FILE = "kustomization.yaml"


def _service(number: int) -> str:
    return service(number, f"externalIPs: [{address(number)}]")


@small_shape
def kustomize_wide(n: int) -> Files:
    for i in range(n):
        yield f"apps/a{i}/svc.yaml", _service(i)
        yield f"apps/a{i}/{FILE}", "resources: [svc.yaml]\n"
    yield FILE, "resources:\n" + "".join(f"- apps/a{i}\n" for i in range(n))


@small_shape
def kustomize_chain_deep(n: int) -> Files:
    for i in range(n):
        base = f"../l{i + 1}" if i < n - 1 else "svc.yaml"
        yield f"l{i}/{FILE}", f"resources: [{base}]\nnameSuffix: -x\n"
    yield f"l{n - 1}/svc.yaml", service(0, "externalIPs: [172.16.0.9]")


@small_shape
def kustomize_chain_each_svc(n: int) -> Files:
    """A chain of a tenth of n, with a Service in each."""
    depth = n // 10
    for i in range(depth):
        base = f"../l{i + 1}, " if i < depth - 1 else ""
        yield f"l{i}/{FILE}", f"resources: [{base}svc.yaml]\n"
        yield f"l{i}/svc.yaml", _service(i)


@small_shape
def kustomize_nested_folders(n: int) -> Files:
    """Folders in folders, a twentieth of n."""
    depth = n // 20
    for i in range(depth):
        folder = "d/" * (i + 1)
        base = "d, " if i < depth - 1 else ""
        yield folder + FILE, f"resources: [{base}svc.yaml]\n"
        yield folder + "svc.yaml", _service(i)


@small_shape
def kustomize_patches(n: int) -> Files:
    def patch(number: int) -> str:
        ops = f"[{{op: add, path: /spec/externalIPs, value: [{address(number)}]}}]"
        return f'- target: {{kind: Service, name: s{number}}}\n  patch: "{ops}"\n'

    yield FILE, "resources: [m.yaml]\npatches:\n" + "".join(patch(i) for i in range(n))
    yield "m.yaml", "---\n".join(service(i, "externalIPs: [172.31.0.1]") for i in range(n))


@small_shape
def kustomize_overlays_of_one_base(n: int) -> Files:
    """Overlays that are variants of one base."""
    yield f"base/{FILE}", "resources: [svc.yaml]\n"
    yield "base/svc.yaml", service(0, "externalIPs: [172.16.0.9]")
    for i in range(n):
        yield f"overlays/o{i}/{FILE}", f"resources: [../../base]\nnamespace: t{i}\n"


@small_shape
def files_beside_a_kustomization(n: int) -> Files:
    """Files that no kustomization names."""
    yield FILE, "resources: [svc.yaml]\n"
    yield "svc.yaml", _service(0)
    yield from packed((_service(i + 1) for i in range(n)), most=1)
