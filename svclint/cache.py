"""Plain data that is expensive to compute ⇄ a file in the user's cache folder; any error counts as a miss.

The files contain `marshal` data, as Python's cache of compiled modules does: it takes 1 ms of a run, JSON took 7. Like
that cache, it is only as safe as its folder: the folder must belong to the user, nobody else may write to it, and it
must not be inside the repository that is being checked. A file is used only if it belongs to the user and its checksum
matches.
"""

from __future__ import annotations

import binascii
import marshal
import os
import stat
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
_BINARY = getattr(os, "O_BINARY", 0)  # Windows translates line breaks without it
# The format of marshal depends on the version of Python.
_PYTHON = f"{sys.implementation.name} {sys.version_info[:2]}"


# Links and pipes in the folder are not followed or waited for; Windows has neither flag.
_NO_TRICKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def folder() -> Path | None:
    """The cache folder; None if the cache is off, or the folder is one that others could have written.

    It is SVCLINT_CACHE_DIR, else `svclint` below XDG_CACHE_HOME, %LOCALAPPDATA% (Windows) or ~/.cache. The cache is off
    with SVCLINT_NO_CACHE and without a home folder.
    """
    if os.environ.get("SVCLINT_NO_CACHE", "") not in ("", "0"):
        return None
    place = _place()
    return place if place is not None and _is_private(place) else None


def _place() -> Path | None:
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
        with open(os.open(_file(cache_folder, key), os.O_RDONLY | _BINARY | _NO_TRICKS), "rb") as file:
            data = file.read(_LARGEST + 1) if _is_own(os.fstat(file.fileno())) else b""
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


def _is_private(place: Path) -> bool:
    """Whether only the current user can write to the folder, and no checkout contains it. One not yet made is."""
    if _is_inside_checkout(os.path.abspath(place)):
        return False
    try:
        status = os.stat(place)
    except OSError:
        return True
    return sys.platform == "win32" or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def _is_inside_checkout(place: str) -> bool:
    """Whether the folder is inside the repository of the working directory: a pull request can write there."""
    folder = os.getcwd()
    while not os.path.lexists(os.path.join(folder, ".git")):
        if folder == os.path.dirname(folder):
            return False
        folder = os.path.dirname(folder)
    return os.path.realpath(place).startswith(os.path.join(os.path.realpath(folder), ""))


def _is_own(status: os.stat_result) -> bool:
    """Whether it is a regular file of the current user; on Windows, other users have no access to the folder."""
    return stat.S_ISREG(status.st_mode) and (sys.platform == "win32" or status.st_uid == os.geteuid())


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
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _prune(cache_folder: Path) -> None:
    """Delete files that were not written for a month, and incomplete ones; at most once a day."""
    now, stamp = time.time(), cache_folder / "pruned"
    try:
        if now - os.lstat(stamp).st_mtime < _PRUNED_EVERY:
            return
    except FileNotFoundError:
        pass
    with open(os.open(stamp, os.O_WRONLY | os.O_CREAT | _NO_TRICKS, 0o600), "wb"):
        os.utime(stamp, (now, now))
    with os.scandir(cache_folder) as files:
        for file in files:
            if file.name.endswith((_ENDING, ".part")) and now - file.stat(follow_symlinks=False).st_mtime > _KEPT:
                os.unlink(file.path)
