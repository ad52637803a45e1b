"""A path → whether it stays in the repository whatever links make of it; git's own files are no part of that."""

from __future__ import annotations

import os

_GIT = ".git"


def stays_inside(base: str, path: str) -> bool:
    """Whether the path, its links followed, is `base` or below it, and not in a `.git`; `base` has no links in it."""
    try:
        real = os.path.realpath(path)
    except ValueError:  # no path at all
        return False
    if real == base:
        return True
    start = base.rstrip(os.sep) + os.sep
    return real.startswith(start) and _GIT not in real[len(start) :].lower().split(os.sep)
