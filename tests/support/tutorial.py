"""A page → its steps, which are carried out in order in one folder: files to write, and commands to run.

A step is marked by a comment on the line before its fence:

    <!-- tutorial: file NAME -->      the block is the text of the file
    <!-- tutorial: append NAME -->    the block is added to the file
    <!-- tutorial: run, status 1 -->  the block shows commands and what they print; the status is that of the last one
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.support.console_blocks import run_commands

STEP = re.compile(
    r"^<!-- tutorial: (?P<kind>file|append|run)(?: (?P<name>[\w./-]+))?(?:, status (?P<status>\d))? -->\n"
    r"```\w+\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
MARK = "<!-- tutorial:"


@dataclass(frozen=True)
class Step:
    """One marked block. `start` and `end` are where its body is in the page."""

    kind: str
    name: str
    status: int
    body: str
    start: int
    end: int


def steps(page: Path) -> list[Step]:
    """The steps of a page, in order; a mark that no block follows is an error."""
    text = page.read_text(encoding="utf-8")
    found = [
        Step(match["kind"], match["name"] or "", int(match["status"] or 0), match["body"], *match.span("body"))
        for match in STEP.finditer(text)
    ]
    assert text.count(MARK) == len(found), f"{page.name}: a mark without its block"
    return found


def carry_out(step: Step, folder: Path, home: Path) -> tuple[str, int]:
    """What the block would show today, and the status of its last command; 0 for a file."""
    if step.kind == "run":
        return run_commands([line[2:] for line in step.body.splitlines() if line.startswith("$ ")], folder, home)
    path = folder / step.name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a" if step.kind == "append" else "w", encoding="utf-8") as file:
        file.write(step.body)
    return step.body, 0
