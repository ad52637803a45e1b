"""The package's modules → a page that says in one line each what a module does: its docstring's first line."""

from __future__ import annotations

import ast
from pathlib import Path

# Folders of the package in the order in which data walks through them, each below the heading of its wing.
WINGS = (
    "documents", "deployment", "deployment/gitops", "deployment/render", "claims", "claims/embedded",
    "claims/inventory", "importing", "findings", "findings/words", "asking", "edits", "reports", "init",
    "cli",
)  # fmt: skip
_OTHERS = ("catalogue", "schemas")


def code_lines(package: Path) -> list[str]:
    """Markdown: a table for the modules of the package itself, then one for each wing. Raises SystemExit for a folder
    of modules that has no place in WINGS.
    """
    folders = {path.parent.relative_to(package).as_posix() for path in package.rglob("*.py")} - {"."}
    if unknown := sorted(folders - set(WINGS) - set(_OTHERS)):
        raise SystemExit(f"scripts/docs_code.py has no place for {', '.join(unknown)}")
    lines = ["## `svclint/`", "", *_table(package)]
    for wing in WINGS:
        folder = package / wing
        if wing in folders:
            about = _first_line(folder / "__init__.py")
            lines += ["", f"## `svclint/{wing}/`", "", about, "", *_table(folder)]
    return lines


def _table(folder: Path) -> list[str]:
    rows = [
        f"| `{path.name}` | {_first_line(path)} |" for path in sorted(folder.glob("*.py")) if path.stem != "__init__"
    ]
    return ["| Module | What it does |", "| --- | --- |", *rows]


def _first_line(path: Path) -> str:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    line = said.partition("\n")[0].replace("|", "\\|")
    # Within code spans Markdown shows `<` as it is.
    return "`".join(part if number % 2 else part.replace("<", "&lt;") for number, part in enumerate(line.split("`")))
