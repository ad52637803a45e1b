"""(c) The growth gate: CPU and memory of a check of each shape at two sizes, and how much more the larger one takes.

A ratio above that of n log n, with room, means that a rule, a join or a reader looks at all pairs of something.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tests.bench.processes import ENVIRONMENT, table
from tests.bench.shapes import SHAPES, Shape, write

# Of what a shape takes beside the start of the program, less than this is noise.
LEAST = 0.3
RETRIES = 2
TOO_LONG = "over the time limit"
TOO_LARGE = "over the memory limit"


@dataclass(frozen=True)
class Gate:
    """Two sizes, and what is not to be exceeded: the ratio of their CPU seconds, and those of the larger in `seconds`.

    `stop` CPU seconds and `memory` MiB end a run.
    """

    small: int
    large: int
    ratio: float
    seconds: float
    stop: int = 24
    memory: int = 4_096


GATE = Gate(500, 2_000, ratio=6.5, seconds=12)
# Ten times as much is 12.5 times n log n. Of memory 100,000 objects have what a runner of a CI service has.
LARGE = Gate(10_000, 100_000, ratio=18, seconds=900, stop=900, memory=12_288)


@dataclass(frozen=True)
class Run:
    """CPU seconds beside those of the start, and MiB at most; `stopped` says why there was an end to it."""

    seconds: float
    mebibytes: float
    stopped: str = ""


@dataclass(frozen=True)
class Grown:
    """What a shape took at both sizes."""

    shape: Shape
    small: Run
    large: Run

    @property
    def ratio(self) -> float:
        return self.large.seconds / max(self.small.seconds, 0.001)

    def faults(self, gate: Gate) -> str:
        """What exceeds the gate, in words; empty if nothing does."""
        for size, run in ((gate.small, self.small), (gate.large, self.large)):
            if run.stopped:
                return f"{run.stopped} at {size:,}"
        slow = [f"over {gate.seconds:g} s"] if self.large.seconds > gate.seconds else []
        steep = [f"over ×{gate.ratio:g}"] if self.large.seconds >= LEAST and self.ratio > gate.ratio else []
        return ", ".join([*slow, *steep])


def report(names: Sequence[str] = (), gate: Gate = GATE) -> bool:
    """Print a row for each shape; whether all of them pass. `names` are shapes or themes; none: all."""
    chosen = list(_chosen(names, gate))
    base = _base()
    workers = min(2, os.cpu_count() or 1)
    print(f"(c) growth: {len(chosen)} shapes, {workers} at a time; {base:.2f} s of CPU are the start of the program")
    grown = []
    with ThreadPoolExecutor(workers) as pool:
        for done in as_completed([pool.submit(_measured, shape, gate, base) for shape in chosen]):
            grown.append(one := done.result())
            took = f"{one.small.seconds:.2f} s -> {one.large.seconds:.2f} s"
            said = f"{one.shape.name}: {took}, {one.faults(gate) or 'passed'}"
            print(f"  {len(grown)}/{len(chosen)} {said}", file=sys.stderr, flush=True)
    _print(grown, gate)
    return not any(one.faults(gate) for one in grown)


def _chosen(names: Collection[str], gate: Gate) -> Iterator[Shape]:
    known = {*SHAPES, *(shape.theme for shape in SHAPES.values())}
    if unknown := set(names) - known:
        raise SystemExit(f"no such shape or theme: {', '.join(sorted(unknown))}")
    for shape in SHAPES.values():
        if {shape.name, shape.theme} & set(names) or (not names and (shape.large or gate is not LARGE)):
            yield shape


def _print(grown: Sequence[Grown], gate: Gate) -> None:
    rows = [
        (
            one.shape.name,
            f"{one.small.seconds:.2f}",
            f"{one.large.seconds:.2f}",
            f"×{one.ratio:.1f}" if one.large.seconds >= LEAST else "-",
            f"{one.large.mebibytes:,.0f}",
            one.faults(gate),
        )
        for one in sorted(grown, key=lambda one: (not one.faults(gate), -one.ratio, one.shape.name))
    ]
    table([("shape, CPU seconds beside the start", f"{gate.small:,}", f"{gate.large:,}", "ratio", "MiB", ""), *rows])
    failed = sum(bool(one.faults(gate)) for one in grown)
    print(f"  at most ×{gate.ratio:g} and {gate.seconds:g} s (-: below {LEAST:g} s); {failed} of {len(grown)} fail")


def _measured(shape: Shape, gate: Gate, base: float) -> Grown:
    """The best of up to three tries, of which one that passes is the last: others use the machine too."""
    tries: list[Grown] = []
    with tempfile.TemporaryDirectory() as folder:
        places = {size: Path(folder, str(size)) for size in (gate.small, gate.large)}
        for size, place in places.items():
            place.mkdir()
            write(shape, shape.copies(size), place)
        while len(tries) <= RETRIES:
            small = _run(places[gate.small], gate, base)
            large = _run(places[gate.large], gate, base) if not small.stopped else small
            tries.append(Grown(shape, small, large))
            if not tries[-1].faults(gate) or small.stopped or large.stopped:
                break
    return min(tries, key=lambda one: (bool(one.faults(gate)), one.ratio))


def _base() -> float:
    """CPU seconds of a check of almost nothing, with all that starts for it: the best of five."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "m.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name: web}\n")
        return min(_run(Path(folder), GATE, 0).seconds for _ in range(5))


def _run(folder: Path, gate: Gate, base: float) -> Run:
    """A check of a folder in a process of its own, which has limits."""
    limits = f'ulimit -t {gate.stop} && ulimit -v {gate.memory * 1024} && exec "$@"'
    program = str(Path(sys.executable).with_name("svclint"))
    command = ["/bin/sh", "-c", limits, "sh", program, "--no-config", "."]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode(errors="replace")
    stopped = ""
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        stopped = TOO_LONG
    elif "MemoryError" in said:
        stopped = TOO_LARGE
    elif process.returncode not in (0, 1):
        stopped = f"status {process.returncode}"
        print(f"svclint ended with {stopped}:\n{said[-2000:]}", file=sys.stderr)
    return Run(max(0.0, usage.ru_utime + usage.ru_stime - base), usage.ru_maxrss / 1024, stopped)
