"""A small repository with the founding flaw, and a way to run the command line in it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from svclint.cli import main
from tests.support.cli_samples import BAD, GOOD, INVENTORY, Ran, Run


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, outside of git, with `bad.yaml`, `good.yaml` and an inventory."""
    for name, text in (("bad.yaml", BAD), ("good.yaml", GOOD), ("svclint-inventory.yaml", INVENTORY)):
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def svclint(repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command line in the repository; `stdin` is what it can read."""

    def run(*words: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main(words)
        return Ran(status, *capsys.readouterr())

    return run
