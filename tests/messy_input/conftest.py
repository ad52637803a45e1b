"""What the tests of real-life dirt share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.messy_repositories import Repository


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    root = tmp_path / "repository"
    root.mkdir()
    monkeypatch.chdir(root)
    return Repository(root)
