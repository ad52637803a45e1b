"""A file of a repository → its text, or why svclint does not change it; a changed text → the file, in one step."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from svclint.deployment.sample_paths import is_vendored
from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.repository_paths import stays_inside
from svclint.documents.unread_sources import encrypted
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

_ENDINGS = (".yaml", ".yml", ".json")
_MARK = "\ufeff"
_HEAD_LINES = 20
# As generators write it into the comments at the start of a file.
_GENERATED = regex(
    r"(?i)^[ \t]*#.*(?:\bdo[ -]not[ -](?:edit|modify)\b|@generated|\b(?:auto-?)?generated (?:by|file|code)\b)"
)
_SOURCE = regex(r"(?m)^# Source: [^\n]*/templates/")
_MAY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class NotChangedError(Exception):
    """svclint does not change the file; the message is the reason, as a clause without a subject."""


@dataclass(frozen=True, slots=True)
class FileText:
    """The bytes of a file, and its text, with the byte-order mark if it has one."""

    data: bytes
    text: str

    def changed(self, text: str) -> bytes:
        """The bytes of the file with another text."""
        return text.encode()


def text_of(root: Path, file: str) -> FileText:
    """The text of a file that a person edits; `file` is relative to the root. Raises NotChangedError."""
    _check_place(root, file)
    try:
        data = load(root, file)
    except LoadError as error:
        raise NotChangedError(f"cannot be read: {error}") from None
    decoded = decode(data)
    if decoded.reason or decoded.encoding == "utf-16":
        raise NotChangedError(f"is {decoded.reason or 'UTF-16'}")
    if encrypted(data):
        raise NotChangedError("is encrypted: a change would make its signature invalid")
    text = data.decode()
    head = text.split("\n", _HEAD_LINES)[:_HEAD_LINES]
    if any(map(_GENERATED.search, head)) or _SOURCE.search(text):
        raise NotChangedError("is generated")
    return FileText(data, text)


def _check_place(root: Path, file: str) -> None:
    folder, name = os.path.split(file)
    parts = folder.split("/") if folder else []
    if os.path.isabs(file) or ".." in parts or not stays_inside(str(root), str(root / file)):
        raise NotChangedError("is outside the repository")
    if not name.endswith(_ENDINGS):
        raise NotChangedError("is not YAML or JSON")
    place = root
    for part in parts:
        if is_vendored(f"{part}/") or (part == "charts" and (place / "Chart.yaml").exists()):
            raise NotChangedError("is other people's code")
        place = place / part
        if place.is_symlink():
            raise NotChangedError("is behind a link")
        if os.path.lexists(place / ".git"):
            raise NotChangedError("is of another repository, a submodule")
    try:
        status = os.lstat(place / name)
    except OSError:
        raise NotChangedError("does not exist") from None
    if not stat.S_ISREG(status.st_mode):
        raise NotChangedError("is a link" if stat.S_ISLNK(status.st_mode) else "is not a regular file")
    if not status.st_mode & _MAY_WRITE:
        raise NotChangedError("is read-only")


def write(root: Path, file: str, before: bytes, after: bytes) -> None:
    """Replace a file whose bytes are `before`, in one step; it keeps its permissions. Raises UsageError.

    Each folder is opened without following links, below the one before it: whatever a process changes meanwhile,
    nothing outside the root is written.
    """
    *folders, name = file.split("/")
    flags = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
    part = f".{name}.{os.getpid()}.{os.urandom(4).hex()}.part"
    if ".." in folders:
        raise UsageError(f"cannot write {file}: it is outside the repository")
    try:
        folder = os.open(root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            for below in folders:
                inner = os.open(below, flags, dir_fd=folder)
                os.close(folder)
                folder = inner
            _replace(folder, name, part, before, after)
        finally:
            os.close(folder)
    except (OSError, NotImplementedError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise UsageError(f"cannot write {file}: {(reason or str(error)).lower()}") from None


def _replace(folder: int, name: str, part: str, before: bytes, after: bytes) -> None:
    reading = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with open(os.open(name, reading, dir_fd=folder), "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode) or file.read() != before:
            raise OSError(0, "it changed during the run")
    writing = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(part, writing, 0o600, dir_fd=folder)
    try:
        with open(handle, "wb") as file:
            file.write(after)
            os.fchmod(file.fileno(), stat.S_IMODE(mode))
            file.flush()
            os.fsync(file.fileno())
        os.rename(part, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        os.unlink(part, dir_fd=folder)
        raise
