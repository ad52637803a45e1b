"""A revision's name → the commit to compare with, and the files of its tree in a folder of their own, by git alone.

Nothing is checked out: blobs are written as they are stored, so that no filter, attribute, hook or link of the
repository has a say. Links and submodules are left out, as in a walk over the working tree.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from svclint.documents.discover import EXTENSIONS
from svclint.documents.file_bytes import LARGEST, LoadError, load
from svclint.documents.git import run_git
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass

# Bytes of a file that is no manifest and yet may be read: a kubeconfig, a rule, what a chart or a renderer needs.
_LARGEST_OTHER = 1 << 20
_MOST_FILES = 500_000
_MOST_BYTES = 4 << 30
_SHOWN = 100
_REGULAR, _LINK = (b"100644", b"100755", b"100664"), b"120000"


@dataclass(frozen=True, slots=True)
class Base:
    """The commit to compare with, the root of its work tree, and words that say which commit it is."""

    commit: str
    top: Path
    words: str


@dataclass(frozen=True, slots=True)
class _Blob:
    """One file of a tree: the name of its content, its size in bytes, its path; its content may be a link's target."""

    digest: bytes
    size: int
    path: str
    link: bool


def find_base(folder: Path, revision: str) -> Base:
    """Where the work tree of the folder left the revision: their merge base, or the revision itself if there is none.

    Raises UsageError for a folder that is in no repository, and a revision that is not there.
    """
    done = run_git(folder, "rev-parse", "--show-toplevel")
    if done is None:
        raise UsageError("--diff-base needs git, but git cannot be run")
    if done.returncode:
        raise UsageError(f"--diff-base needs a git repository: {_last_words(done.stderr) or f'{folder} is not in one'}")
    top = Path(os.fsdecode(done.stdout.removesuffix(b"\n").removesuffix(b"\r")))
    commit = _commit(top, revision)
    if not commit:
        raise UsageError(f"--diff-base: unknown revision {_shown(revision)}{_hint(top)}")
    merged = run_git(top, "merge-base", commit, "HEAD")
    found = _line(merged.stdout) if merged is not None and not merged.returncode else ""
    name = commit[:12] if commit.startswith(revision) else f"{_shown(revision)} ({commit[:12]})"
    if not found:
        return Base(commit, top, f"{name} itself, because it has no common ancestor with HEAD")
    return Base(found, top, name if found == commit else f"{found[:12]}, the merge base of {name} and HEAD")


def write_tree(base: Base, into: Path, follow: Collection[str] = ()) -> None:
    """Write the files of the commit's tree below a folder that nobody else writes to: manifests, and what is small.

    A link whose path `follow` names becomes the file of the tree that it leads to. So does one with a manifest's name
    where that file has no such name, one for each file. Raises UsageError where git cannot hand out the tree, or there
    is more than anybody has.
    """
    blobs = sorted(_listed(base, follow), key=lambda one: one.link)
    if len(blobs) > _MOST_FILES or sum(one.size for one in blobs) > _MOST_BYTES:
        raise UsageError(f"--diff-base: the tree of {base.words} is too large")
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as told:
        asked.writelines(one.digest + b"\n" for one in blobs)
        asked.seek(0)
        done = run_git(base.top, "cat-file", "--batch", given=asked, into=told)
        if done is None or done.returncode:
            raise UsageError(_unreadable(base, done.stderr if done else b""))
        told.seek(0)
        goals: set[str] = set()
        for one in blobs:
            data: bytes | None = _next(told, base)
            if one.link and data is not None:
                goal = os.path.normpath(os.path.join(os.path.dirname(one.path), os.fsdecode(data)))
                if one.path not in follow and (goal in goals or goal.lower().endswith(EXTENSIONS)):
                    continue
                goals.add(goal)
                data = _behind(into, goal)
            _write(into, one.path, data)


def _commit(top: Path, revision: str) -> str:
    """The full name of a commit; empty where there is none. What looks like an option is none of our revisions."""
    if not revision or revision.startswith("-") or "\0" in revision:
        return ""
    done = run_git(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return _line(done.stdout) if done is not None and not done.returncode else ""


def _line(output: bytes) -> str:
    """The name of one commit; empty for whatever else git may say."""
    word = output.split(b"\n", 1)[0].strip().decode("ascii", "replace")
    return word if len(word) in (40, 64) and word.isalnum() else ""


def _hint(top: Path) -> str:
    done = run_git(top, "rev-parse", "--is-shallow-repository")
    if done is not None and done.stdout.strip() == b"true":
        return " in a shallow clone: fetch it first (in CI, check out with fetch-depth: 0)"
    return " (try `git fetch`)"


def _listed(base: Base, follow: Collection[str]) -> Iterator[_Blob]:
    """The files to write; a name that no checkout would make is passed over."""
    done = run_git(base.top, "ls-tree", "-r", "-z", "-l", "--full-tree", base.commit)
    if done is None or done.returncode:
        raise UsageError(_unreadable(base, done.stderr if done else b""))
    for entry in done.stdout.split(b"\0"):
        facts, tab, name = entry.partition(b"\t")
        words = facts.split()
        if not tab or len(words) != 4 or not words[3].isdigit():
            continue
        path, size = os.fsdecode(name), int(words[3])
        link = words[0] == _LINK and (path in follow or path.lower().endswith(EXTENSIONS))
        if words[0] not in _REGULAR and not link:
            continue
        limit = LARGEST if path.lower().endswith(EXTENSIONS) else _LARGEST_OTHER
        if size <= limit and _safe(path):
            yield _Blob(words[2], size, path, link)


def _safe(path: str) -> bool:
    parts = path.replace(os.sep, "/").split("/")
    whole = all(part not in ("", ".", "..") and part.lower() != ".git" for part in parts)
    return whole and not os.path.splitdrive(path)[0]


def _next(told: IO[bytes], base: Base) -> bytes:
    """The next content of what `git cat-file --batch` told."""
    words = told.readline(200).split()
    if len(words) != 3 or words[1] != b"blob":
        raise UsageError(_unreadable(base, b""))
    size = int(words[2])
    data = told.read(size)
    if len(data) != size or told.read(1) != b"\n":
        raise UsageError(_unreadable(base, b""))
    return data


def _behind(into: Path, goal: str) -> bytes | None:
    """What a link leads to, where that is a file which has been written; there are no links below `into`."""
    try:
        return load(into, goal) if _safe(goal) else None
    except LoadError:
        return None


def _write(into: Path, path: str, data: bytes | None) -> None:
    """Write one file; a name that this machine's file system does not take is passed over."""
    if data is None:
        return
    place = os.path.join(into, path)
    try:
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except (FileExistsError, NotADirectoryError, ValueError):
        return
    except OSError as error:
        import errno

        if error.errno in (errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL):
            return
        raise
    with open(handle, "wb") as file:
        file.write(data)


def _unreadable(base: Base, said: bytes) -> str:
    words = _last_words(said)
    hint = f": {words}" if words else "; in a partial clone, fetch them first"
    return f"--diff-base: cannot read the files of {base.words}{hint}"


def _last_words(said: bytes) -> str:
    """The last line of git's own message, without its prefix."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("fatal: ")[:300] if lines else ""


def _shown(revision: str) -> str:
    return revision if len(revision) <= _SHOWN else revision[:_SHOWN] + "…"
