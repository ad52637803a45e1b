"""A file's bytes in, its `---` documents out, with the line at which each begins, unparsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from svclint.lazy_re import regex

_MARKER = regex(rb"\n---(?=[ \t\r\n]|\Z)")
_SOURCE = regex(rb"^# Source: ([^\r\n]+)", re.MULTILINE)


class Slice(NamedTuple):
    """The bytes from one `---` line to the next; `line` is the first's number, `origin` Helm's `# Source:`."""

    data: bytes
    line: int
    origin: str


def slices(data: bytes) -> Iterator[Slice]:
    """The slices in order, together all of the file.

    `---` at the start of a line is a document marker wherever it stands: a block scalar's lines are indented. A file
    with `%` directives is one slice, because they belong to the document after them.
    """
    starts = [0]
    if b"\n---" in data and not data.startswith(b"%") and b"\n%" not in data:
        starts += [match.start() + 1 for match in _MARKER.finditer(data)]
    line = 1
    carried = ""
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        part = data if len(starts) == 1 else data[start:end]
        match = _SOURCE.search(part) if b"# Source: " in part else None
        origin = match[1].decode().strip() if match else carried
        yield Slice(part, line, origin)
        carried = origin if match and _only_comments(part) else ""
        line += part.count(b"\n")
        if b"\r" in part:
            line += part.count(b"\r") - part.count(b"\r\n")


def _only_comments(part: bytes) -> bool:
    """Is there nothing but comments, so that the `# Source:` line belongs to the document that follows?"""
    if len(part) > 10_000:
        return False
    return all(line.startswith((b"#", b"---")) or not line.strip() for line in part.splitlines())
