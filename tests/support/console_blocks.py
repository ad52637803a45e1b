"""Blocks of commands and their output in Markdown: finds those that are marked, runs them, writes them anew.

A block is marked by a comment on the line before its fence, with the folder it is run in and the exit status of the
last command where these are not the root and 0:

    <!-- checked: in examples/founding-incident, status 1 -->
    ```console
    $ svclint .
    …
    ```
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(
    r"^<!-- checked:(?: in (?P<folder>[\w./-]+))?,?(?: status (?P<status>\d))? -->\n```console\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
MARK = "<!-- checked"


@dataclass(frozen=True)
class Block:
    """One marked block: its page, its number on it, where `body` stands in the page's text."""

    page: Path
    number: int
    start: int
    end: int
    folder: str
    status: int
    body: str

    @property
    def commands(self) -> list[str]:
        return [line.removeprefix("$ ") for line in self.body.splitlines() if line.startswith("$ ")]


def pages() -> list[Path]:
    """README.md, CONTRIBUTING.md and the pages of the site that people write; a generated one says so at its top."""
    site = sorted((ROOT / "docs").rglob("*.md"))
    return [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(page for page in site if "<!-- Written by" not in page.read_text()),
    ]


def blocks(page: Path) -> list[Block]:
    """The marked blocks of a page; a mark that no block follows is an error."""
    text = page.read_text(encoding="utf-8")
    found = [
        Block(page, number, *match.span("body"), match["folder"] or ".", int(match["status"] or 0), match["body"])
        for number, match in enumerate(BLOCK.finditer(text))
    ]
    assert text.count(MARK) == len(found), f"{page.name}: a mark without its block"
    return found


def replay(block: Block, home: Path) -> tuple[str, int]:
    """The block's text as it would be written today, and the status of its last command."""
    lines: list[str] = []
    status = 0
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
        "HOME": str(home), "LANG": "C.UTF-8", "COLUMNS": "80",
    }  # fmt: skip
    for command in block.commands:
        done = subprocess.run(
            ["bash", "-c", command], cwd=ROOT / block.folder, env=environment, text=True, check=False, timeout=60,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        lines += [f"$ {command}", *done.stdout.splitlines()]
        status = done.returncode
    return "".join(f"{line.rstrip()}\n" for line in lines), status


def rewrite(block: Block, body: str) -> None:
    """Put `body` in the block's place; the page must be as it was when the block was found."""
    text = block.page.read_text(encoding="utf-8")
    block.page.write_text(text[: block.start] + body + text[block.end :], encoding="utf-8")
