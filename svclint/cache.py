"""Plain data that is dear to work out ⇄ a file of the user's cache folder; every trouble is silently a miss."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from svclint.digests import sha256

# JSON's own types, or anything that json turns into them.
Plain = object

_FOLDER = "svclint"
_KEPT = 30 * 24 * 3600  # seconds after which a file that nobody has stored again may go
_PRUNED_EVERY = 24 * 3600  # seconds between two looks at all files
_LARGEST = 64 * 2**20  # bytes; a larger file is not ours


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
    """What `store` was given under this key, in JSON's types (tuples are lists now); None when there is nothing."""
    place = folder()
    if place is None:
        return None
    try:
        with open(_file(place, key), "rb") as file:
            data = file.read(_LARGEST + 1)
        kept = json.loads(data) if len(data) <= _LARGEST else None
    except (OSError, ValueError, RecursionError):
        return None
    if isinstance(kept, dict) and kept.get("key") == key:
        return kept.get("value")
    return None


def store(key: str, value: Plain) -> None:
    """Keep plain data; the file appears whole or not at all, readable by its owner only."""
    place = folder()
    if place is None:
        return
    try:
        data = json.dumps({"key": key, "value": value}, separators=(",", ":")).encode()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(_file(place, key), data)
        _prune(place)
    except (OSError, ValueError, TypeError, RecursionError):
        return


def _file(place: Path, key: str) -> Path:
    return place / (sha256(key.encode("utf-8", "surrogatepass")) + ".json")


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
            if file.name.endswith((".json", ".part")) and now - file.stat(follow_symlinks=False).st_mtime > _KEPT:
                os.unlink(file.path)
