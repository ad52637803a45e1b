"""Commands → the time each takes at its best, measured in turns so that a busy machine is unfair to all alike."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# As people have it: compiled modules are kept, and nothing sets an option of svclint.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("PYTHON", "SVCLINT_")) or name == "SVCLINT_CACHE_DIR"
}


@dataclass(frozen=True)
class Timing:
    """Seconds of the best run: by the clock, and of processor time."""

    wall: float
    cpu: float


def best(commands: Mapping[str, Sequence[str]], rounds: int, folder: str = ".") -> dict[str, Timing]:
    """The best of `rounds` runs of each command in a folder; every round runs all of them."""
    walls: dict[str, float] = {}
    cpus: dict[str, float] = {}
    here = os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(rounds):
            for name, command in commands.items():
                wall, cpu = _run(command)
                walls[name] = min(wall, walls.get(name, wall))
                cpus[name] = min(cpu, cpus.get(name, cpu))
    finally:
        os.chdir(here)
    return {name: Timing(walls[name], cpus[name]) for name in commands}


def _run(command: Sequence[str]) -> tuple[float, float]:
    quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    start = time.perf_counter()
    process = os.posix_spawn(command[0], list(command), ENVIRONMENT, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime


def python(code: str) -> list[str]:
    """The command that runs some Python."""
    return [sys.executable, "-c", code]


def table(rows: Sequence[Sequence[str]]) -> None:
    """Rows with their columns one below the other: the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        first, *others = (
            cell.ljust(width) if not number else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join([first, *others]).rstrip())
