"""The workflow that is proposed is the one that the documentation shows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from svclint.init.workflow import default_branch, on_github, runs_already, workflow

PAGE = Path(__file__).resolve().parents[2] / "docs/integrations/github-action.md"


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def test_as_documented() -> None:
    found = re.search(r"^```yaml\n(name: svclint\n.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    assert workflow("main", "<commit>", "v0.1.0") == found[1]


def test_a_repository_on_github(tmp_path: Path) -> None:
    git(tmp_path, "init")
    assert not on_github(tmp_path)
    git(tmp_path, "remote", "add", "origin", "git@github.com:a/b.git")
    assert on_github(tmp_path)


def test_a_repository_with_its_folder(tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    assert on_github(tmp_path)


@pytest.mark.parametrize("name", ["check.yaml", "check.yml"])
def test_a_workflow_that_uses_the_action(tmp_path: Path, name: str) -> None:
    folder = tmp_path / ".github/workflows"
    assert not runs_already(tmp_path)
    folder.mkdir(parents=True)
    (folder / name).write_text("steps: [{uses: svclint/svclint@v1}]\n")
    assert runs_already(tmp_path)


def test_the_remote_s_own_branch(tmp_path: Path) -> None:
    git(tmp_path, "init")
    assert default_branch(tmp_path) == "main"
    for name, expected in (("trunk", "trunk"), ("re/lease-1.x", "re/lease-1.x"), ("[x", "main")):
        reference = tmp_path / ".git/refs/remotes/origin"
        reference.mkdir(parents=True, exist_ok=True)
        (reference / "HEAD").write_text(f"ref: refs/remotes/origin/{name}\n")
        assert default_branch(tmp_path) == expected
