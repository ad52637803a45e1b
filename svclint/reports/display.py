"""Display options of reports: colour, width and what to show."""

from __future__ import annotations

from svclint.lazy_dataclasses import dataclass
from svclint.model import Severity


@dataclass(frozen=True, slots=True)
class DisplayOptions:
    """How to render a result. `width` is in terminal columns.

    `show_ignored` also reports suppressed findings, `show_known` also those of the baseline; reports mark both.
    `verbose` lists unresolved values. `base` is the absolute path of the repository root; reports only compare paths
    with it and read nothing from it. `picture` is Mermaid text for the Markdown report. `quiet` reduces the text report
    to its findings. `fail_on` is the least severity that fails the run; None if none does. `links` makes rule ids links
    in a terminal.
    """

    color: bool = False
    width: int = 80
    show_ignored: bool = False
    show_known: bool = False
    verbose: bool = False
    base: str = ""
    picture: str = ""
    quiet: bool = False
    fail_on: Severity | None = None
    links: bool = False
