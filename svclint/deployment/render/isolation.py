"""The operating system → a command prefix that isolates a program from all networks, including loopback; or none."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

_WORKER = Path(__file__).with_name("isolation_worker.py")
_SANDBOX = "/usr/bin/sandbox-exec"
_PROFILE = "(version 1)(allow default)(deny network*)"
_SECONDS = 20.0


@functools.cache
def without_network() -> tuple[str, ...]:
    """The prefix for a command without network; empty if the system does not support it. Tested once per process."""
    if sys.platform == "darwin":
        words, idle = (_SANDBOX, "-p", _PROFILE), ("/usr/bin/true",)
    elif sys.platform == "linux" and sys.executable:
        words, idle = (sys.executable, "-I", "-S", os.fspath(_WORKER)), ()
    else:
        return ()
    try:
        done = subprocess.run(  # noqa: S603 - our own words, without a shell
            [*words, *idle],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    return words if done.returncode == 0 else ()
