"""A revision → the commit to compare with, and the files of its tree, written to a folder.

Nothing is checked out: blobs are written as git stores them, so that filters, attributes, hooks and links of the
repository have no effect. Links and submodules are left out, as in a walk of the work tree.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from svclint import limits
from svclint.documents.discover import EXTENSIONS
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.git import run_git
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass
from svclint.light_typing import IO

# Bytes of other files that a run may read: a kubeconfig, a rule, a file of a chart or for a renderer.
_LARGEST_OTHER = 1 << 20
_MOST_FILES = 500_000
_MOST_BYTES = 4 << 30
_LONGEST_REVISION = 100
_REGULAR, _LINK = (b"100644", b"100755", b"100664"), b"120000"


@dataclass(frozen=True, slots=True)
class Base:
    """The commit to compare with, the root of its work tree, and a description of the commit for messages."""

    commit: str
    top: Path
    words: str


@dataclass(frozen=True, slots=True)
class _Blob:
    """One file of a tree: the digest of its content, its size in bytes, its path, and whether it is a link.

    The content of a link is its target.
    """

    digest: bytes
    size: int
    path: str
    link: bool


def find_base(folder: Path, revision: str) -> Base:
    """The merge base of a revision and HEAD of the folder's work tree, or the revision itself if there is none.

    Raises UsageError if the folder is not in a repository or the revision is unknown.
    """
    done = run_git(folder, "rev-parse", "--show-toplevel")
    if done is None:
        raise UsageError("--diff-base needs git, but git cannot be run")
    if done.returncode:
        raise UsageError(f"--diff-base needs a git repository: {_last_words(done.stderr) or f'{folder} is not in one'}")
    top = Path(os.fsdecode(done.stdout.removesuffix(b"\n").removesuffix(b"\r")))
    commit = _commit(top, revision)
    if not commit:
        raise UsageError(f"--diff-base: unknown revision {_shortened(revision)}{_hint(top)}")
    merged = run_git(top, "merge-base", commit, "HEAD")
    ancestor = _line(merged.stdout) if merged is not None and not merged.returncode else ""
    name = commit[:12] if commit.startswith(revision) else f"{_shortened(revision)} ({commit[:12]})"
    if not ancestor:
        return Base(commit, top, f"{name} itself, because it has no common ancestor with HEAD")
    return Base(ancestor, top, name if ancestor == commit else f"{ancestor[:12]}, the merge base of {name} and HEAD")


def write_tree(base: Base, into: Path, follow: Collection[str] = ()) -> None:
    """Write the manifests and the small other files of the commit's tree to a folder, which must be private.

    A link is written as the file that it leads to if `follow` contains its path, or if it has the name of a manifest
    and its target does not; of several links of the second kind to one file, only the first. Raises UsageError if git
    cannot read the tree, or the tree is too large.
    """
    blobs = sorted(_listed(base, follow), key=lambda blob: blob.link)
    if len(blobs) > _MOST_FILES or sum(blob.size for blob in blobs) > _MOST_BYTES:
        raise UsageError(f"--diff-base: the tree of {base.words} is too large")
    with tempfile.TemporaryFile() as digests, tempfile.TemporaryFile() as contents:
        digests.writelines(blob.digest + b"\n" for blob in blobs)
        digests.seek(0)
        done = run_git(base.top, "cat-file", "--batch", given=digests, into=contents)
        if done is None or done.returncode:
            raise UsageError(_unreadable(base, done.stderr if done else b""))
        contents.seek(0)
        targets: set[str] = set()
        for blob in blobs:
            data: bytes | None = _next(contents, base)
            if blob.link and data is not None:
                target = os.path.normpath(os.path.join(os.path.dirname(blob.path), os.fsdecode(data)))
                if blob.path not in follow and (target in targets or target.lower().endswith(EXTENSIONS)):
                    continue
                targets.add(target)
                data = _target_data(into, target)
            _write(into, blob.path, data)


def _commit(top: Path, revision: str) -> str:
    """The full digest of a commit; empty if there is none, or if the revision looks like an option of git."""
    if not revision or revision.startswith("-") or "\0" in revision:
        return ""
    done = run_git(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return _line(done.stdout) if done is not None and not done.returncode else ""


def _line(output: bytes) -> str:
    """The digest in the first line of git's output; empty for any other output."""
    word = output.split(b"\n", 1)[0].strip().decode("ascii", "replace")
    return word if len(word) in (40, 64) and word.isalnum() else ""


def _hint(top: Path) -> str:
    done = run_git(top, "rev-parse", "--is-shallow-repository")
    if done is not None and done.stdout.strip() == b"true":
        return " in a shallow clone: fetch it first (in CI, check out with fetch-depth: 0)"
    return " (try `git fetch`)"


def _listed(base: Base, follow: Collection[str]) -> Iterator[_Blob]:
    """Yield the files to write, without names that git does not check out. Raises UsageError."""
    done = run_git(base.top, "ls-tree", "-r", "-z", "-l", "--full-tree", base.commit)
    if done is None or done.returncode:
        raise UsageError(_unreadable(base, done.stderr if done else b""))
    for entry in done.stdout.split(b"\0"):
        facts, tab, name = entry.partition(b"\t")
        words = facts.split()
        if not tab or len(words) != 4:
            continue
        path = os.fsdecode(name)
        link = words[0] == _LINK and (path in follow or path.lower().endswith(EXTENSIONS))
        if words[0] not in _REGULAR and not link:
            continue
        if not words[3].isdigit():  # git does not have the content, and reports no error
            if path.lower().endswith(EXTENSIONS):
                raise UsageError(_unreadable(base, b""))
            continue
        size = int(words[3])
        limit = limits.current().bytes if path.lower().endswith(EXTENSIONS) else _LARGEST_OTHER
        if size <= limit and _safe(path):
            yield _Blob(words[2], size, path, link)


def _safe(path: str) -> bool:
    parts = path.replace(os.sep, "/").split("/")
    whole = all(part not in ("", ".", "..") and part.lower() != ".git" for part in parts)
    return whole and not os.path.splitdrive(path)[0]


def _next(contents: IO[bytes], base: Base) -> bytes:
    """The content of the next blob in the output of `git cat-file --batch`. Raises UsageError."""
    words = contents.readline(200).split()
    if len(words) != 3 or words[1] != b"blob":
        raise UsageError(_unreadable(base, b""))
    size = int(words[2])
    data = contents.read(size)
    if len(data) != size or contents.read(1) != b"\n":
        raise UsageError(_unreadable(base, b""))
    return data


def _target_data(into: Path, target: str) -> bytes | None:
    """The content of a link's target if it has been written to `into`, which contains no links; otherwise None."""
    try:
        return load(into, target) if _safe(target) else None
    except LoadError:
        return None


def _write(into: Path, path: str, data: bytes | None) -> None:
    """Write one file, unless the file system does not support its name."""
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


def _unreadable(base: Base, output: bytes) -> str:
    words = _last_words(output)
    hint = f": {words}" if words else "; in a partial clone, fetch them first"
    return f"--diff-base: cannot read the files of {base.words}{hint}"


def _last_words(output: bytes) -> str:
    """The last line of git's error message, without its prefix."""
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("fatal: ")[:300] if lines else ""


def _shortened(revision: str) -> str:
    return revision if len(revision) <= _LONGEST_REVISION else revision[:_LONGEST_REVISION] + "…"
