"""Flux and Argo CD: what deploys what."""

from __future__ import annotations

from .base import Files, address, packed, resource, service, small_shape

FLUX = "flux-system"
SOURCE = "sourceRef: {kind: GitRepository, name: flux-system}"
HERE = "destination: {server: https://kubernetes.default.svc, namespace: %s}"
REPOSITORY = "https://git.example/r.git"
VARIABLE = 'externalIPs: ["${IP}"]'


def kustomization(name: str, path: str, *spec: str) -> str:
    """A Kustomization of Flux."""
    lines = (f"  path: {path}", f"  {SOURCE}", *(f"  {line}" for line in spec))
    return resource("kustomize.toolkit.fluxcd.io/v1", "Kustomization", name, "spec:", *lines, namespace=FLUX)


def substituted(number: int) -> str:
    return f"postBuild: {{substitute: {{IP: {address(number)}}}}}"


@small_shape
def flux_kustomizations(n: int) -> Files:
    yield "flux/sync.yaml", kustomization("root", "./cluster")
    for i in range(n):
        yield f"cluster/k{i}.yaml", kustomization(f"k{i}", f"./apps/a{i}", substituted(i))
        yield f"apps/a{i}/svc.yaml", service(i, VARIABLE)
        yield f"apps/a{i}/kustomization.yaml", "resources: [svc.yaml]\n"


@small_shape
def flux_kustomizations_one_path(n: int) -> Files:
    yield "flux/sync.yaml", kustomization("root", "./cluster")
    for i in range(n):
        yield f"cluster/k{i}.yaml", kustomization(f"k{i}", "./app", f"targetNamespace: t{i}", substituted(i))
    yield "app/svc.yaml", service(0, VARIABLE)
    yield "app/kustomization.yaml", "resources: [svc.yaml]\n"


@small_shape
def flux_variables(n: int) -> Files:
    given = "postBuild: {substituteFrom: [{kind: ConfigMap, name: vars}]}"
    yield "flux/sync.yaml", kustomization("root", "./apps", given)
    data = (f"  IP_{i}: {address(i)}" for i in range(n))
    yield "flux/vars.yaml", resource("v1", "ConfigMap", "vars", "data:", *data, namespace=FLUX)
    yield from packed((service(i, f'externalIPs: ["${{IP_{i}}}"]') for i in range(n)), folder="apps/")


@small_shape
def helmreleases(n: int) -> Files:
    yield "flux/sync.yaml", kustomization("root", "./apps")
    for i in range(n):
        yield (
            f"apps/h{i}.yaml",
            resource(
                "helm.toolkit.fluxcd.io/v2",
                "HelmRelease",
                f"h{i}",
                "spec:",
                "  chart: {spec: {chart: app, sourceRef: {kind: HelmRepository, name: r}}}",
                "  values:",
                "    service:",
                "      main:",
                "        type: LoadBalancer",
                f'        annotations: {{lbipam.cilium.io/ips: "{address(i)}"}}',
                "        ports: {http: {port: 80}}",
                namespace="team",
            ),
        )


def argo(kind: str, name: str, *spec: str) -> str:
    return resource("argoproj.io/v1alpha1", kind, name, "spec:", *(f"  {line}" for line in spec), namespace="argocd")


def template(name: str, path: str, namespace: str) -> tuple[str, ...]:
    """What an ApplicationSet makes, in lines of its spec."""
    return (
        "template:",
        f'  metadata: {{name: "{name}"}}',
        "  spec:",
        f'    source: {{repoURL: {REPOSITORY}, path: "{path}"}}',
        f"    {HERE % namespace}",
    )


@small_shape
def argo_applications(n: int) -> Files:
    for i in range(n):
        source = f"source: {{repoURL: {REPOSITORY}, path: apps/a{i}}}"
        yield f"argo/a{i}.yaml", argo("Application", f"a{i}", source, HERE % f"t{i}")
        yield _app(i)


@small_shape
def argo_applicationsets(n: int) -> Files:
    for i in range(n):
        elements = f"generators: [{{list: {{elements: [{{name: a{i}}}]}}}}]"
        made = template("{{name}}", "apps/{{name}}", f"t{i}")
        yield f"argo/a{i}.yaml", argo("ApplicationSet", f"a{i}", elements, *made)
        yield _app(i)


@small_shape
def argo_applicationset_git_glob(n: int) -> Files:
    folders = f'generators: [{{git: {{repoURL: {REPOSITORY}, directories: [{{path: "apps/*"}}]}}}}]'
    made = template("{{path.basename}}", "{{path}}", '"{{path.basename}}"')
    yield "argo/set.yaml", argo("ApplicationSet", "a", folders, *made)
    for i in range(n):
        yield _app(i)


def _app(number: int) -> tuple[str, str]:
    return f"apps/a{number}/svc.yaml", service(number, f"externalIPs: [{address(number)}]")
