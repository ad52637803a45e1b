"""A line for a person about a run that takes long, which is gone when the report comes."""

from __future__ import annotations

import time

import pytest

from svclint.cli import progress as module
from svclint.cli.progress import progress

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run is a long one."""
    monkeypatch.setattr(module, "_PATIENCE", 0)
    monkeypatch.setattr(module, "_INTERVAL", 0.01)


@pytest.mark.usefixtures("impatient")
def test_a_long_run_shows_its_phase_and_clears_it(capsys: Capture) -> None:
    shown = ""
    with progress(shown=True) as began:
        began("reading 12 files\x1b[31m")
        for _ in range(1_000):
            shown += capsys.readouterr().err
            if "reading" in shown:
                break
            time.sleep(0.01)
    shown += capsys.readouterr().err
    assert "\r\x1b[Ksvclint: reading 12 files\\x1b[31m … 0 s" in shown
    assert shown.endswith("\r\x1b[K")


def test_a_short_run_shows_nothing(capsys: Capture) -> None:
    with progress(shown=True) as began:
        began("reading 12 files")
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("impatient")
def test_a_program_is_shown_nothing(capsys: Capture) -> None:
    with progress(shown=False) as began:
        began("reading 12 files")
        time.sleep(0.02)
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("impatient")
def test_an_error_clears_the_line_too(capsys: Capture) -> None:
    def break_off() -> None:
        time.sleep(0.05)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"), progress(shown=True):
        break_off()
    shown = capsys.readouterr().err
    assert "starting" in shown
    assert shown.endswith("\r\x1b[K")
