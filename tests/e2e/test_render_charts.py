"""The command with --render over charts: each finding stands at the line of values or templates that a person edits.

Helm is helm-python-sdk, and once more a program with the command line and output of `helm template` around it. Where it
is not installed these tests are skipped.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.test_render import FAILED, REQUESTED, TAKEN, VIP, needs_kustomize, svclint, told, write

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("helm_python") is None, reason="no Helm: pip install helm-python-sdk"
)

CHART = "apiVersion: v2\nname: web\nversion: 0.1.0\n"
TEMPLATE = """\
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
spec:
  type: LoadBalancer
  loadBalancerIP: {{ .Values.service.loadBalancerIP }}
  ports:
  - port: 80
"""
VALUES = f"""\
monitoring:
  target: {VIP}
service:
  loadBalancerIP: {VIP}
"""
WEB = {"web/Chart.yaml": CHART, "web/values.yaml": VALUES, "web/templates/service.yaml": TEMPLATE}
SHIM = """\
#!{python}
import sys, helm_python, json
words = sys.argv[1:]
assert words[0] == "template" and "--skip-tests" in words and "--validate" not in words, words
values = json.load(open(words[words.index("--values") + 1]))
with helm_python.Chart.load(words[2]) as chart:
    made = chart.render(values, name=words[1], namespace=words[words.index("--namespace") + 1])
for name, text in made.items():
    if not name.endswith(".txt"):
        print("---\\n# Source: " + name + "\\n" + text)
"""


@pytest.fixture(params=["sdk", "program"])
def helm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options that choose a renderer."""
    if request.param == "sdk":
        return []
    path = tmp_path_factory.mktemp("bin") / "helm"
    path.write_text(SHIM.format(python=sys.executable))
    path.chmod(0o755)
    return ["--helm", str(path)]


def found(root: Path, files: dict[str, str], *words: str) -> list[tuple[str, int, str, str]]:
    write(root, files)
    done = svclint(root, *words)
    assert done.returncode in (0, 1), done.stderr
    return told(root, done)


def test_the_line_of_values_yaml_that_the_template_means(tmp_path: Path, helm: list[str]) -> None:
    assert found(tmp_path, WEB, *helm) == [("web/values.yaml", 4, REQUESTED, VIP)]


def test_the_template_is_no_longer_counted_as_unread(tmp_path: Path) -> None:
    write(tmp_path, WEB)
    files = json.loads(svclint(tmp_path).stdout)["counts"]["files"]
    assert files["templates"] == 0


def test_a_literal_in_a_template_is_located_there(tmp_path: Path, helm: list[str]) -> None:
    template = TEMPLATE.replace("{{ .Values.service.loadBalancerIP }}", VIP)
    assert found(tmp_path, {**WEB, "web/templates/service.yaml": template}, *helm) == [
        ("web/templates/service.yaml", 8, REQUESTED, VIP)
    ]


def test_what_a_template_puts_together_is_the_templates_line(tmp_path: Path) -> None:
    template = TEMPLATE.replace("{{ .Values.service.loadBalancerIP }}", '{{ printf "%s.250" .Values.net }}')
    files = {**WEB, "web/values.yaml": "net: 192.168.11\n", "web/templates/service.yaml": template}
    assert found(tmp_path, files) == [("web/templates/service.yaml", 8, REQUESTED, '{{ printf "%s.250" .Values.net }}')]


def test_a_list_that_a_template_takes_as_a_whole(tmp_path: Path) -> None:
    template = TEMPLATE.replace(
        "loadBalancerIP: {{ .Values.service.loadBalancerIP }}",
        "externalIPs:\n    {{- toYaml .Values.ips | nindent 4 }}",
    )
    files = {**WEB, "web/values.yaml": f"ips:\n- 203.0.113.7\n- {VIP}\n", "web/templates/service.yaml": template}
    assert found(tmp_path, files) == [("web/values.yaml", 3, TAKEN, VIP)]


def test_a_dependency_in_the_chart(tmp_path: Path) -> None:
    files = {
        "web/Chart.yaml": CHART + "dependencies: [{name: sub, version: 0.1.0}]\n",
        "web/values.yaml": f"sub:\n  service:\n    loadBalancerIP: {VIP}\n",
        "web/templates/_none.tpl": "",
        "web/charts/sub/Chart.yaml": CHART.replace("web", "sub"),
        "web/charts/sub/values.yaml": "service: {loadBalancerIP: 203.0.113.7}\n",
        "web/charts/sub/templates/service.yaml": TEMPLATE,
    }
    assert found(tmp_path, files) == [("web/values.yaml", 3, REQUESTED, VIP)]


COREFILE = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data:
  Corefile: |
    .:53 {
        hosts {
            {{ .Values.address }} lb.example
        }
        forward . /etc/resolv.conf
    }
