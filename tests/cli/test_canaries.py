"""No secret of a repository or an environment is in any output, report, cache, crash report or temporary file.

Every secret of the repository here contains the word `kanarie`, and so does every secret of the environment.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from svclint import cache
from svclint.reports import FORMATS
from tests.support.cli_samples import Run

CANARY = "kanarie"
URL = "https://kanarie-user:kanarie-pass@{host}/kanarie-path/x?token=kanarie-query#kanarie-fragment"
FILES = {
    "svclint-inventory.yaml": """\
version: 1
clusters:
- name: a
  kubeconfigServers: ["{url:10.0.0.5:6443}", "{url:lb.nowhere.example:6443}"]
  kubeconfigs: [kubeconfig]
  loadBalancers: [{name: lb, vips: [10.0.0.5], ports: [6443], serves: control-plane}]
  proxy: {mode: ipvs}
""",
    "kubeconfig": """\
apiVersion: v1
kind: Config
current-context: a
clusters:
- name: a
  cluster: {server: "{url:10.0.0.6:6443}", certificate-authority-data: kanarie}
users:
- {name: u, user: {token: kanarie, password: kanarie, client-key-data: kanarie, client-certificate-data: kanarie}}
""",
    "service.yaml": """\
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    metallb.universe.tf/loadBalancerIPs: "{url:10.0.0.5}"
    kubectl.kubernetes.io/last-applied-configuration: '{"password":"kanarie"}'
spec:
  ports: [{port: 80}]
  externalIPs: [10.0.0.5, "{url:10.0.0.5}", "kanarie-user:kanarie-pass@10.0.0.5"] # password: kanarie
""",
    "secret.yaml": """\
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {password: kanarie, server: "{url:10.0.0.5}", externalIPs: 10.0.0.5, a: kanarie}
data: {token: a2FuYXJpZQ==}
---
apiVersion: v1
kind: Service
metadata: {name: beside}
spec: {ports: [{port: 80}], externalIPs: [10.0.0.5]}
""",
    "bootstrap.yaml": """\
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
bootstrapTokens: [{token: kanarie.kanarie}]
certificateKey: kanarie
localAPIEndpoint: {advertiseAddress: 10.0.0.5}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
controlPlaneEndpoint: "kanarie-user:kanarie-pass@10.0.0.9:6443"
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery: {bootstrapToken: {apiServerEndpoint: "10.0.0.99:6443", token: kanarie.kanarie}}
""",
    "k3s.yaml": """\
server: "{url:10.0.0.99:6443}"
token: kanarie
agent-token: "kanarie"
datastore-endpoint: "postgres://kanarie:kanarie@10.0.0.5:5432/kanarie"
""",
    "webhook.yaml": """\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: w}
webhooks:
- {name: a.b.c, clientConfig: {url: "{url:web.default.svc.cluster.local}", caBundle: kanarie}}
- {name: a.b.d, clientConfig: {url: "{url:10.0.0.5:1}"}}
""",
    "deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: d}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers:
      - name: c
        image: x
        env:
        - {name: KUBERNETES_SERVICE_HOST, value: "{url:10.0.0.77:6443}"}
        - {name: HTTPS_PROXY, value: "{url:10.0.0.5:3128}"}
        - {name: DB_PASSWORD, value: kanarie}
        args: ["--master={url:10.0.0.78:6443}", "--api-server={url:10.0.0.5}", "--token=kanarie"]
""",
    "release.yaml": """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: r}
spec:
  values:
    {adminPassword: kanarie, auth: {apiKey: kanarie}, service: {externalIPs: [10.0.0.5], loadBalancerIP: 10.0.0.5}}
""",
    "kustomization.yaml": """\
resources: [service.yaml, "{url:git.example/base}"]
secretGenerator: [{name: g, literals: [password=kanarie]}]
""",
    "corefile.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data:
  Corefile: |
    .:53 { forward . tls://kanarie:kanarie@10.0.0.5/kanarie
    }
""",
    "broken.yaml": "kind: Service\npassword: kanarie\nspec: {externalIPs: [10.0.0.5\n",
    "hosts.ini": """\
