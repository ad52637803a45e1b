"""The machine fails: a disk that is full or read-only, a kill at any write, files that change while they are read.

A file of the user is as it was or as it was meant, the exit status says which, and no fault counts as svclint's own.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from svclint import cache
from svclint.cli import main
from svclint.documents import file_bytes
from tests.support.cli_samples import BAD, INVENTORY, Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a fork")

KUBECONFIG = """\
apiVersion: v1
kind: Config
clusters: [{name: prod, cluster: {server: "https://192.168.11.250:6443"}}]
"""
OLD = "# what was there before\nversion: 1\nclusters: [{name: prod}]\n"
HOOKS = "repos:\n- repo: https://example.com/hooks\n  rev: v1\n  hooks:\n  - id: a\n"
COMMANDS = {
    "report": (["-o", "out.yaml", "--exit-zero", "bad.yaml"], "out.yaml"),
    "two reports": (["--report", "json=out.yaml", "--report", "sarif=other", "--exit-zero", "bad.yaml"], "out.yaml"),
    "baseline": (["--write-baseline", "out.yaml", "bad.yaml"], "out.yaml"),
    "graph": (["graph", "-o", "out.yaml", "bad.yaml"], "out.yaml"),
    "import": (["inventory", "import", "--output", "out.yaml", "kubeconfig"], "out.yaml"),
    "init": (["init", "--yes", "."], ".pre-commit-config.yaml"),
}
WRITING = ("open", "write", "replace", "mkdir", "unlink", "ftruncate", "fsync", "utime")


@pytest.fixture
def folder(repository: Path) -> Path:
    (repository / "kubeconfig").write_text(KUBECONFIG)
    return repository


def is_writing(name: str, arguments: tuple[Any, ...]) -> bool:
    return name != "open" or bool(arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


@contextmanager
def failing(number: int, fail: Callable[[], None]) -> Iterator[list[str]]:
    """Call `fail` instead of the call with this number that changes a file; yields the names of the calls."""
    calls: list[str] = []

    def wrapped(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **words: Any) -> Any:
            if is_writing(name, arguments):
                calls.append(name)
                if len(calls) == number:
                    fail()
            return real(*arguments, **words)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in WRITING:
            patch.setattr(os, name, wrapped(name, getattr(os, name)))
        yield calls


def prepare(folder: Path, target: str) -> None:
    (folder / target).write_text(OLD if target == "out.yaml" else HOOKS)
    for path in (*folder.glob(".*.part"), *folder.glob("other")):
        path.unlink()


def outcomes(folder: Path, command: list[str], target: str) -> tuple[str, str, int]:
    """The target before and after a run without faults, and the number of calls that change a file."""
    prepare(folder, target)
    before = (folder / target).read_text()
    with failing(0, lambda: None) as calls:
        assert main(command) == 0
    return before, (folder / target).read_text(), len(calls)


@pytest.mark.parametrize(
    ("name", "code"), [*((name, errno.ENOSPC) for name in COMMANDS), ("baseline", errno.EROFS), ("graph", errno.EIO)]
)
def test_a_disk_that_fails_at_any_call(folder: Path, name: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    command, target = COMMANDS[name]
    before, after, calls = outcomes(folder, command, target)
    assert before != after
    assert calls

    def fail() -> None:
        raise OSError(code, os.strerror(code))

    for number in range(1, calls + 1):
        prepare(folder, target)
        capsys.readouterr()
        with failing(number, fail):
            status = main(command)
        text, messages = (folder / target).read_text(), capsys.readouterr().err
        assert status in (0, 2), (number, messages)
        assert text in (before, after)
        assert status or text == after
        assert not status or "svclint: error: " in messages
        assert not list(folder.glob(".*.part")), number


@pytest.mark.parametrize("name", COMMANDS)
def test_a_kill_at_any_call(folder: Path, name: str) -> None:
    command, target = COMMANDS[name]
    before, after, calls = outcomes(folder, command, target)
    for number in range(1, calls + 1):
        prepare(folder, target)
        child = os.fork()
        if not child:
            with failing(number, lambda: os._exit(9)):
                os._exit(main(command))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in (0, 9)
        assert (folder / target).read_text() in (before, after)
    prepare(folder, target)
    assert main(command) == 0
    assert (folder / target).read_text() == after


class Changing:
    """Files that change between two reads, in a way that the number of the read decides."""

    def __init__(self, real: Callable[[int], bytes], texts: list[bytes | OSError]) -> None:
        self._real, self._texts, self._reads = real, texts, 0

    def __call__(self, descriptor: int) -> bytes:
        self._real(descriptor)
        text = self._texts[self._reads % len(self._texts)]
        self._reads += 1
        if isinstance(text, OSError):
            raise text
        return text


GONE = OSError(errno.ESTALE, "Stale file handle")
HALF = BAD.encode()[:-20]


@pytest.mark.parametrize(
    ("texts", "options"),
    [
        ([GONE], ["--render"]),
        ([BAD.encode(), GONE], ["--format", "sarif"]),
        ([GONE, BAD.encode()], ["--render"]),
        ([BAD.encode(), HALF], ["-v"]),
        ([b"", BAD.encode()], ["--format", "markdown"]),
        ([HALF, b"\xff\xfe"], []),
    ],
)
def test_a_file_that_changes_while_it_is_read(
    folder: Path, svclint: Run, monkeypatch: pytest.MonkeyPatch, texts: list[bytes | OSError], options: list[str]
) -> None:
    (folder / "kustomization.yaml").write_text("resources: [bad.yaml]\n")
    monkeypatch.setattr(file_bytes, "_content", Changing(file_bytes._content, texts))
    ran = svclint("--no-config", *options, "--inventory", "svclint-inventory.yaml", "bad.yaml", "kustomization.yaml")
    assert ran.status in (0, 1, 2), ran.err


@pytest.mark.parametrize("texts", [[INVENTORY.encode(), GONE], [GONE, BAD.encode()]])
def test_a_file_that_goes_is_unreadable_or_an_error(
    folder: Path, svclint: Run, monkeypatch: pytest.MonkeyPatch, texts: list[bytes | OSError]
) -> None:
    monkeypatch.setattr(file_bytes, "_content", Changing(file_bytes._content, texts))
    ran = svclint("bad.yaml")
    assert ran.status == (1 if texts[0] is not GONE else 2), ran.err
    assert "Cannot read this file: stale file handle" in ran.out or "stale file handle" in ran.err.lower()


@pytest.mark.parametrize("seconds", [10 * 365 * 86_400, -10 * 365 * 86_400])
def test_the_clock_changes_no_result(
    folder: Path, svclint: Run, monkeypatch: pytest.MonkeyPatch, seconds: int, tmp_path: Path
) -> None:
    expected = svclint("bad.yaml")
    real = time.time
    shutil.copytree(cache.folder() or "", tmp_path / "own-cache")  # a clock that is ahead empties the cache
    monkeypatch.setenv("SVCLINT_CACHE_DIR", str(tmp_path / "own-cache"))
    for shift in (0, seconds, 0):
        monkeypatch.setattr(time, "time", lambda shift=shift: real() + shift)
        assert svclint("bad.yaml") == expected


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
        {"TZ": ":/etc/passwd", "LANG": "xx_XX", "LC_ALL": ""},
        {"HOME": "", "XDG_CACHE_HOME": "relative", "LANGUAGE": "de"},
    ],
)
def test_where_the_machine_is_changes_no_result(
    folder: Path, svclint: Run, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    expected = svclint("--format", "json", "bad.yaml")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    try:
        assert svclint("--format", "json", "bad.yaml") == expected
    finally:
        monkeypatch.undo()
        time.tzset()
