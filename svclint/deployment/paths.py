"""A path as a file of the repository names it → the path relative to the repository."""

from __future__ import annotations

import posixpath


def joined(folder: str, path: str) -> str:
    """A path as written in a file of `folder`; empty for the repository itself, with `..` first for what is outside."""
    made = posixpath.normpath(posixpath.join(folder, path))
    return "" if made == "." else made
