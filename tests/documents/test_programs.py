"""Which program a name means: never one that a checked repository could bring."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from svclint.documents.git import listed
from svclint.documents.programs import on_path


def program(folder: Path, name: str = "git") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\ntouch '{folder}/executed'\n")
    (folder / name).chmod(0o755)
    return folder / name


def test_the_first_absolute_folder_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (".", "relative", "absolute", "later"):
        program(tmp_path / name)
    (tmp_path / "empty").mkdir()
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/git").write_text("no program")
    (tmp_path / "folder/git").mkdir(parents=True)
    folders = [
        "",
        "relative",
        "./relative",
        *(str(tmp_path / name) for name in ("empty", "plain", "folder", "absolute", "later")),
    ]
    assert on_path("git", os.pathsep.join(folders)) == str(tmp_path / "absolute/git")
    assert on_path("git", os.pathsep.join(folders[:3])) == ""


def test_nothing_inside_the_excluded_folder_counts(tmp_path: Path) -> None:
    program(tmp_path / "repository/bin")
    outside = program(tmp_path / "repository-bin")
    (tmp_path / "link").symlink_to("repository/bin")
    path = os.pathsep.join(str(tmp_path / name) for name in ("repository/bin", "link", "repository-bin"))
    assert on_path("git", path, outside=str(tmp_path / "repository")) == str(outside)


@pytest.mark.parametrize("entry", ["", ".", "bin", "{root}/bin"])
def test_a_repository_does_not_bring_its_own_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str) -> None:
    root = tmp_path / "root"
    own = [program(root), program(root / "bin")]
    (root / ".git").mkdir()
    (root / "sub").mkdir()
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", os.pathsep.join((entry.format(root=root), str(tmp_path / "none"))))
    assert listed(root, tracked_only=True) is None
    assert listed(root / "sub", tracked_only=True) is None
    assert not any((file.parent / "executed").exists() for file in own)
