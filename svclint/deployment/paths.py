"""A path in a file of the repository → the path relative to the repository."""

from __future__ import annotations

import posixpath


def joined(folder: str, path: str) -> str:
    """A path as a file in `folder` names it; empty for the repository itself, and beginning with `..` outside of it."""
    normal = posixpath.normpath(posixpath.join(folder, path))
    return "" if normal == "." else normal
