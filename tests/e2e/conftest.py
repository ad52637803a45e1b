"""What the end-to-end tests share: a snapshot of this project, as a user's tools would clone it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.sandbox import ROOT, clean_environment, run


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository with the files of this one as they are on disk, in one commit: what a user's tools clone."""
    target = tmp_path_factory.mktemp("snapshot") / "svclint"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, stdout=subprocess.PIPE,
    ).stdout  # fmt: skip
    for name in filter(None, os.fsdecode(listed).split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    env = clean_environment(target.parent / "home")
    run("git", "init", "--quiet", "--initial-branch=main", ".", cwd=target, env=env)
    run("git", "add", "--all", "--force", ".", cwd=target, env=env)
    run("git", "commit", "--quiet", "--no-verify", "-m", "snapshot", cwd=target, env=env)
    return target
