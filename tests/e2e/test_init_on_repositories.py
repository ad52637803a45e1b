"""`svclint init` on public repositories of different make: what it proposes holds, and names the true control plane."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.sandbox import ROOT, clean_environment

REPOSITORIES = Path.home() / ".cache/svclint-corpus/repos"
GOLD = ROOT.parent / "shared/corpus/gold"
NAMES = ("gavinmcfall+home-ops", "webgrip+homelab-cluster", "alkshmir+homelab", "xiebiao99+k8s-kubesphere")
FILE = "svclint-inventory.yaml"


def svclint(*words: str, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "svclint", *words]
    environment = {**clean_environment(home), "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, env=environment, text=True, check=False, capture_output=True)


@pytest.fixture
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    source = REPOSITORIES / request.param
    if not source.is_dir():
        pytest.skip(f"{request.param} is not here")
    (tmp_path / "home").mkdir()
    target = tmp_path / str(request.param)
    shutil.copytree(source, target, symlinks=True)
    subprocess.run(["git", "init", "--quiet", str(target)], check=True)
    return target


def truth(name: str) -> set[str]:
    """The addresses and names of the control plane, read by people."""
    clusters = yaml.safe_load((GOLD / name / "facts.yaml").read_text())["clusters"]
    return {str(one.get("ip") or one["host"]) for cluster in clusters for one in cluster["control_plane"]}


def files(folder: Path) -> set[Path]:
    return {one for one in folder.rglob("*") if ".git" not in one.relative_to(folder).parts}


@pytest.mark.parametrize("copy", NAMES, indirect=True)
def test_what_is_proposed_holds(copy: Path) -> None:
    if not GOLD.is_dir():
        pytest.skip("nobody's labels are here")
    home = copy.parent / "home"
    before = files(copy)
    told = svclint("init", cwd=copy, home=home)
    assert (
        told.returncode,
        {one for one in copy.rglob("*") if ".git" not in one.relative_to(copy).parts},
    ) == (0, before)
    assert svclint("init", "--yes", cwd=copy, home=home).returncode == 0
    inventory = (copy / FILE).read_text()
    assert all(one in inventory for one in truth(copy.name))
    assert svclint("inventory", "check", cwd=copy, home=home).returncode == 0
    again = svclint("init", "--yes", cwd=copy, home=home)
    assert (again.returncode, again.stderr, again.stdout.endswith("\nNothing to write.\n")) == (0, "", True)
    assert (copy / FILE).read_text() == inventory
    valid = [sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml"]
    environment = clean_environment(home)
    assert subprocess.run(valid, cwd=copy, env=environment, check=False, capture_output=True).returncode == 0
