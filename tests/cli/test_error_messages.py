"""Whose fault it is, how it is told, and that hostile text cannot speak in our place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from select import select

import pytest

from svclint import cli
from svclint.cli.error_messages import explain
from svclint.errors import UsageError
from tests.support.cli_samples import RULE, Run


def test_a_fault_of_ours_is_status_3_with_what_to_report(svclint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svclint.cli.check.examine", lambda *_: 1 // 0)
    ran = svclint("--format=sarif", "bad.yaml")
    assert (ran.status, ran.out) == (3, "")
    assert "svclint:   ZeroDivisionError in test_error_messages.py, line " in ran.err
    assert "issues" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("flag", ["-v", "--verbose", "-qv"])
def test_verbose_shows_where_it_happened(svclint: Run, monkeypatch: pytest.MonkeyPatch, flag: str) -> None:
    monkeypatch.setattr("svclint.cli.check.examine", lambda *_: 1 // 0)
    assert "Traceback" in svclint(flag, "bad.yaml").err


def test_a_mistake_has_its_place_in_front(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(UsageError("one thing\nanother", "a.yaml", 3, 5), []) == 2
    assert capsys.readouterr().err == "svclint: error: a.yaml:3:5: one thing\nsvclint: error: another\n"


def test_text_of_the_input_reaches_the_terminal_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    explain(UsageError("no: \x1b[31m\u202e\r::error::x ##[error]y"), [])
    err = capsys.readouterr().err
    assert err == "svclint: error: no: \\x1b[31m\\u202e\\r::error::x #\\x23[error]y\n"


def test_ctrl_c_is_130(svclint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("svclint.cli.check.examine", interrupt)
    ran = svclint("bad.yaml")
    assert (ran.status, ran.out, ran.err) == (cli.INTERRUPTED, "", "")


def test_a_reader_that_goes_away_is_no_fault(repository: Path) -> None:
    run = f"{sys.executable} -m svclint --select={RULE} --format=json --color=always bad.yaml"
    done = subprocess.run(
        ["bash", "-c", f"{run} | true; echo ${{PIPESTATUS[0]}}"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert done.stdout.strip() in ("141", "1")  # 1 when the report was in the pipe before its reader left


def test_a_full_disk_is_no_fault_of_ours() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m svclint rules >/dev/full"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "svclint: error: system error: no space left on device\n")


def _small_files() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (70_000, 70_000))


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_report_that_does_not_fit_on_the_disk_is_an_error(tmp_path: Path, unbuffered: str) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "svclint", "rules", "--format", "json"],
            stdout=out, stderr=subprocess.PIPE, env=environment, preexec_fn=_small_files, check=False,
        )  # fmt: skip
    assert (tmp_path / "out").stat().st_size == 70_000
    assert (done.returncode, done.stderr) == (2, b"svclint: error: system error: file too large\n")


def test_a_pipe_that_does_not_block_gets_all(tmp_path: Path) -> None:
    ends = os.pipe()
    os.set_blocking(ends[1], False)
    command = [sys.executable, "-m", "svclint", "rules", "--format", "json"]
    process = subprocess.Popen(command, stdout=ends[1], stderr=subprocess.PIPE)
    os.close(ends[1])
    with os.fdopen(ends[0], "rb") as pipe:
        while not select([pipe], [], [], 0.05)[0]:
            pass
        assert len(json.loads(pipe.read())["rules"]) > 100
    assert process.communicate(timeout=20)[1] == b""
    assert process.returncode == 0


def test_a_crash_report_has_no_text_of_the_input(svclint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("invalid: password: hunter2")

    monkeypatch.setattr("svclint.cli.check.examine", fail)
    for flags in ([], ["-v"]):
        ran = svclint(*flags, "bad.yaml")
        assert ran.status == 3
        assert "hunter2" not in ran.err


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_are_no_error(repository: Path, closed: str) -> None:
    run = f"{sys.executable} -m svclint --select={RULE} bad.yaml {closed}"
    done = subprocess.run(["bash", "-c", run], cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == ""


def test_a_folder_that_is_gone_is_no_fault_of_ours(tmp_path: Path) -> None:
    run = f"mkdir gone; cd gone; rmdir ../gone; {sys.executable} -P -m svclint ."
    done = subprocess.run(["bash", "-c", run], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "fault" not in done.stderr
