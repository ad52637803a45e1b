"""Texts of files before and after a change → a unified diff, for people or as a patch for git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from svclint.reports.escape import unforgeable, visible, visible_source
from svclint.reports.terminal import BOLD, CYAN, GREEN, RED, Ink

_NO_END = "\\ No newline at end of file"
Changes = Mapping[str, tuple[str, str]]
"""The texts before and after, by path."""


def shown_diff(changes: Changes, *, color: bool = False) -> str:
    """The diff with invisible characters escaped: what files contain cannot control a terminal or a CI runner."""
    ink = Ink(on=color)
    lines = (_colored(ink, visible_source(line.removesuffix("\r"))) for line in _lines(changes))
    return unforgeable("".join(f"{line}\n" for line in lines))


def exact_diff(changes: Changes) -> str:
    """The diff as a patch, which `git apply` and `patch -p1` read."""
    return "".join(f"{line}\n" for line in _lines(changes))


def _colored(ink: Ink, line: str) -> str:
    if line.startswith(("--- ", "+++ ")):
        return ink(BOLD, line)
    style = {"@": CYAN, "+": GREEN, "-": RED}.get(line[:1])
    return ink(style, line) if style else line


def _lines(changes: Changes) -> Iterator[str]:
    from difflib import unified_diff

    for file, texts in changes.items():
        before, after = map(_split, texts)
        name = visible(file)
        for line in unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm=""):
            if line.endswith("\0"):
                yield line[:-1]
                yield _NO_END
            else:
                yield line


def _split(text: str) -> list[str]:
    """The lines of a text without line feeds; a last one that has none differs from the same line with one."""
    *lines, end = text.split("\n")
    return [*lines, f"{end}\0"] if end else lines
