"""Rendered reports → files, each replaced in one step, and standard output; messages → standard error."""

from __future__ import annotations

import codecs
import io
import os
import stat
import sys
from collections.abc import Mapping

from svclint.errors import UsageError
from svclint.reports.escape import unforgeable, visible

STANDARD_OUTPUT = "-"
PLAIN_WIDTH = 100
"""Columns of a text that is not printed to a terminal."""


def say(text: str) -> None:
    """Print messages on standard error: each line escaped, prefixed with `svclint:` and wrapped for the terminal."""
    width = 0
    if sys.stderr.isatty():
        import contextlib

        with contextlib.suppress(OSError):
            width = os.get_terminal_size(sys.stderr.fileno()).columns
    for line in text.split("\n"):
        message = f"svclint: {visible(line)}"
        for part in _wrapped(message, width):
            try:
                print(unforgeable(part), file=sys.stderr)  # noqa: T201 - the one place that prints messages
            except OSError:  # a log that cannot be written changes no exit status
                return


def _wrapped(text: str, width: int) -> list[str]:
    if not width:
        return [text]
    from svclint.reports.terminal import wrap

    return wrap(text, width, indent=2)


_SPELLED = "svclint.spelled"
_ASCII: Mapping[str, str] = {"→": "->", "←": "<-", "…": "...", "×": "x"}


def spelled(error: UnicodeError) -> tuple[str, int]:
    """What takes the place of characters that an encoding lacks: svclint's own symbols in ASCII, others escaped."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_ASCII.get(char) or char.encode("ascii", "backslashreplace").decode() for char in missing), error.end


def show(text: str) -> None:
    """Write a rendered text to standard output: the same bytes on every system, unencodable characters escaped.

    Where the encoding of standard output has no arrows and ellipses, as with code pages of Windows, they are ASCII.
    """
    stream = sys.stdout
    if not isinstance(stream, io.TextIOWrapper):
        stream.write(text)
        stream.flush()
        return
    codecs.register_error(_SPELLED, spelled)
    stream.flush()
    # Not through the stream's buffer: with PYTHONUNBUFFERED there is none, and a part that does not fit on a full disk
    # would be dropped without an error.
    raw: io.RawIOBase = getattr(stream.buffer, "raw", None) or stream.buffer
    left = memoryview(text.encode(stream.encoding, _SPELLED))
    while left:
        written = raw.write(left)
        if written is None:  # a pipe that does not block, and is full
            from select import select

            select([], [raw], [])
        left = left[written or 0 :]


def colored(setting: str, environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether to use colours; by `setting`, NO_COLOR, FORCE_COLOR or CLICOLOR_FORCE, and `terminal`, in this order."""
    if setting != "auto":
        return setting == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environment.get("TERM") != "dumb"


def output_width() -> int:
    """The columns of standard output: those of the terminal, else PLAIN_WIDTH, whatever the environment says."""
    if not sys.stdout.isatty():
        return PLAIN_WIDTH
    import shutil

    return shutil.get_terminal_size().columns


# Variables that only terminals with links (OSC 8) set, and programs that show links, as the crate supports-hyperlinks
# has them: https://github.com/zkat/supports-hyperlinks/blob/v3.1.0/src/lib.rs
_LINKING = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID", "ALACRITTY_WINDOW_ID")
_LINKING_PROGRAMS = frozenset({"Hyper", "iTerm.app", "terminology", "WezTerm", "vscode", "ghostty"})


def links_work(environment: Mapping[str, str]) -> bool:
    """Whether the terminal shows links. Others may print their addresses; so the unknown ones get none."""
    if "FORCE_HYPERLINK" in environment:
        return environment["FORCE_HYPERLINK"] not in ("", "0")
    version = environment.get("VTE_VERSION", "")
    return (
        any(environment.get(name) for name in _LINKING)
        or environment.get("TERM_PROGRAM") in _LINKING_PROGRAMS
        or (version.isdecimal() and len(version) < 9 and int(version) >= 5000)
    )


def check_target(path: str) -> None:
    """Raise UsageError if `path` cannot be written, or if the repository could redirect it elsewhere.

    It must be a regular file or new, in a folder that exists, and no folder below the working directory may be a link.
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot write {path}: {_reason(error)}") from None
    if not stat.S_ISREG(mode):
        kind = "a link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "not a regular file"
        raise UsageError(f"cannot write {path}: it is {kind}")
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise UsageError(f"cannot write {path}: folder {folder} does not exist")
    if link := linked_folder(os.path.abspath(folder)):
        raise UsageError(f"cannot write {path}: folder {os.path.relpath(link)} is a link")


def linked_folder(folder: str) -> str:
    """A folder of the path below the working directory that is a link, empty if there is none.

    A checked repository may contain it. Links above the working directory belong to the machine.
    """
    top = os.path.join(os.getcwd(), "")
    while folder.startswith(top):
        if os.path.islink(folder):
            return folder
        folder = os.path.dirname(folder)
    return ""


def write(path: str, text: str) -> None:
    """Replace the file at `path` in one step, so that a reader sees the old text or the new. Raises UsageError."""
    check_target(path)
    # Not tempfile: it costs an import of several milliseconds.
    # In a container, every run has the same process ID, and a run that was killed leaves its file behind.
    unique = f"{os.getpid()}.{os.urandom(4).hex()}"
    part = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{unique}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            with open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
            os.replace(part, path)
        except BaseException:
            os.unlink(part)
            raise
    except OSError as error:
        raise UsageError(f"cannot write {path}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return (text or str(error)).lower()
