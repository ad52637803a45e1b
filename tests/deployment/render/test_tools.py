"""Which programs render, and what they are told."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from svclint.deployment.render.tools import environment, find_helm, find_kustomize
from svclint.errors import UsageError


def program(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_kustomize_goes_before_kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_kustomize() is None
    kubectl = program(tmp_path / "bin/kubectl")
    found = find_kustomize()
    assert found is not None
    assert found.words == (str(kubectl), "kustomize")
    kustomize = program(tmp_path / "bin/kustomize")
    found = find_kustomize()
    assert found is not None
    assert found.words == (str(kustomize), "build")


def test_a_relative_folder_of_the_path_may_be_the_repositorys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin/kustomize")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "bin:.")
    assert find_kustomize() is None


@pytest.mark.parametrize("find", [find_kustomize, find_helm])
def test_what_is_named_has_to_be_a_program(tmp_path: Path, find: object) -> None:
    assert callable(find)
    with pytest.raises(UsageError, match="not an executable program"):
        find(str(tmp_path / "missing"))


def test_without_helm_and_its_library_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert find_helm() is None
    helm = program(tmp_path / "bin/helm")
    found = find_helm()
    assert found is not None
    assert ("helm", (str(helm), "template")) == (found.kind, found.words)


def test_the_network_is_a_dead_end_unless_it_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    monkeypatch.setenv("HELM_NAMESPACE", "x")
    closed, opened = environment(tmp_path, network=False), environment(tmp_path, network=True)
    assert (str(tmp_path / "bin"), "http://127.0.0.1:9") == (closed["PATH"], closed["HTTPS_PROXY"])
    assert (opened["PATH"], opened["HTTPS_PROXY"]) == ("/usr/bin", "http://proxy.example")
    assert "HELM_NAMESPACE" not in {**closed, **opened}
