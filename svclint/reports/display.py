"""What a report may be told beside the result: colour, width, what to show."""

from __future__ import annotations

from svclint.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DisplayOptions:
    """How to render. `width` is in terminal columns.

    `show_ignored` also reports what people ignored, `show_known` what was there before, each marked as such. `verbose`
    lists the values that could not be resolved. `base` is the absolute path of the repository root: a file below it is
    inside; nothing is read from it. `picture` is a ready Mermaid text for Markdown. `quiet` leaves out what is no
    finding, in the text for people.
    """

    color: bool = False
    width: int = 80
    show_ignored: bool = False
    show_known: bool = False
    verbose: bool = False
    base: str = ""
    picture: str = ""
    quiet: bool = False
