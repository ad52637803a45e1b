"""A run that is stopped from outside leaves no process, no temporary folder and no part of a report."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deployment.render.test_process import gone
from tests.support.sandbox import ROOT, clean_environment

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="this system has no /proc")
TOOL = """\
#!/bin/sh
echo $$ >> {folder}/pids
/bin/sleep 60 &
echo $! >> {folder}/pids
echo > {folder}/begun
wait
"""


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Start a run over three kustomizations with a tool that does not end."""
    root = tmp_path / "root"
    for name in "abc":
        (root / name).mkdir(parents=True)
        (root / name / "kustomization.yaml").write_text("namePrefix: a-\n")
    tool = tmp_path / "kustomize"
    tool.write_text(TOOL.format(folder=tmp_path))
    tool.chmod(0o755)
    (tmp_path / "temporary").mkdir()

    def start(*options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "svclint", "--render", "--kustomize", str(tool), *options, "."]
        environment = clean_environment(tmp_path / "home", TMPDIR=str(tmp_path / "temporary"), PYTHONPATH=str(ROOT))
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        for _ in range(2000):
            if (tmp_path / "begun").exists() or process.poll() is not None:
                break
            time.sleep(0.01)
        return process

    return start


def tools_are_gone(folder: Path) -> bool:
    time.sleep(0.05)  # the second tool has begun, perhaps
    return all(gone(int(pid)) for pid in (folder / "pids").read_text().split())


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
    ids=["term", "hup", "int"],
)
def test_a_signal_ends_the_tools_and_removes_their_folders(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path, number: int, status: int
) -> None:
    before = signal.signal(number, signal.SIG_DFL)  # a job in the background may ignore it, and so would the run
    try:
        process = start("-o", "report.txt")
    finally:
        signal.signal(number, before)

    os.kill(process.pid, number)
    out, err = process.communicate(timeout=20)

    assert (process.returncode, out, err) == (status, b"", b"")
    assert tools_are_gone(tmp_path)
    assert list((tmp_path / "temporary").iterdir()) == []
    assert not list((tmp_path / "root").glob(".report*")) + list((tmp_path / "root").glob("report*"))


def test_the_tool_of_a_run_that_is_killed_ends_with_it(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux ends the child of a process that is killed")
    process = start()
    process.kill()
    process.communicate(timeout=20)
    assert gone(int((tmp_path / "pids").read_text().split()[0]))


def test_a_signal_that_the_caller_ignores_stays_ignored(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = start()
    finally:
        signal.signal(signal.SIGHUP, before)
    os.kill(process.pid, signal.SIGHUP)
    time.sleep(0.1)
    assert process.poll() is None
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 143


def test_all_rendering_of_a_run_has_a_time_limit(start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path) -> None:
    (tmp_path / "root/.svclint.yaml").write_text("render: {totalTimeout: 1}\n")

    process = start()
    out, err = process.communicate(timeout=20)

    assert (process.returncode, out) == (3, b"")
    assert b"svclint: error: rendering exceeded the time limit of the run" in err
    assert tools_are_gone(tmp_path)
