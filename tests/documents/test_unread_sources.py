from __future__ import annotations

import json
from pathlib import Path

import pytest

from svclint import lint
from svclint.documents.discover import discover
from svclint.documents.unread_sources import generator_of
from svclint.reports import DisplayOptions, render
from svclint.reports.summary import files_line


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("helmfile.yaml", "Helmfile"),
        ("deploy/helmfile.yaml.gotmpl", "Helmfile"),
        ("helmfile.d/10-web.yaml", "Helmfile"),
        ("lib/k.libsonnet", "Jsonnet file"),
        ("main.jsonnet", "Jsonnet file"),
        ("apps/web.cue", "CUE file"),
        ("cdk8s.yaml", "cdk8s project"),
        ("my-helmfile.yaml", ""),
        ("helmfile.d.yaml", ""),
        ("rescue.yaml", ""),
        ("values.yaml.gotmpl", ""),
        ("Makefile", ""),
    ],
)
def test_names(path: str, name: str) -> None:
    assert generator_of(path) == name


def test_what_is_not_evaluated_is_counted_by_name(tmp_path: Path) -> None:
    for path in ("helmfile.yaml", "a/main.jsonnet", "a/lib.libsonnet", "x/skipped.jsonnet", "web.cue", "cdk8s.yaml"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("releases: []\n")
    for number in range(2):
        (tmp_path / f"values-{number}.yaml").write_text("ip: ENC[AES256_GCM,data:abc=,type:str]\nsops: {mac: x}\n")
    (tmp_path / ".svclint.yaml").write_text("exclude: [x/]\n")

    result = lint(tmp_path, root=tmp_path)
    assert files_line(result.counts).endswith(
        "; not evaluated: 1 CUE file, 1 Helmfile, 2 Jsonnet files, 2 SOPS-encrypted files, 1 cdk8s project"
    )
    assert json.loads(render("json", result, {}, DisplayOptions()))["counts"]["notEvaluated"]["Jsonnet file"] == 2
    assert "Not evaluated: 1 CUE file" in render("sarif", result, {}, DisplayOptions())
    assert all(".jsonnet" not in path for path in discover([str(tmp_path)], root=tmp_path).files)


def test_a_named_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "main.jsonnet").write_text("{}")
    found = discover([str(tmp_path / "main.jsonnet")], root=tmp_path)
    assert (found.files, found.generators) == (("main.jsonnet",), ())
