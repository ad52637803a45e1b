"""Plain data that is expensive to compute ⇄ a file in the user's cache folder; any error counts as a miss.

The files contain `marshal` data, as Python's cache of compiled modules does: it takes 1 ms of a run, JSON took 7. Like
that cache, it is only as safe as its folder. A file is used only if it belongs to the user and its checksum matches.
"""

from __future__ import annotations

import binascii
import marshal
import os
import sys
import time
from pathlib import Path

from svclint.digests import sha256

# None, bool, int, float, str and bytes; lists, tuples, dicts and frozensets of them.
Plain = object

_FOLDER = "svclint"
_KEPT = 30 * 24 * 3600  # seconds after which a file that was not stored again is deleted
_PRUNED_EVERY = 24 * 3600  # seconds between two passes over all files
_LARGEST = 64 * 2**20  # bytes; svclint writes no larger file
_CHECKSUM = 8  # bytes at the start of a file
_ENDING = ".kept"
# The format of marshal depends on the version of Python.
_PYTHON = f"{sys.implementation.name} {sys.version_info[:2]}"


def folder() -> Path | None:
    """The cache folder; None if SVCLINT_NO_CACHE turns the cache off or there is no home folder.

    It is SVCLINT_CACHE_DIR, else `svclint` below XDG_CACHE_HOME, %LOCALAPPDATA% (Windows) or ~/.cache.
    """
    if os.environ.get("SVCLINT_NO_CACHE", "") not in ("", "0"):
        return None
    if own := os.environ.get("SVCLINT_CACHE_DIR"):
        return Path(own)
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if base and os.path.isabs(base):
        return Path(base) / _FOLDER
    home = os.path.expanduser("~")
    return Path(home) / ".cache" / _FOLDER if os.path.isabs(home) else None


def load(key: str) -> Plain | None:
    """The value that `store` saved under this key; None if there is none, or another user wrote it."""
    cache_folder = folder()
    if cache_folder is None:
        return None
    try:
        with open(_file(cache_folder, key), "rb") as file:
            data = file.read(_LARGEST + 1) if _is_own(file.fileno()) else b""
        content = data[_CHECKSUM:]
        if len(data) > _LARGEST or data[:_CHECKSUM] != _checksum(content):
            return None
        stored, value = marshal.loads(content)  # noqa: S302 - the file is the user's own and unchanged
    except (OSError, ValueError, TypeError, EOFError):
        return None
    return value if stored == key else None


def store(key: str, value: Plain) -> None:
    """Save plain data, in a file that only its owner can read, written in one step; errors are ignored."""
    cache_folder = folder()
    if cache_folder is None:
        return
    try:
        content = marshal.dumps((key, value))  # type: ignore[arg-type]  # ValueError if it is not plain
        cache_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(_file(cache_folder, key), _checksum(content) + content)
        _prune(cache_folder)
    except (OSError, ValueError):
        return


def _checksum(content: bytes) -> bytes:
    return b"%08x" % binascii.crc32(content)  # 0.2 ms for the half megabyte of a run; SHA-256 takes 3 ms


def _is_own(handle: int) -> bool:
    """Whether an open file belongs to the current user; on Windows, other users have no access to the folder."""
    return sys.platform == "win32" or os.fstat(handle).st_uid == os.geteuid()


def _file(cache_folder: Path, key: str) -> Path:
    return cache_folder / (sha256(f"{_PYTHON} {key}".encode("utf-8", "surrogatepass")) + _ENDING)


def _write(path: Path, data: bytes) -> None:
    # Not tempfile, because importing it takes several milliseconds and the folder is the user's own.
    part = path.with_name(f"{path.name}.{os.getpid()}.{time.monotonic_ns()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _prune(cache_folder: Path) -> None:
    """Delete files that were not written for a month, and incomplete ones; at most once a day."""
    now, stamp = time.time(), cache_folder / "pruned"
    try:
        if now - stamp.stat().st_mtime < _PRUNED_EVERY:
            return
    except FileNotFoundError:
        pass
    with open(os.open(stamp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"):
        os.utime(stamp, (now, now))
    with os.scandir(cache_folder) as files:
        for file in files:
            if file.name.endswith((_ENDING, ".part")) and now - file.stat(follow_symlinks=False).st_mtime > _KEPT:
                os.unlink(file.path)
