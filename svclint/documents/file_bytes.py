"""A path in, the bytes of a regular file out: never a device or a pipe, and within a limit."""

from __future__ import annotations

import os
import stat
from pathlib import Path

LARGEST = 64 * 1024 * 1024
"""Bytes; a larger file is not read."""


_CHUNK = 1 << 20
# Some of them are not known to every system.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


class LoadError(Exception):
    """The file cannot be read; the text says why, without its name."""


def load(root: Path, path: str) -> bytes:
    """The bytes of the file `path`, relative to `root`; raises LoadError.

    A name that became a pipe or a device since it was found neither blocks nor is read.
    """
    try:
        descriptor = os.open(os.path.join(root, path), _FLAGS)
        try:
            return _content(descriptor)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise LoadError(_reason(error)) from None


def _content(descriptor: int) -> bytes:
    """All bytes of an open file, in one read as a rule: its size is known, and may still change."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise LoadError("not a regular file")
    data = os.read(descriptor, min(status.st_size, LARGEST) + 1)
    if len(data) == status.st_size <= LARGEST:
        return data
    parts = [data]
    size = len(data)
    while data and size <= LARGEST:
        data = os.read(descriptor, _CHUNK)
        parts.append(data)
        size += len(data)
    if size > LARGEST:
        raise LoadError(f"larger than {LARGEST // 2**20} MiB")
    return b"".join(parts)


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return (text or "it cannot be opened").lower()
