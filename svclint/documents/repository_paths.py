"""A path → whether it is in the repository once its links are resolved; `.git` is not part of the repository."""

from __future__ import annotations

import os

_GIT = ".git"


def stays_inside(base: str, path: str) -> bool:
    """Is the resolved path `base` or below it, and not in a `.git` folder? `base` must not contain links."""
    try:
        real = os.path.realpath(path)
    except ValueError:  # not a valid path
        return False
    if real == base:
        return True
    start = base.rstrip(os.sep) + os.sep
    return real.startswith(start) and _GIT not in real[len(start) :].lower().split(os.sep)
