"""A command and its limits → its output, or why it was stopped; no process of the command outlives the call.

Processes get only the environment that the caller passes, no input, and their own process group.
"""

from __future__ import annotations

import contextlib
import math
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from svclint.errors import Stopped
from svclint.lazy_dataclasses import dataclass, field

_CHUNK = 1 << 16
_WORDS = 16 * 1024
"""Bytes of standard error that are kept."""
_MEMORY = 4 << 30
"""Bytes of address space; without a limit, `{{ repeat }}` in a template could exhaust memory."""
_OUT_OF_TIME = (
    "rendering exceeded the time limit of the run; no report was written. Render less (`render.folders`), or raise "
    "`render.totalTimeout` in a file that you pass with --config."
)
_PAUSE = 0.005
"""Seconds between two looks at a process that has closed its output."""


@dataclass(frozen=True, slots=True)
class Ran:
    """The result of a command: its exit status and output, and why it was stopped (empty if it was not).

    `out` is valid UTF-8, whatever the command wrote.
    """

    status: int
    out: bytes
    err: bytes
    stopped: str = ""


class Processes:
    """The processes that run at the same time, each the leader of a group of its own.

    After the `with` block, none of them is left and none is started.
    """

    def __init__(self) -> None:
        self._groups: set[int] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            self._stopped = True
            for group in self._groups:
                _kill_group(group)

    def start(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start the command in `folder`. Raises OSError if it cannot be started, or after the `with` block."""
        with self._lock:
            if self._stopped:
                raise InterruptedError("rendering has been stopped")
            process = subprocess.Popen(  # noqa: S603 - our own words and the user's paths, without a shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=dict(environment),
                start_new_session=True,
            )
            self._groups.add(process.pid)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> int:
        """End the process and its group, and return its exit status."""
        with self._lock:
            self._groups.discard(process.pid)
            # Once its leader has been waited for, the number of a group may be that of others.
            if process.returncode is None:
                _kill_group(process.pid)
        status = process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()
        return status


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one command: seconds, and bytes of standard output.

    `before` is the prefix that isolates it. `until` is the moment, as of `time.monotonic`, at which all commands of the
    run have to be done; `processes` are those that run at the same time.
    """

    seconds: float = 30.0
    size: int = 64 << 20
    before: tuple[str, ...] = ()
    until: float = math.inf
    processes: Processes = field(default_factory=Processes)


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], limits: Limits) -> Ran:
    """Run the command in `folder` to its end or its limits.

    Raises OSError if it cannot be started, and Stopped at the moment `limits.until`.
    """
    deadline = min(time.monotonic() + limits.seconds, limits.until)
    process = limits.processes.start([*limits.before, *command], folder, environment)
    try:
        _limit_memory(process.pid)
        out, err, stopped = _listen(process, deadline, limits.size)
        if not stopped and not _ends(process, deadline):
            stopped = "time"
    finally:
        status = limits.processes.end(process)
    if not stopped:
        return Ran(status, out, err)
    if stopped == "time" and time.monotonic() >= limits.until:
        raise Stopped(_OUT_OF_TIME, 3)
    reason = f"it exceeded the time limit of {limits.seconds:g} s" if stopped == "time" else _too_much(limits.size)
    return Ran(-1, b"", err, reason)


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _ends(process: subprocess.Popen[bytes], deadline: float) -> bool:
    """Does the process end before the deadline? If possible, it is not waited for, so that its group stays its own."""
    if not hasattr(os, "waitid"):  # macOS before Python 3.13
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        return process.returncode is not None
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if time.monotonic() >= deadline:
            return False
        time.sleep(_PAUSE)
    return True


def _listen(process: subprocess.Popen[bytes], deadline: float, size: int) -> tuple[bytes, bytes, str]:
    """Read both outputs to their end; the third value is `time` or `size` if a limit was reached before."""
    parts: list[bytes] = []
    words = bytearray()
    taken = 0
    with selectors.DefaultSelector() as pipes:
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipes.register(pipe, selectors.EVENT_READ)
        while pipes.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                return b"", bytes(words), "time"
            for key, _ in pipes.select(left):
                data = os.read(key.fd, _CHUNK)
                if not data:
                    pipes.unregister(key.fileobj)
                elif key.fileobj is process.stderr:
                    words += data[: max(0, _WORDS - len(words))]
                else:
                    taken += len(data)
                    if taken > size:
                        return b"", bytes(words), "size"
                    parts.append(data)
    return b"".join(parts).decode(errors="replace").encode(), bytes(words), ""


def _too_much(size: int) -> str:
    return f"its output exceeded {size >> 20} MiB" if size >= 1 << 20 else f"its output exceeded {size} bytes"


def _limit_memory(pid: int) -> None:
    """Limit the address space on Linux; other systems only limit time and output."""
    import resource

    if hasattr(resource, "prlimit"):
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
