"""What Argo CD deploys: folders with patterns, values files, ApplicationSets, other clusters."""

from __future__ import annotations

from pathlib import Path

from tests.documents.gitops.repositories import addresses, only, planned, service


def application(name: str, source: str, server: str = "https://kubernetes.default.svc") -> str:
    return f"""apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  destination: {{server: "{server}", namespace: {name}}}
  source:
    repoURL: https://git.example.org/me/cluster.git
{source}
"""


ROOT = "=== bootstrap/root.yaml\n" + application(
    "root", "    path: apps\n    directory: {recurse: true, include: '**/app.yaml'}"
)


def test_applications_of_applications_with_patterns(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        ROOT
        + f"=== apps/web/app.yaml\n{application('web', '    path: apps/web/manifests')}"
        + f"=== apps/web/manifests/web.yaml\n{service('web', '192.0.2.1')}"
        + f"=== apps/stray.yaml\n{service('stray', '192.0.2.1')}"
        + f"=== testing/x/app.yaml\n{application('x', '    path: testing/x/y')}"
        + f"=== testing/x/y/x.yaml\n{service('x', '192.0.2.1')}",
    )

    assert {"/stray": ["-192.0.2.1"], "web/web": ["192.0.2.1"], "x/x": ["-192.0.2.1"]} == addresses(found)
    assert "no Flux Kustomization or Application deploys it" == only(found, "x").standing.latent


def test_values_files_are_read_beside_the_chart_and_from_another_source(tmp_path: Path) -> None:
    chart = application("a", "    path: charts/a\n    helm: {valueFiles: [values-prod.yaml]}")
    several = """apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: b, namespace: argocd}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: b}
  sources:
  - {repoURL: https://charts.example.org, chart: b, targetRevision: 1.0.0, helm: {valueFiles: [$values/values/b.yaml]}}
  - {repoURL: https://git.example.org/me/cluster.git, ref: values}
"""
    found = planned(
        tmp_path,
        f"""=== argo/a.yaml
{chart}
=== argo/b.yaml
{several}
=== charts/a/Chart.yaml
name: a
=== charts/a/values.yaml
service: {{type: LoadBalancer, loadBalancerIP: 192.0.2.1}}
=== charts/a/values-prod.yaml
service: {{loadBalancerIP: 192.0.2.2}}
=== values/b.yaml
service: {{type: LoadBalancer, loadBalancerIP: 192.0.2.3}}
""",
    )

    made = {
        path: [(one.document.kind, one.document.name) for one in objects] for path, objects in found.objects.items()
    }
    assert [("HelmRelease", "a")] == made["charts/a/values-prod.yaml"]
    assert [("HelmRelease", "b")] == made["values/b.yaml"]


def test_an_application_set_deploys_the_folders_that_it_lists(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        f"""=== set.yaml
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: apps, namespace: argocd}}
spec:
  generators:
  - matrix:
      generators:
      - git:
          directories: [{{path: apps/*}}, {{path: apps/old, exclude: true}}]
      - clusters: {{}}
  template:
    spec:
      destination: {{name: '{{{{name}}}}'}}
      source: {{repoURL: https://git.example.org/me/cluster.git, path: '{{{{path}}}}'}}
=== apps/web/web.yaml
{service("web", "192.0.2.1")}
=== apps/old/old.yaml
{service("old", "192.0.2.2")}
""",
    )

    assert {"/old": ["-192.0.2.2"], "/web": ["192.0.2.1"]} == addresses(found)


def test_clusters_are_told_apart_by_their_destination(tmp_path: Path) -> None:
    apps = "".join(
        f"=== argo/{name}.yaml\n{application(name, f'    path: apps/{name}', server)}"
        f"=== apps/{name}/web.yaml\n{service('web', '192.0.2.1')}"
        for name, server in (("here", "https://kubernetes.default.svc"), ("there", "https://192.0.2.250:6443"))
    )
    found = planned(tmp_path, apps)

    clusters = {one.deployment.cluster for objects in found.objects.values() for one in objects if one.deployment}
    assert {"", "https://192.0.2.250:6443"} == clusters
