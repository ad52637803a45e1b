"""The figures of all runs of the fuzzer: a file for programs, and the table in docs/reliability.md."""

from __future__ import annotations

import json
import re
from pathlib import Path

FILE = Path(__file__).parent / "figures.json"
PAGE = Path(__file__).resolve().parents[2] / "docs/reliability.md"
_TABLE = re.compile(r"(<!-- fuzz: begin -->\n).*?(<!-- fuzz: end -->)", re.DOTALL)


def figures() -> dict[str, dict[str, int]]:
    """By target: the inputs of all runs, and the branches that the last one reached."""
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def add(target: str, inputs: int, edges: int) -> None:
    """Add a run of a target."""
    every = figures()
    before = every.get(target, {"inputs": 0, "edges": 0})
    every[target] = {"inputs": before["inputs"] + inputs, "edges": edges or before["edges"]}
    FILE.write_text(json.dumps(dict(sorted(every.items())), indent=2) + "\n")


def table() -> str:
    """The table of the page."""
    from tests.fuzz.corpus import kept
    from tests.fuzz.targets import TARGETS

    rows = [
        "| Target | What holds for any input | Inputs | Branches | Inputs kept |",
        "| --- | --- | --: | --: | --: |",
    ]
    every = figures()
    for target, function in TARGETS.items():
        known = every.get(target, {"inputs": 0, "edges": 0})
        text = (function.__doc__ or "").split("\n")[0]
        rows.append(f"| `{target}` | {text} | {known['inputs']:,} | {known['edges']:,} | {len(kept(target)):,} |")
    rows.append(f"| all | | {sum(known['inputs'] for known in every.values()):,} | | |")
    return "\n".join(rows) + "\n"


def update_page() -> None:
    """Write the table into the page."""
    text = PAGE.read_text()
    PAGE.write_text(_TABLE.sub(lambda match: match[1] + table() + match[2], text))
