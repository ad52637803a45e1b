"""Run the fuzzer: `python -m tests.fuzz [--seconds N] [--keep] [TARGET...]`; it needs the group `fuzz` (atheris).

Each target runs in a process of its own, for N seconds (default: 60), from the kept inputs and the examples of rules
and catalogue. What it finds stays in `.fuzz/<target>/`. An input that fails is written to `.fuzz/faults/`. With
`--keep`, the smallest inputs that together reach all code become the corpus that `make test` replays, and the figures
in docs/reliability.md are updated.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

from tests.fuzz.corpus import keep, kept
from tests.fuzz.figures import Run, add, update_page
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / ".fuzz"
WORDS = Path(__file__).parent / "words.dict"
_LONGEST = {"repository": 20_000, "gitops": 20_000, "import": 20_000, "scan": 8_000, "reader": 8_000}
_USUAL = 2_000
_SLOWEST = 60
"""Seconds for one input, on a machine that does other things besides."""
_MEMORY = 2_048
_DONE = re.compile(r"^Done (\d+) (?:runs )?in (\d+) second", re.MULTILINE)
_COVERED = re.compile(r"cov: (\d+) ft: (\d+)")


def main() -> int:
    """Run the targets one after another; the exit status is 1 if an input failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="seconds for each target")
    parser.add_argument("--keep", action="store_true", help="update the corpus and docs/reliability.md")
    parser.add_argument("targets", nargs="*", metavar="TARGET", default=[], help=f"of {', '.join(TARGETS)}")
    options = parser.parse_args()
    failed = False
    for target in options.targets or TARGETS:
        failed |= _run(target, options.seconds)
        if options.keep:
            _keep(target)
    if options.keep:
        update_page()
    return int(failed)


def _run(target: str, seconds: int) -> bool:
    """Fuzz one target; returns whether an input failed."""
    inputs = PLACE / target
    inputs.mkdir(parents=True, exist_ok=True)
    for data in (*kept(target), *seeds(target)):
        (inputs / hashlib.sha256(data).hexdigest()).write_bytes(data)
    flags = (
        f"-dict={WORDS}",
        f"-max_total_time={seconds}", f"-max_len={_LONGEST.get(target, _USUAL)}", f"-timeout={_SLOWEST}",
        f"-rss_limit_mb={_MEMORY}", f"-artifact_prefix={PLACE}/{target}-", "-print_final_stats=1", "-verbosity=1",
    )  # fmt: skip
    command = [sys.executable, "-m", "tests.fuzz.run", target, *flags, str(inputs)]
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    covered = _COVERED.findall(done.stdout)
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stdout)
    figures = {"inputs": int(runs[1]) if runs else 0, "edges": int(covered[-1][0]) if covered else 0}
    print(json.dumps({"target": target, **figures, "status": done.returncode}), flush=True)
    if done.returncode:
        print(done.stdout[-6000:], flush=True)
    add(target, Run(figures["inputs"], figures["edges"], seconds, int(done.returncode != 0)))
    return done.returncode != 0


def _keep(target: str) -> None:
    """Replace the corpus of a target by the smallest inputs that reach the same code."""
    merged = PLACE / "merged" / target
    merged.mkdir(parents=True, exist_ok=True)
    for path in merged.iterdir():
        path.unlink()
    command = [
        sys.executable,
        "-m",
        "tests.fuzz.run",
        target,
        "-merge=1",
        f"-timeout={_SLOWEST}",
        str(merged),
        str(PLACE / target),
    ]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    inputs = [path.read_bytes() for path in merged.iterdir()]
    if inputs:
        keep(target, inputs)


if __name__ == "__main__":
    sys.exit(main())
