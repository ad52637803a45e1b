"""A path → the bytes of a regular file up to a maximum size; devices and pipes are not read."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from svclint import limits

_CHUNK = 1 << 20
# Not every system has all of these flags.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


# Absolute paths → the bytes to read instead of those of the file, while a fix is tried.
_instead: dict[str, bytes] = {}


class LoadError(Exception):
    """The file cannot be read; the message is the reason, without the file's name."""


def load(root: Path, path: str) -> bytes:
    """The bytes of the file `path`, relative to `root`. Raises LoadError.

    A file that has been replaced by a pipe or a device since it was found does not block and is not read.
    """
    if _instead and (data := _instead.get(os.path.abspath(os.path.join(root, path)))) is not None:
        return data
    try:
        descriptor = os.open(os.path.join(root, path), _FLAGS)
        try:
            return _content(descriptor)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise LoadError(_reason(error)) from None


class Instead:
    """While the context is open, `load` returns these bytes for these files, whose paths are relative to `root`."""

    def __init__(self, root: Path, files: Mapping[str, bytes]) -> None:
        self._files = {os.path.abspath(os.path.join(root, path)): data for path, data in files.items()}
        self._outer: dict[str, bytes] = {}

    def __enter__(self) -> None:
        self._outer = dict(_instead)
        _instead.update(self._files)

    def __exit__(self, *_: object) -> None:
        _instead.clear()
        _instead.update(self._outer)


def _content(descriptor: int) -> bytes:
    """All bytes of an open file: usually one read of the size that `fstat` returns, more if the file is growing."""
    status, largest = os.fstat(descriptor), limits.current().bytes
    if not stat.S_ISREG(status.st_mode):
        raise LoadError("not a regular file")
    data = os.read(descriptor, min(status.st_size, largest) + 1)
    if len(data) == status.st_size <= largest:
        return data
    parts = [data]
    size = len(data)
    while data and size <= largest:
        data = os.read(descriptor, _CHUNK)
        parts.append(data)
        size += len(data)
    if size > largest:
        raise LoadError(too_large())
    return b"".join(parts)


def too_large() -> str:
    """The reason for not reading a file that exceeds the limit of its size."""
    return f"larger than {limits.current().file_size} MiB. {limits.hint('fileSize')}"


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return (text or "it cannot be opened").lower()
