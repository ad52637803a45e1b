"""A command and its limits → its output, or why it was stopped; no process of the command outlives the call.

Processes get only the environment that the caller passes, no input, and their own process group.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from svclint.lazy_dataclasses import dataclass

_CHUNK = 1 << 16
_WORDS = 16 * 1024
"""Bytes of standard error that are kept."""
_MEMORY = 4 << 30
"""Bytes of address space; without a limit, `{{ repeat }}` in a template could exhaust memory."""


@dataclass(frozen=True, slots=True)
class Ran:
    """The result of a command: its exit status and output, and why it was stopped (empty if it was not).

    `out` is valid UTF-8, whatever the command wrote.
    """

    status: int
    out: bytes
    err: bytes
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one command: seconds, and bytes of standard output. `before` is the prefix that isolates it."""

    seconds: float = 30.0
    size: int = 64 << 20
    before: tuple[str, ...] = ()


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], limits: Limits) -> Ran:
    """Run the command in `folder` to its end or its limits. Raises OSError if it cannot be started."""
    deadline = time.monotonic() + limits.seconds
    process = subprocess.Popen(  # noqa: S603 - our own words and the user's paths, without a shell
        [*limits.before, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=dict(environment),
        start_new_session=True,
    )
    try:
        _limit_memory(process.pid)
        out, err, stopped = _listen(process, deadline, limits.size)
        if not stopped:
            try:
                return Ran(process.wait(max(0.0, deadline - time.monotonic())), out, err)
            except subprocess.TimeoutExpired:
                stopped = "time"
        reason = f"it exceeded the time limit of {limits.seconds:g} s" if stopped == "time" else _too_much(limits.size)
        return Ran(-1, b"", err, reason)
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()


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
