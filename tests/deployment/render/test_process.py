"""A command's output within its limits."""

from __future__ import annotations

from pathlib import Path

from svclint.deployment.render.process import Limits, Ran, run


def shell(script: str, folder: Path, seconds: float = 30) -> Ran:
    return run(["/bin/sh", "-c", script], folder, {"PATH": "/bin:/usr/bin"}, Limits(seconds))


def test_what_it_wrote_and_how_it_ended(tmp_path: Path) -> None:
    assert Ran(3, b"out\n", b"err\n") == shell("echo out; echo err >&2; exit 3", tmp_path)


def test_the_output_is_text_whatever_was_written(tmp_path: Path) -> None:
    assert "# Source: \ufffd\n".encode() == shell("printf '# Source: \\377\\n'", tmp_path).out


def test_of_standard_error_the_beginning_is_kept(tmp_path: Path) -> None:
    ran = shell("yes error | head -c 1000000 >&2; echo done", tmp_path)
    assert (0, b"done\n", 16 * 1024) == (ran.status, ran.out, len(ran.err))


def test_it_reads_no_input(tmp_path: Path) -> None:
    assert b"0\n" == shell("wc -c", tmp_path).out.strip() + b"\n"


def test_what_closes_its_outputs_and_stays_is_stopped(tmp_path: Path) -> None:
    ran = shell("exec >&- 2>&-; sleep 60", tmp_path, seconds=0.5)
    assert (-1, "it exceeded the time limit of 0.5 s") == (ran.status, ran.stopped)
