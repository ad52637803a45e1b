"""A command's output within its limits."""

from __future__ import annotations

from pathlib import Path

from svclint.deployment.render.process import Limits, Ran, run


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
