"""What Argo CD deploys: folders with patterns, values files, ApplicationSets, other clusters."""

from __future__ import annotations

from pathlib import Path

from svclint.documents.node import MapNode, node_at, text_at
from svclint.documents.provenance import place
from tests.support.gitops_repositories import addresses, only, planned, service


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

    assert addresses(found) == {"/stray": ["~192.0.2.1"], "web/web": ["192.0.2.1"], "x/x": ["192.0.2.1"]}


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
    assert made["charts/a/values-prod.yaml"] == [("HelmRelease", "a")]
    assert made["values/b.yaml"] == [("HelmRelease", "b")]


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

    assert addresses(found) == {"/old": ["-192.0.2.2"], "/web": ["192.0.2.1"]}


def test_clusters_are_told_apart_by_their_destination(tmp_path: Path) -> None:
    apps = "".join(
        f"=== argo/{name}.yaml\n{application(name, f'    path: apps/{name}', server)}"
        f"=== apps/{name}/web.yaml\n{service('web', '192.0.2.1')}"
        for name, server in (("here", "https://kubernetes.default.svc"), ("there", "https://192.0.2.250:6443"))
    )
    found = planned(tmp_path, apps)

    clusters = {one.deployment.cluster for objects in found.objects.values() for one in objects if one.deployment}
    assert clusters == {"", "https://192.0.2.250:6443"}


def application_set(generators: str, path: str, destination: str = "{server: https://kubernetes.default.svc}") -> str:
    return f"""=== sets/apps.yaml
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: apps, namespace: argocd}}
spec:
  generators:
{generators}
  template:
    spec:
      destination: {destination}
      source: {{repoURL: https://git.example.org/me/cluster.git, path: '{path}'}}
"""


def test_a_folder_below_each_that_a_generator_lists(tmp_path: Path) -> None:
    listed = "  - git: {directories: [{path: apps/*}, {path: apps/shelf, exclude: true}]}"

    found = planned(
        tmp_path,
        application_set(listed, "{{.path.path}}/overlays/prod")
        + f"=== apps/web/overlays/prod/web.yaml\n{service('web', '192.0.2.1')}"
        + f"=== apps/web/overlays/test/web.yaml\n{service('tried', '192.0.2.2')}"
        + f"=== apps/shelf/overlays/prod/web.yaml\n{service('shelved', '192.0.2.3')}",
    )

    assert addresses(found) == {"/shelved": ["-192.0.2.3"], "/tried": ["~192.0.2.2"], "/web": ["192.0.2.1"]}
    assert only(found, "shelved").status.latent == "sets/apps.yaml excludes apps/shelf/overlays/prod"


def test_the_elements_of_a_list_name_folders_and_clusters(tmp_path: Path) -> None:
    clusters = "  - list: {elements: [{env: east, url: 'https://192.0.2.8'}, {env: west, url: 'https://192.0.2.9'}]}"

    found = planned(
        tmp_path,
        application_set(clusters, "envs/{{ .env }}/web", "{server: '{{ .url }}'}")
        + f"=== envs/east/web/web.yaml\n{service('web', '192.0.2.1')}"
        + f"=== envs/west/web/web.yaml\n{service('web', '192.0.2.1')}"
        + f"=== envs/south/web/web.yaml\n{service('south', '192.0.2.1')}",
    )

    made = {
        path: one.deployment.cluster
        for path, objects in found.objects.items()
        for one in objects
        if one.applied and one.deployment
    }
    assert made["envs/east/web/web.yaml"] == "https://192.0.2.8"
    assert made["envs/west/web/web.yaml"] == "https://192.0.2.9"
    assert addresses(found)["/south"] == ["~192.0.2.1"]


def test_every_element_is_met_with_every_folder_of_a_matrix(tmp_path: Path) -> None:
    matrix = """  - matrix:
      generators:
      - git: {files: [{path: apps/*/config.json}]}
      - list: {elements: [{env: prod}]}"""

    found = planned(
        tmp_path,
        application_set(matrix, "{{path}}/{{env}}")
        + f"=== apps/web/prod/web.yaml\n{service('web', '192.0.2.1')}"
        + f"=== apps/web/test/web.yaml\n{service('tried', '192.0.2.2')}",
    )

    assert addresses(found) == {"/tried": ["~192.0.2.2"], "/web": ["192.0.2.1"]}