"""


def test_a_value_inside_of_a_text_that_a_template_makes(tmp_path: Path) -> None:
    files = {**WEB, "web/templates/service.yaml": COREFILE, "web/values.yaml": "address: 203.0.113.9\n"}
    write(tmp_path, files)
    inventory = (tmp_path / "svclint-inventory.yaml").read_text()
    more = f"  kubeconfigServers: [https://lb.example:6443]\n  hosts: {{lb.example: [{VIP}]}}\n"
    places = {
        (file, line, text)
        for file, line, _, text in found(tmp_path, {**files, "svclint-inventory.yaml": inventory + more})
    }
    assert places == {("web/values.yaml", 1, "203.0.113.9"), ("web/templates/service.yaml", 7, "hosts")}


RELEASE = f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: web, namespace: apps}}
spec:
  chart:
    spec:
      chart: ./web
      sourceRef: {{kind: GitRepository, name: flux-system}}
  values:
    service:
      loadBalancerIP: {VIP}
"""
OTHER = VALUES.replace(VIP, "203.0.113.7")


def test_the_values_of_a_helm_release(tmp_path: Path, helm: list[str]) -> None:
    files = {**WEB, "web/values.yaml": OTHER, "apps/release.yaml": RELEASE}
    assert found(tmp_path, files, *helm) == [("apps/release.yaml", 11, REQUESTED, VIP)]
    message = json.loads(svclint(tmp_path, *helm).stdout)["findings"][0]["message"]
    assert message.startswith("Service apps/web requests")


@needs_kustomize
def test_the_values_of_a_helm_release_that_an_overlay_patches(tmp_path: Path) -> None:
    files = {
        **WEB,
        "web/values.yaml": OTHER,
        "apps/release.yaml": RELEASE.replace(VIP, "203.0.113.8"),
        "apps/kustomization.yaml": f"""\
resources: [release.yaml]
patches:
- target: {{kind: HelmRelease}}
  patch: |
    - op: replace
      path: /spec/values/service/loadBalancerIP
      value: {VIP}
""",
    }
    assert found(tmp_path, files) == [("apps/kustomization.yaml", 7, REQUESTED, VIP)]


@pytest.mark.parametrize(
    ("helm_values", "place"),
    [
        ("valueFiles: [prod.yaml]", ("web/prod.yaml", 2)),
        (f"parameters: [{{name: service.loadBalancerIP, value: {VIP}}}]", ("argo.yaml", 9)),
        (f"valuesObject: {{service: {{loadBalancerIP: {VIP}}}}}", ("argo.yaml", 9)),
        (f"values: |\n        service:\n          loadBalancerIP: {VIP}", ("argo.yaml", 11)),
    ],
)
def test_the_values_of_an_argo_cd_application(tmp_path: Path, helm_values: str, place: tuple[str, int]) -> None:
    application = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: web}}
spec:
  destination: {{namespace: apps}}
  source:
    path: web
    helm:
      {helm_values}
