"""Kustomizations: wide, deep, and with many patches."""

from __future__ import annotations

from textwrap import indent

from tests.bench.shapes.base import Files, address, packed, resource, service, small_shape

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
    patches = (f"- target: {{kind: Service, name: s{i}}}\n  patch: {added(i)}\n" for i in range(n))
    yield FILE, "resources: [m.yaml]\npatches:\n" + "".join(patches)
    yield "m.yaml", "---\n".join(_patched(i) for i in range(n))


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


def _patched(number: int) -> str:
    return service(number, "externalIPs: [172.31.0.1]")


def _strategic(number: int) -> str:
    """A patch that names its object."""
    return resource("v1", "Service", f"s{number}", f"spec: {{externalIPs: [{address(number)}]}}", namespace="team")


def added(number: int) -> str:
    """A JSON patch, on one line."""
    return f'"[{{op: add, path: /spec/externalIPs, value: [{address(number)}]}}]"'


@small_shape
def kustomize_patches_by_label(n: int) -> Files:
    patches = (f"- target: {{labelSelector: app=s{i}}}\n  patch: {added(i)}\n" for i in range(n))
    yield FILE, "resources: [m.yaml]\npatches:\n" + "".join(patches)
    labelled = (_patched(i).replace("metadata:\n", f"metadata:\n  labels: {{app: s{i}}}\n") for i in range(n))
    yield "m.yaml", "---\n".join(labelled)


@small_shape
def kustomize_strategic_patches(n: int) -> Files:
    patches = ("- patch: |\n" + indent(_strategic(i), "    ") for i in range(n))
    yield FILE, "resources: [m.yaml]\npatches:\n" + "".join(patches)
    yield "m.yaml", "---\n".join(_patched(i) for i in range(n))


@small_shape
def kustomize_patch_files(n: int) -> Files:
    resources = "".join(f"- m{i}.yaml\n" for i in range(n))
    yield FILE, f"resources:\n{resources}patches:\n" + "".join(f"- path: p{i}.yaml\n" for i in range(n))
    for i in range(n):
        yield f"m{i}.yaml", _patched(i)
        yield f"p{i}.yaml", _strategic(i)


@small_shape
def kustomize_replacements(n: int) -> Files:
    def replacement(number: int) -> str:
        target = f"{{select: {{kind: Service, name: s{number}}}, fieldPaths: [spec.externalIPs.0]}}"
        source = f"{{kind: ConfigMap, name: vars, fieldPath: data.IP_{number}}}"
        return f"- source: {source}\n  targets: [{target}]\n"

    resources = "".join(f"- m{i}.yaml\n" for i in range(n))
    every = "".join(replacement(i) for i in range(n))
    yield FILE, f"resources:\n{resources}- vars.yaml\nreplacements:\n{every}"
    yield "vars.yaml", resource("v1", "ConfigMap", "vars", "data:", *(f"  IP_{i}: {address(i)}" for i in range(n)))
    for i in range(n):
        yield f"m{i}.yaml", _patched(i)


@small_shape
def kustomize_generators(n: int) -> Files:
    made = "".join(f"- name: c{i}\n  literals: [IP={address(i)}]\n" for i in range(n))
    yield FILE, f"resources: [svc.yaml]\nconfigMapGenerator:\n{made}"
    yield "svc.yaml", _patched(0)


@small_shape
def kustomize_patched_overlays(n: int) -> Files:
    """Overlays of one base that give its Service an address each."""
    yield f"base/{FILE}", "resources: [svc.yaml]\n"
    yield "base/svc.yaml", _patched(0)
    for i in range(n):
        patch = f"- target: {{kind: Service}}\n  patch: {added(i)}\n"
        yield f"overlays/o{i}/{FILE}", f"resources: [../../base]\nnamespace: t{i}\npatches:\n{patch}"