def test_another_repository_for_each_element_says_nothing_of_this_one(tmp_path: Path) -> None:
    elsewhere = application_set("  - clusters: {}", "{{manifests}}").replace(
        "https://git.example.org/me/cluster.git", "'{{repo}}'"
    )

    found = planned(tmp_path, elsewhere + f"=== shelf/web.yaml\n{service('web', '192.0.2.1')}")

    assert only(found, "web").deployment is None


TEMPLATE = """=== charts/root/Chart.yaml
name: root
=== charts/root/values.yaml
repo: https://git.example.org/me/cluster.git
=== root.yaml
""" + application("root", "    path: charts/root")


def test_applications_that_a_template_makes_deploy_what_they_name(tmp_path: Path) -> None:
    made = application("web", '    path: {{ .Values.folder | default "apps" }}/web').replace(
        "https://git.example.org/me/cluster.git", "{{ .Values.repo }}"
    )
    found = planned(
        tmp_path,
        TEMPLATE
        + f"=== charts/root/templates/web.yaml\n{{{{- if .Values.web }}}}\n{made}{{{{- end }}}}\n"
        + f"=== apps/web/web.yaml\n{service('web', '192.0.2.1')}"
        + f"=== apps/other/other.yaml\n{service('other', '192.0.2.2')}",
    )

    assert addresses(found) == {"/other": ["~192.0.2.2"], "web/web": ["192.0.2.1"]}


def test_the_values_of_a_release_are_read_once_and_later_files_win(tmp_path: Path) -> None:
    chart = "=== charts/a/Chart.yaml\nname: a\n=== charts/a/values.yaml\nservice: {loadBalancerIP: 192.0.2.1}\n"
    own = application("a", "    path: charts/a\n    helm: {valueFiles: [values.yaml]}")
    other = application("b", "    path: charts/a\n    helm: {valueFiles: [values-b.yaml]}")

    found = planned(
        tmp_path,
        f"{chart}=== charts/a/values-b.yaml\nservice: {{loadBalancerIP: 192.0.2.2}}\n"
        f"=== argo/a.yaml\n{own}=== argo/b.yaml\n{other}",
    )

    made = [
        (one.document.name, text_at(one.document.node, "spec", "values", "service", "loadBalancerIP"))
        for path in ("charts/a/values.yaml", "charts/a/values-b.yaml")
        for one in found.objects[path]
    ]
    assert made == [("a", "192.0.2.1"), ("b", "192.0.2.2")]


def test_the_type_of_a_service_applies_to_the_address_in_a_later_file(tmp_path: Path) -> None:
    both = application("a", "    path: charts/a\n    helm: {valueFiles: [values.yaml, values-lab.yaml]}")

    found = planned(
        tmp_path,
        "=== charts/a/Chart.yaml\nname: a\n=== charts/a/values.yaml\nservice: {type: ClusterIP}\n"
        f"=== charts/a/values-lab.yaml\nservice: {{loadBalancerIP: 192.0.2.2}}\n=== argo/a.yaml\n{both}",
    )

    (merged,) = found.objects["charts/a/values-lab.yaml"]
    values = node_at(merged.document.node, "spec", "values", "service")
    assert isinstance(values, MapNode)
    assert [(key.text, place(merged.document, value.span)[0]) for key, value in values.entries] == [
        ("type", "charts/a/values.yaml"),
        ("loadBalancerIP", "charts/a/values-lab.yaml"),
    ]
    assert "charts/a/values.yaml" not in found.objects


def test_an_application_next_to_a_kustomization_without_applications_begins_a_chain(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        "=== argocd/kustomization.yaml\nresources: [namespace.yaml]\n"
        "=== argocd/namespace.yaml\napiVersion: v1\nkind: Namespace\nmetadata: {name: argocd}\n"
        f"=== argocd/root.yaml\n{application('root', '    path: apps')}"
        f"=== apps/web.yaml\n{service('web', '192.0.2.1')}",
    )

    assert addresses(found) == {"root/web": ["192.0.2.1"]}


def test_an_application_that_a_list_of_applications_leaves_out_is_not_deployed(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        "=== argocd/kustomization.yaml\nresources: [web.yaml]\n"
        f"=== argocd/web.yaml\n{application('web', '    path: apps/web')}"
        f"=== argocd/game.yaml\n{application('game', '    path: apps/game')}"
        f"=== apps/web/web.yaml\n{service('web', '192.0.2.1')}"
        f"=== apps/game/game.yaml\n{service('game', '192.0.2.2')}",
    )

    assert addresses(found) == {"game/game": ["-192.0.2.2"], "web/web": ["192.0.2.1"]}
    assert only(found, "game").status.latent == "argocd/kustomization.yaml does not list it"
