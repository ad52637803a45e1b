"""The figures of all runs of the fuzzer: a file for programs, and the table in docs/reliability.md."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).parent / "figures.json"
PAGE = Path(__file__).resolve().parents[2] / "docs/reliability.md"
_TABLE = re.compile(r"(<!-- fuzz: begin -->\n).*?(<!-- fuzz: end -->)", re.DOTALL)


@dataclass(frozen=True)
class Run:
    """A run of a target: the inputs, the branches that were reached, its time in seconds, and inputs that failed."""

    inputs: int = 0
    edges: int = 0
    seconds: int = 0
    failed: int = 0


def figures() -> dict[str, Run]:
    """By target: all runs added up, with the most branches that one reached."""
    every = json.loads(FILE.read_text()) if FILE.exists() else {}
    return {target: Run(**run) for target, run in every.items()}


def add(target: str, run: Run) -> None:
    """Add a run of a target."""
    every = figures()
    before = every.get(target, Run())
    every[target] = Run(
        before.inputs + run.inputs,
        max(before.edges, run.edges),
        before.seconds + run.seconds,
        before.failed + run.failed,
    )
    FILE.write_text(json.dumps({name: asdict(every[name]) for name in sorted(every)}, indent=2) + "\n")


def table() -> str:
    """The table of the page."""
    from tests.fuzz.corpus import kept
    from tests.fuzz.targets import TARGETS

    rows = [
        "| Target | What holds for any input | Inputs | Branches | Minutes | Inputs kept |",
        "| --- | --- | --: | --: | --: | --: |",
    ]
    every = figures()
    for target, function in TARGETS.items():
        run = every.get(target, Run())
        text = (function.__doc__ or "").split("\n")[0]
        minutes = round(run.seconds / 60)
        rows.append(f"| `{target}` | {text} | {run.inputs:,} | {run.edges:,} | {minutes} | {len(kept(target)):,} |")
    inputs, seconds = (sum(getattr(run, name) for run in every.values()) for name in ("inputs", "seconds"))
    rows.append(f"| all | | {inputs:,} | | {round(seconds / 60)} | |")
    failed = sum(run.failed for run in every.values())
    return (
        "\n".join(rows)
        + f"\n\nInputs that failed in these runs: {failed}. The cause of each is fixed, and the input is kept.\n"
    )


def update_page() -> None:
    """Write the table into the page."""
    text = PAGE.read_text()
    PAGE.write_text(_TABLE.sub(lambda match: match[1] + table() + match[2], text))
