"""A command's output within its limits."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from svclint.deployment.render.process import Limits, Processes, Ran, run
from svclint.errors import Stopped


def shell(script: str, folder: Path, seconds: float = 30) -> Ran:
    return run(["/bin/sh", "-c", script], folder, {"PATH": "/bin:/usr/bin"}, Limits(seconds))


def test_a_process_returns_its_output_and_exit_status(tmp_path: Path) -> None:
    assert shell("echo out; echo err >&2; exit 3", tmp_path) == Ran(3, b"out\n", b"err\n")


def test_the_output_is_text_whatever_was_written(tmp_path: Path) -> None:
    assert "# Source: \ufffd\n".encode() == shell("printf '# Source: \\377\\n'", tmp_path).out


def test_the_beginning_of_standard_error_is_kept(tmp_path: Path) -> None:
    ran = shell("yes error | head -c 1000000 >&2; echo done", tmp_path)
    assert (ran.status, ran.out, len(ran.err)) == (0, b"done\n", 16 * 1024)


def test_a_tool_gets_no_standard_input(tmp_path: Path) -> None:
    assert shell("wc -c", tmp_path).out.strip() + b"\n" == b"0\n"


def test_what_closes_its_outputs_and_stays_is_stopped(tmp_path: Path) -> None:
    ran = shell("exec >&- 2>&-; sleep 60", tmp_path, seconds=0.5)
    assert (ran.status, ran.stopped) == (-1, "it exceeded the time limit of 0.5 s")


def gone(pid: int) -> bool:
    """Does the process end within a second? In a container, nothing may collect it: then it stays as a zombie."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


needs_proc = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="this system has no /proc")


@needs_proc
@pytest.mark.parametrize("output", ["", ">&- 2>&-"])
def test_a_process_that_the_command_leaves_behind_is_ended(tmp_path: Path, output: str) -> None:
    ran = shell(f"sleep 60 {output} & echo $! > pid", tmp_path, seconds=0.5)
    assert ran.stopped == ("" if output else "it exceeded the time limit of 0.5 s")
    assert gone(int((tmp_path / "pid").read_text()))


def test_the_time_of_all_commands_ends_the_run(tmp_path: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(Stopped, match="rendering exceeded the time limit of the run") as stopped:
        run(["/bin/sh", "-c", "sleep 60"], tmp_path, {}, Limits(seconds=30, until=begun + 0.2))
    assert stopped.value.status == 3
    assert time.monotonic() - begun < 10


def test_after_the_block_no_process_is_left_and_none_is_started(tmp_path: Path) -> None:
    results: list[object] = []
    with Processes() as processes:
        limits = Limits(processes=processes)

        def work() -> None:
            results.append(run(["/bin/sh", "-c", "echo > begun; sleep 60"], tmp_path, {"PATH": "/bin"}, limits))

        thread = threading.Thread(target=work)
        thread.start()
        while not (tmp_path / "begun").exists():
            time.sleep(0.01)
    thread.join(10)
    assert not thread.is_alive()
    assert [type(result) for result in results] == [Ran]
    with pytest.raises(InterruptedError):
        run(["/bin/true"], tmp_path, {}, limits)
