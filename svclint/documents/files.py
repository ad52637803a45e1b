"""A path in, the bytes of a regular file out: never a device or a pipe, and within a limit."""

from __future__ import annotations

import os
import stat
from pathlib import Path

LARGEST = 64 * 1024 * 1024
"""Bytes; a larger file is not read."""


class LoadError(Exception):
    """The file cannot be read; the text says why, without its name."""


def load(root: Path, path: str) -> bytes:
    """The bytes of the file `path`, relative to `root`; raises LoadError.

    A name that became a pipe or a device since it was found neither blocks nor is read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(root / path, flags)
    except (OSError, ValueError) as error:
        raise LoadError(_reason(error)) from None
    with os.fdopen(descriptor, "rb") as file:
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise LoadError("not a regular file")
            data = file.read(LARGEST + 1)
        except OSError as error:
            raise LoadError(_reason(error)) from None
    if len(data) > LARGEST:
        raise LoadError(f"larger than {LARGEST // 2**20} MiB")
    return data


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return (text or "it cannot be opened").lower()
