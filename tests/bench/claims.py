"""(d) 1,000, 10,000 and 100,000 claims of several shapes: time and memory of the joins and rules, and how they grow."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from tests.bench.processes import table

SIZES = (1_000, 10_000, 100_000)


def report() -> None:
    """A row a shape: seconds at each size, growth for each ten times more, findings and memory at the largest."""
    from tests.bench.joins import SHAPES

    usual = [math.log(large) / math.log(small) * large / small for small, large in pairwise(SIZES)]
    head = [f"{size:,}" for size in SIZES]
    rows = [("(d) claims alone, CPU seconds", *head, *(f"×{one:.1f}" for one in usual), "findings", "MiB")]
    for name in SHAPES:
        found = [_measured(name, size) for size in SIZES]
        times = [one["seconds"] for one in found]
        growth = [f"×{large / small:.1f}" for small, large in pairwise(times)]
        last = found[-1]
        rows.append(
            (name, *(f"{one:.2f}" for one in times), *growth, f"{last['findings']:,}", f"{last['mebibytes']:,.0f}")
        )
    table([tuple(row) for row in rows])
    print("  The head of each growth column is that of n log n; at most 2,048 MiB.")


def _measured(shape: str, size: int) -> dict[str, float]:
    """One shape at one size, in a process of its own: its memory is its own too."""
    program = str(Path(__file__).with_name("joins.py"))
    done = subprocess.run([sys.executable, program, shape, str(size)], capture_output=True, check=False, text=True)
    if done.returncode:
        raise SystemExit(f"{shape}, {size:,}: ended with status {done.returncode}\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout))
