"""The revision that `svclint init` writes is one that exists: the installed commit, or the tag of a release."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from svclint.about import VERSION
from svclint.init import revision
from svclint.init.revision import Revision, of_origin

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def of_git(url: str, commit: object = COMMIT) -> str:
    return json.dumps({"url": url, "vcs_info": {"vcs": "git", "commit_id": commit, "requested_revision": "main"}})


@pytest.fixture
def clone(tmp_path: Path) -> tuple[Path, str]:
    """A clone of svclint's repository, and its commit."""
    folder = tmp_path / "a clone"
    (folder / "svclint").mkdir(parents=True)
    (folder / "svclint/about.py").write_text("")
    git = ("git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "a"], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    return folder, head


def test_a_package_index_has_releases_and_a_release_has_a_tag() -> None:
    assert of_origin(None) == Revision(f"v{VERSION}", "tags can be moved: prefer the commit hash")


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/svclint/svclint", "https://github.com/svclint/svclint.git",
        "ssh://git@github.com/svclint/svclint.git", "git@github.com:svclint/svclint",
    ],
)  # fmt: skip
def test_a_commit_that_pip_installed(url: str) -> None:
    assert of_origin(of_git(url)) == Revision(COMMIT, f"svclint {VERSION}")


@pytest.mark.parametrize(
    "url", ["https://github.com/someone/svclint", "https://example.org/github.com/svclint/svclint2"]
)
def test_the_commit_of_a_fork_is_not_in_the_repository_that_init_names(url: str) -> None:
    assert of_origin(of_git(url)) is None


def test_a_clone_that_pip_installed_as_pre_commit_does(clone: tuple[Path, str]) -> None:
    folder, head = clone
    assert of_origin(json.dumps({"url": folder.as_uri(), "dir_info": {}})) == Revision(head, f"svclint {VERSION}")


def test_a_clone_that_is_run_as_it_is(clone: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, head = clone
    monkeypatch.setattr(revision, "_PACKAGE", folder / "svclint")
    assert revision.installed() == Revision(head, f"svclint {VERSION}")


@pytest.mark.parametrize(
    "origin",
    [
        "{}", "[]", "no JSON", '{"url": 1}', '{"url": "file:///nowhere/x", "dir_info": {}}',
        '{"url": "https://example.org/svclint-0.1.0-py3-none-any.whl", "archive_info": {}}',
        of_git("https://github.com/svclint/svclint", "main; rm"), of_git("https://github.com/svclint/svclint", 1),
    ],
)  # fmt: skip
def test_what_states_no_revision(origin: str) -> None:
    assert of_origin(origin) is None


def test_a_folder_in_another_repository_is_no_clone(clone: tuple[Path, str]) -> None:
    folder, _ = clone
    (folder / "svclint/about.py").unlink()
    assert of_origin(json.dumps({"url": folder.as_uri(), "dir_info": {}})) is None
