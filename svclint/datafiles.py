"""A folder of data files (catalogue entries, rules) → plain data, validated by a schema."""

from __future__ import annotations

import os
from pathlib import Path

from svclint import cache, schema
from svclint.about import VERSION
from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.yaml import YamlError, parse
from svclint.errors import UsageError
from svclint.light_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

# Plain data at the edge: what a validated YAML file holds. The schema is the type.
Plain = Any

_LARGEST = 1 << 20  # bytes of a file in a folder of the user


def load_all(folder: Traversable | str, name: str, *, ours: bool = False) -> list[Plain]:
    """The data of every `*.yaml` below `folder`, sorted by path and validated by schema `name`; `file` is the path.

    With `ours`, the files are not validated: tests do that for the files that svclint ships. The data are cached until
    a file changes. Raises UsageError with file, line and column.
    """
    files = sorted(_own_files(str(folder)) if ours else _user_files(str(folder)))
    stamps = [(path, _stamp(file)) for path, file in files]
    key = f"{name}-{VERSION}-{schema.stamp(name)}-{folder}-{stamps}"
    data: Plain = cache.load(key)
    if data is not None:
        return list(data)
    data = read_own(folder) if ours else [read_one(_text(file), file, name) | {"file": path} for path, file in files]
    cache.store(key, data)
    return list(data)


def read_own(folder: Traversable | str) -> list[Plain]:
    """The same of a folder that svclint ships, as it is now: not validated and not cached."""
    return [
        read_one(Path(file).read_text(encoding="utf-8"), file, "") | {"file": path}
        for path, file in sorted(_own_files(str(folder)))
    ]


def read_one(text: str, path: str, name: str) -> Plain:
    """The text of a data file → plain data, validated by schema `name` unless that is empty.

    Raises UsageError at the location of the first problem.
    """
    try:
        parsed = next(iter(parse(text)), None)
    except YamlError as error:
        raise UsageError(f"invalid YAML: {error.message}", path, error.line, error.column) from None
    if parsed is None or parsed.node is None:
        raise UsageError("the file is empty", path, 1, 1)
    for first, duplicate in zip(parsed.originals, parsed.duplicates, strict=True):
        message = f"duplicate key '{duplicate.text[:80]}', first defined on line {first.span.line}"
        raise UsageError(message, path, duplicate.span.line, duplicate.span.column)
    for problem in schema.validate(parsed.node, name) if name else ():
        raise UsageError(problem.message, path, problem.span.line, problem.span.column)
    import json

    data = schema.plain(parsed.node)
    data["file"] = path
    return json.loads(json.dumps(data))


def _own_files(folder: str) -> list[tuple[str, str]]:
    """Every YAML file below a folder that svclint ships: its path relative to the folder, and its full path."""
    files: list[tuple[str, str]] = []
    todo = [""]
    while todo:
        inside = todo.pop()
        with os.scandir(os.path.join(folder, inside)) as scan:
            for entry in scan:
                if entry.is_dir():
                    todo.append(f"{inside}{entry.name}/")
                elif entry.name.endswith((".yaml", ".yml")):
                    files.append((inside + entry.name, entry.path))
    return files


def _user_files(top: str) -> list[tuple[str, str]]:
    """The same for a folder of the user, without hidden folders and links to folders.

    Links to files inside the folder are followed, because Kubernetes mounts a ConfigMap that way. Raises UsageError for
    links to the outside, and for a folder that cannot be read.
    """
    real = os.path.realpath(top)
    files: list[tuple[str, str]] = []
    todo = [""]
    while todo:
        inside = todo.pop()
        try:
            with os.scandir(os.path.join(top, inside)) as scan:
                entries = list(scan)
        except OSError as error:
            raise UsageError(f"cannot be read: {_reason(error)}", os.path.join(top, inside)) from None
        for entry in entries:
            path = inside + entry.name
            if entry.is_dir(follow_symlinks=False):
                todo += [] if entry.name.startswith(".") else [path + "/"]
            elif entry.name.endswith((".yaml", ".yml")):
                if not os.path.realpath(entry.path).startswith(os.path.join(real, "")):
                    raise UsageError("is a link to outside the folder", entry.path)
                files.append((path, entry.path))
    return files


def _text(file: str) -> str:
    """The text of a file of the user. Raises UsageError if it cannot be read or is larger than the limit."""
    try:
        decoded = decode(load(Path(), file))
    except LoadError as error:
        raise UsageError(f"cannot be read: {error}", file) from None
    if decoded.reason:
        raise UsageError(f"cannot be read: {decoded.reason}", file, decoded.line, decoded.column)
    if len(decoded.data) > _LARGEST:
        raise UsageError(f"cannot be read: larger than {_LARGEST // 2**20} MiB", file)
    return decoded.data.decode()


def _reason(error: OSError) -> str:
    return (error.strerror or "it cannot be opened").lower()


def _stamp(file: str) -> tuple[int, int]:
    try:
        stat = os.stat(file)
    except OSError as error:
        raise UsageError(f"cannot be read: {_reason(error)}", file) from None
    return stat.st_size, stat.st_mtime_ns