"""
    files = {
        **WEB,
        "web/values.yaml": OTHER,
        "web/prod.yaml": f"service:\n  loadBalancerIP: {VIP}\n" if "prod" in helm_values else "",
        "argo.yaml": application,
    }
    assert found(tmp_path, files) == [(*place, REQUESTED, VIP)]


def test_a_chart_that_fails_is_a_finding_at_the_chart_and_the_rest_goes_on(tmp_path: Path, helm: list[str]) -> None:
    bad = {name.replace("web", "bad"): text for name, text in WEB.items()}
    bad["bad/values.yaml"] = ""
    bad["bad/templates/service.yaml"] = '{{ fail "set service.loadBalancerIP" }}\n'
    assert found(tmp_path, {**WEB, **bad}, *helm) == [
        ("bad/Chart.yaml", 1, FAILED, "apiVersion"),
        ("web/values.yaml", 4, REQUESTED, VIP),
    ]
    first = json.loads(svclint(tmp_path, *helm).stdout)["findings"][0]
    assert "set service.loadBalancerIP" in first["message"]
    assert str(tmp_path) not in first["message"]
    assert first["severity"] == "warning"


def test_a_chart_that_cannot_be_loaded_is_told_in_helms_words_alone(tmp_path: Path) -> None:
    assert FAILED in [one[2] for one in found(tmp_path, {**WEB, "web/values.yaml": "a: &a [*a]\n"})]
    first = json.loads(svclint(tmp_path).stdout)["findings"][0]
    assert "values.yaml" in first["message"]
    assert "helm_python" not in first["message"]


def test_a_dependency_that_would_have_to_be_fetched_is_a_note(tmp_path: Path) -> None:
    chart = CHART + "dependencies: [{name: redis, version: 1.0.0, repository: 'https://charts.example.com'}]\n"
    assert found(tmp_path, {**WEB, "web/Chart.yaml": chart, "web/values.yaml": ""}) == [
        ("web/Chart.yaml", 1, FAILED, "apiVersion")
    ]
    first = json.loads(svclint(tmp_path).stdout)["findings"][0]
    assert "missing in charts/ directory: redis" in first["message"]
    assert first["severity"] == "note"


def test_values_that_do_not_fit_the_schema(tmp_path: Path) -> None:
    schema = '{"properties": {"service": {"type": "string"}}}'
    assert [one[2] for one in found(tmp_path, {**WEB, "web/values.schema.json": schema})][:1] == [FAILED]


@pytest.mark.parametrize("place", ["web/templates/leak.yaml", "web/secret", "web/files"])
def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path, place: str) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret").write_text("hunter2")
    root = tmp_path / "repo"
    target = tmp_path / "outside" if place.endswith("files") else tmp_path / "outside/secret"
    write(root, {**WEB, "web/templates/x.yaml": 'a: {{ .Files.Get "secret" | quote }}\n'})
    (root / place).symlink_to(target)
    done = svclint(root)
    assert f"{place} is a link to outside the repository" in done.stdout
    assert "hunter2" not in done.stdout


@pytest.mark.parametrize("path", ["../../outside/secret", "/etc/passwd", "../secret"])
def test_files_get_stays_in_the_chart(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret").write_text(VIP)
    template = TEMPLATE.replace("{{ .Values.service.loadBalancerIP }}", '{{ .Files.Get "%s" | quote }}' % path)  # noqa: UP031
    files = {**WEB, "web/values.yaml": "", "web/templates/service.yaml": template, "secret": VIP}
    assert found(tmp_path / "repo", files) == []


def test_a_template_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    endless = "{{ range until 100000 }}{{ range until 100000 }}{{ $x := until 1000 }}{{ end }}{{ end }}\n"
    files = {**WEB, ".svclint.yaml": "render: {timeout: 2}\n", "web/templates/x.yaml": endless, "web/values.yaml": ""}
    start = time.monotonic()
    assert [one[2] for one in found(tmp_path, files)] == [FAILED]
    assert time.monotonic() - start < 30
    assert "it exceeded the time limit of 2 s" in svclint(tmp_path).stdout


def test_a_template_that_fills_the_memory_ends_alone(tmp_path: Path) -> None:
    huge = '{{ repeat 2000000000 "aaaaaaaaaa" }}\n'
    files = {**WEB, "web/templates/x.yaml": huge, "web/values.yaml": ""}
    assert [one[2] for one in found(tmp_path, files)] == [FAILED]
    assert "helm-python-sdk: it crashed: " in svclint(tmp_path).stdout


def test_lookup_finds_nothing_and_no_cluster_is_asked(tmp_path: Path) -> None:
    template = TEMPLATE + '  {{ if lookup "v1" "Namespace" "" "" }}externalName: x{{ end }}\n'
    files = {**WEB, "web/templates/service.yaml": template}
    write(tmp_path, files)
    env = {**os.environ, "KUBECONFIG": str(tmp_path / "none"), "HELM_KUBEAPISERVER": "https://127.0.0.1:1"}
    assert [one["rule"] for one in json.loads(svclint(tmp_path, env=env).stdout)["findings"]] == [REQUESTED]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path, {**WEB, "apps/release.yaml": RELEASE})
    first: subprocess.CompletedProcess[str] = svclint(tmp_path)
    assert svclint(tmp_path).stdout == first.stdout
    assert first.stdout


def test_two_applications_of_a_chart_are_two_deployments(tmp_path: Path) -> None:
    """The same address in two clusters is no collision; within one it is."""
    application = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web-NAME, namespace: argocd}
spec:
  destination: {name: CLUSTER, namespace: apps}
  source: {repoURL: https://git.example.com/r, path: web}
"""
    files = {name: text.replace(VIP, "203.0.113.9") for name, text in WEB.items()}
    (tmp_path / "inventory.yaml").write_text("version: 1\nclusters: []\n")

    def collisions(*clusters: str) -> list[tuple[str, int, str]]:
        named = zip(("a", "b"), clusters, strict=True)
        texts = (application.replace("NAME", name).replace("CLUSTER", cluster) for name, cluster in named)
        write(tmp_path, {**files, "apps.yaml": "---\n".join(texts), "svclint-inventory.yaml": "version: 1\n"})
        return [(file, line, rule) for file, line, rule, _ in told(tmp_path, svclint(tmp_path))]

    assert collisions("dev", "prod") == []
    assert set(collisions("prod", "prod")) == {("web/values.yaml", 4, "duplicate-service-address")}