[all]
n1 ansible_host=10.0.0.11 ansible_password=kanarie ansible_become_pass='kanarie'
[kube_control_plane]
n1
[all:vars]
k3s_token=kanarie
api_endpoint={url:10.0.0.5:6443}
""",
    ".git/config": '[http "https://github.com/"]\n  extraheader = AUTHORIZATION: basic kanarie\n',
    ".svclint.yaml": "render: true\n",
}
COMMANDS = (
    *(("--format", form, "--verbose", "--show-ignored", "--preview", ".") for form in FORMATS),
    ("--format", "text", "--color", "always", "-o", "report.out", "--report", "sarif=report.sarif", "."),
    ("--write-baseline", "baseline.yaml", "."),
    ("--baseline", "baseline.yaml", "."),
    ("graph",),
    ("graph", "--format", "dot"),
    ("clusters",),
    *(
        ("explain", question, "--format", form)
        for form in ("text", "json")
        for question in ("10.0.0.0/8", "6443", "lb.nowhere.example", "Service/web", "service.yaml:9", "secret.yaml:4")
    ),
    ("free", "10.0.0.0/24"),
    ("free", "10.0.0.0/24", "--format", "json"),
    ("inventory", "check"),
    ("inventory", "import"),
    ("inventory", "import", "--output", "imported.yaml", "kubeconfig", "hosts.ini", "k3s.yaml", "bootstrap.yaml"),
    ("inventory", "diff", "svclint-inventory.yaml", "kubeconfig", "hosts.ini"),
    ("init", "--dry-run"),
    ("--config", ".svclint.yaml", "kustomization.yaml"),
    ("--inventory", "kubeconfig", "service.yaml"),
    ("--config", "kubeconfig", "service.yaml"),
    ("--rules", ".", "service.yaml"),
    ("--baseline", "secret.yaml", "service.yaml"),
)


@pytest.fixture
def folder(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository with secrets, in an environment with secrets."""
    for path in repository.iterdir():
        path.unlink()
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    for name, text in FILES.items():
        while (start := text.find("{url:")) >= 0:
            end = text.index("}", start)
            text = text[:start] + URL.format(host=text[start + len("{url:") : end]) + text[end + 1 :]
        with (repository / name).open("a") as file:
            file.write(text)
    for name in ("GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "KUBECONFIG", "HTTPS_PROXY", "GIT_ASKPASS"):
        monkeypatch.setenv(name, f"/{CANARY}")
    (repository.parent / "temporary").mkdir(exist_ok=True)
    monkeypatch.setattr("tempfile.tempdir", str(repository.parent / "temporary"))
    return repository


def leaks(text: str) -> list[str]:
    """The lines with a secret, in plain text or as base64 would show it."""
    encoded = b64encode(CANARY.encode()).decode()
    return [line for line in text.splitlines() if CANARY in line or encoded in line]


def test_there_is_something_to_show(folder: Path, svclint: Run) -> None:
    rules = {finding["rule"] for finding in json.loads(svclint("--format", "json", ".").out)["findings"]}
    assert len(rules) >= 8
    assert "kanarie" in (folder / "service.yaml").read_text()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_output_has_a_secret(folder: Path, svclint: Run, command: tuple[str, ...]) -> None:
    if "baseline.yaml" in command and "--baseline" in command:
        svclint("--write-baseline", "baseline.yaml", ".")
    ran = svclint(*command)
    assert ran.status in (0, 1, 2), ran.err
    assert leaks(ran.out) == []
    assert leaks(ran.err) == []
    for path in folder.iterdir():
        if path.name not in FILES and path.is_file():
            assert leaks(path.read_text()) == [], path.name


@pytest.mark.parametrize("form", FORMATS)
def test_no_comparison_with_a_revision_has_a_secret(folder: Path, svclint: Run, form: str) -> None:
    git = ("git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", CANARY], check=True)
    (folder / "more.yaml").write_text((folder / "service.yaml").read_text().replace("name: web", "name: more"))
    ran = svclint("--format", form, "--verbose", "--diff-base", "HEAD", ".")
    assert ran.status in (0, 1), ran.err
    assert leaks(ran.out + ran.err) == []
    assert list((folder.parent / "temporary").iterdir()) == []


def test_no_cache_or_temporary_file_has_a_secret(folder: Path, svclint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVCLINT_CACHE_DIR", str(folder.parent / "own-cache"))
    removed: list[str] = []
    rmtree = shutil.rmtree

    def look(path: str, *arguments: object, **words: object) -> None:
        removed.extend(
            str(file) for file in Path(path).rglob("*") if file.is_file() and CANARY.encode() in file.read_bytes()
        )
        rmtree(path, *arguments, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(shutil, "rmtree", look)
    svclint("--render", ".")
    assert removed == []
    assert list((folder.parent / "temporary").iterdir()) == []
    kept = [path for path in (cache.folder() or Path("none")).rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if CANARY.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("flag", ["--quiet", "--verbose"])
def test_no_crash_report_has_a_secret(folder: Path, svclint: Run, monkeypatch: pytest.MonkeyPatch, flag: str) -> None:
    def fail(*_: object) -> None:
        raise KeyError(f"password: {CANARY}", URL.format(host="10.0.0.5"))

    monkeypatch.setattr("svclint.gathering.plan_of", fail)
    ran = svclint(flag, ".")
    assert ran.status == 3
    assert leaks(ran.out + ran.err) == []
