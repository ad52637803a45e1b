"""svclint's own data files (catalogue entries, rules) in a folder → plain data, checked against their schema."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svclint import cache, schema
from svclint.about import VERSION
from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.yaml import YamlError, parse
from svclint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

# Plain data at the edge: what a validated YAML file holds. The schema is the type.
Plain = Any

_LARGEST = 1 << 20
"""Bytes of one file that somebody gave."""


def load_all(
    folder: Traversable, name: str, shape: Callable[[list[Plain]], Plain] | None = None, *, ours: bool = False
) -> Plain:
    """Every `*.yaml` below `folder`, in the order of the paths, as validated by schema `name`; `file` says whence.

    What svclint ships (`ours`) is validated by its tests, not again at every first run.

    With `shape`, what that makes of the list, in the cache's types. It is kept there until a file, or the module of
    `shape`, changes. Raises UsageError with file, line and column.
    """
    found = sorted(_files(str(folder)) if ours else _given(str(folder)))
    stamps = [(path, _stamp(file)) for path, file in found]
    key = f"{name}-{VERSION}-{schema.stamp(name)}-{folder}-{stamps}-{_maker(shape)}"
    kept = cache.load(key)
    if kept is not None:
        return kept
    data: Plain = [
        read_one(Path(file).read_text(encoding="utf-8") if ours else _text(file), file, "" if ours else name)
        | {"file": path}
        for path, file in found
    ]
    data = data if shape is None else shape(data)
    cache.store(key, data)
    return data


def _maker(shape: Callable[[list[Plain]], Plain] | None) -> str:
    """Which code shapes the data: that of its wing, and of the documents' below it."""
    if shape is None:
        return ""
    code = shape.__code__
    wings = (os.path.dirname(code.co_filename), os.path.join(os.path.dirname(__file__), "documents"))
    times = []
    for wing in wings:
        with os.scandir(wing) as files:
            times += sorted((file.name, file.stat().st_mtime_ns) for file in files if file.name.endswith(".py"))
    return f"{code.co_filename} {code.co_name} {times}"


def read_one(text: str, path: str, name: str) -> Plain:
    """One data file's text → plain data, validated by schema `name` unless that is empty.

    Raises UsageError at the place of the first problem.
    """
    try:
        parsed = next(iter(parse(text)), None)
    except YamlError as error:
        raise UsageError(f"invalid YAML: {error.message}", path, error.line, error.column) from None
    if parsed is None or parsed.node is None:
        raise UsageError("the file is empty", path, 1, 1)
    for first, again in zip(parsed.originals, parsed.duplicates, strict=True):
        message = f"duplicate key '{again.text[:80]}', first defined on line {first.span.line}"
        raise UsageError(message, path, again.span.line, again.span.column)
    for problem in schema.validate(parsed.node, name) if name else ():
        raise UsageError(problem.message, path, problem.span.line, problem.span.column)
    import json

    data = schema.plain(parsed.node)
    data["file"] = path
    return json.loads(json.dumps(data))


def _files(folder: str) -> list[tuple[str, str]]:
    """Every YAML file below the folder: its path from there, and whole."""
    found: list[tuple[str, str]] = []
    todo = [""]
    while todo:
        inside = todo.pop()
        with os.scandir(os.path.join(folder, inside)) as scan:
            for entry in scan:
                if entry.is_dir():
                    todo.append(f"{inside}{entry.name}/")
                elif entry.name.endswith((".yaml", ".yml")):
                    found.append((inside + entry.name, entry.path))
    return found


def _given(top: str) -> list[tuple[str, str]]:
    """The same of a folder that somebody gave: no hidden folder, none by way of a link, and no file from elsewhere.

    Links to files of the folder are taken: that is how Kubernetes mounts a ConfigMap.
    """
    real = os.path.realpath(top)
    found: list[tuple[str, str]] = []
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
                found.append((path, entry.path))
    return found


def _text(file: str) -> str:
    """The text of a file that somebody gave. Raises UsageError."""
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
