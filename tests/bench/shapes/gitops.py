"""Flux and Argo CD: what deploys what."""

from __future__ import annotations

from tests.bench.shapes.base import Files, address, packed, resource, service, small_shape
from tests.bench.shapes.kustomize import added

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


@small_shape
def flux_patches(n: int) -> Files:
    patches = (line for i in range(n) for line in (f"- target: {{kind: Service, name: s{i}}}", f"  patch: {added(i)}"))
    yield "flux/sync.yaml", kustomization("root", "./apps", "patches:", *patches)
    yield from packed((service(i, "externalIPs: [172.31.0.1]") for i in range(n)), folder="apps/")


@small_shape
def flux_own_config_maps(n: int) -> Files:
    """Kustomizations with variables out of a ConfigMap each."""
    yield "flux/sync.yaml", kustomization("root", "./cluster")
    for i in range(n):
        given = f"postBuild: {{substituteFrom: [{{kind: ConfigMap, name: vars{i}}}]}}"
        yield f"cluster/k{i}.yaml", kustomization(f"k{i}", f"./apps/a{i}", given)
        data = f"data: {{IP: {address(i)}}}"
        yield f"cluster/v{i}.yaml", resource("v1", "ConfigMap", f"vars{i}", data, namespace=FLUX)
        yield f"apps/a{i}/svc.yaml", service(i, VARIABLE)


@small_shape
def flux_chain(n: int) -> Files:
    """A twentieth of n Kustomizations, each of which brings the next."""
    depth = n // 20
    for i in range(depth):
        yield f"l{i}/k.yaml", kustomization(f"k{i}", f"./l{i + 1}")
    for i in range(depth + 1):
        yield f"l{i}/svc.yaml", service(i, f"externalIPs: [{address(i)}]")


@small_shape
def flux_not_deployed(n: int) -> Files:
    """Kustomizations in folders that nothing lists."""
    yield "flux/sync.yaml", kustomization("root", "./cluster")
    yield "cluster/kustomization.yaml", "resources: []\n"
    for i in range(n):
        yield f"cluster/d{i}/k.yaml", kustomization(f"k{i}", f"./apps/a{i}")
        yield _app(i)


@small_shape
def argo_one_path(n: int) -> Files:
    source = f"source: {{repoURL: {REPOSITORY}, path: app}}"
    for i in range(n):
        yield f"argo/a{i}.yaml", argo("Application", f"a{i}", source, HERE % f"t{i}")
    yield "app/svc.yaml", service(0, "externalIPs: [172.16.0.9]")


@small_shape
def argo_applicationsets_of_globs(n: int) -> Files:
    """A twentieth of n ApplicationSets, each of 20 folders."""
    made = template("{{path.basename}}", "{{path}}", '"{{path.basename}}"')
    for k in range(n // 20):
        folders = f'{{repoURL: {REPOSITORY}, directories: [{{path: "apps/x{k}-*"}}]}}'
        yield f"argo/set{k}.yaml", argo("ApplicationSet", f"a{k}", f"generators: [{{git: {folders}}}]", *made)
        for i in range(20 * k, 20 * k + 20):
            yield f"apps/x{k}-{i}/svc.yaml", service(i, f"externalIPs: [{address(i)}]")


def chart(folder: str, name: str, kind: str) -> Files:
    """A chart with a Service of a type."""
    spec = f"spec: {{type: {kind}}}"
    yield f"{folder}/Chart.yaml", f"apiVersion: v2\nname: {name}\nversion: 0.1.0\n"
    yield f"{folder}/templates/svc.yaml", resource("v1", "Service", '"{{ .Release.Name }}"', spec)


@small_shape
def argo_values_files(n: int) -> Files:
    """Applications of one chart with a file of values each."""
    for i in range(n):
        helm = f"helm: {{valueFiles: [../../values/v{i}.yaml]}}"
        source = f"source: {{repoURL: {REPOSITORY}, path: charts/app, {helm}}}"
        yield f"argo/a{i}.yaml", argo("Application", f"a{i}", source, HERE % f"t{i}")
        yield f"values/v{i}.yaml", f"service: {{type: LoadBalancer, loadBalancerIP: {address(i)}}}\n"
    yield from chart("charts/app", "app", '"{{ .Values.service.type }}"')
    yield "charts/app/values.yaml", "service: {type: ClusterIP}\n"


@small_shape
def helm_charts(n: int) -> Files:
    for i in range(n):
        yield from chart(f"charts/c{i}", f"c{i}", "LoadBalancer")
        yield f"charts/c{i}/values.yaml", f"service: {{type: LoadBalancer, loadBalancerIP: {address(i)}}}\n"
