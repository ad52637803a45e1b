"""Plain data that is dear to work out ⇄ a file of the user's cache folder; every trouble is silently a miss.

The files hold `marshal`, as Python's own cache of compiled modules does: 1 ms of a run where JSON took 7. Like that
cache it is only as safe as the folder, so a file counts only if it is the user's own, and its checksum shows that it
is whole.
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
_KEPT = 30 * 24 * 3600  # seconds after which a file that nobody has stored again may go
_PRUNED_EVERY = 24 * 3600  # seconds between two looks at all files
_LARGEST = 64 * 2**20  # bytes; a larger file is not ours
_CHECKSUM = 8  # bytes at a file's beginning
_ENDING = ".kept"
# Versions of Python differ in what they marshal.
_PYTHON = f"{sys.implementation.name} {sys.version_info[:2]}"


def folder() -> Path | None:
    """Where the files are kept; None when SVCLINT_NO_CACHE turns the cache off or there is no home.

    SVCLINT_CACHE_DIR, else `svclint` below XDG_CACHE_HOME, %LOCALAPPDATA% (Windows) or ~/.cache.
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
    """What `store` was given under this key; None when there is nothing, or somebody else wrote it."""
    place = folder()
    if place is None:
        return None
    try:
        with open(_file(place, key), "rb") as file:
            data = file.read(_LARGEST + 1) if _is_own(file.fileno()) else b""
        content = data[_CHECKSUM:]
        if len(data) > _LARGEST or data[:_CHECKSUM] != _checksum(content):
            return None
        stored, value = marshal.loads(content)  # noqa: S302 - the user's own, as it was written
    except (OSError, ValueError, TypeError, EOFError):
        return None
    return value if stored == key else None


def store(key: str, value: Plain) -> None:
    """Keep plain data; the file appears whole or not at all, readable by its owner only."""
    place = folder()
    if place is None:
        return
    try:
        content = marshal.dumps((key, value))  # type: ignore[arg-type]  # ValueError where it is not plain
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(_file(place, key), _checksum(content) + content)
        _prune(place)
    except (OSError, ValueError):
        return


def _checksum(content: bytes) -> bytes:
    return b"%08x" % binascii.crc32(content)  # 0.2 ms for a run's half megabyte; SHA-256 takes 3


def _is_own(handle: int) -> bool:
    """Whether an open file belongs to who runs svclint; Windows keeps others out of the folder by itself."""
    return sys.platform == "win32" or os.fstat(handle).st_uid == os.geteuid()


def _file(place: Path, key: str) -> Path:
    return place / (sha256(f"{_PYTHON} {key}".encode("utf-8", "surrogatepass")) + _ENDING)


def _write(path: Path, data: bytes) -> None:
    # Not tempfile: it costs an import of several milliseconds, and the folder is the user's own.
    part = path.with_name(f"{path.name}.{os.getpid()}.{time.monotonic_ns()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _prune(place: Path) -> None:
    """Once a day, at most: drop the files that have not been written for a month, and parts left behind."""
    now, mark = time.time(), place / "pruned"
    try:
        if now - mark.stat().st_mtime < _PRUNED_EVERY:
            return
    except FileNotFoundError:
        pass
    with open(os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"):
        os.utime(mark, (now, now))
    with os.scandir(place) as files:
        for file in files:
            if file.name.endswith((_ENDING, ".part")) and now - file.stat(follow_symlinks=False).st_mtime > _KEPT:
                os.unlink(file.path)
