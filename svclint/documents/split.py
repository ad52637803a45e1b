"""A file's bytes → its `---` documents, unparsed, each with the line at which it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from svclint.lazy_re import regex
from svclint.lazy_tuples import NamedTuple

# What Go's `strings.TrimSpace` removes, without the line break.
_SPACE = rb"(?:[ \t\v\f\r]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80)"
_COMMENT = rb"#(?:(?!\xc2\x85|\xe2\x80[\xa8\xa9])[^\r\n])*+"
_ENDS = rb"\r?(?:\n|\Z)"
_MARKER = regex(
    rb"\n---(?:(?=[ \t]*+" + _ENDS + rb"|[ \t]++" + _COMMENT + _ENDS + rb")"
    rb"|(?P<odd>" + _SPACE + rb"*+(?:#[^\n]*+)?)(?=\n|\Z)"
    rb"|(?=[ \t\r]))"
)
_REJECTED = regex(rb"(?m)^---(?![ \t\r\n]|\Z|\{[{%])")
_SOURCE = regex(rb"^# Source: ([^\r\n]+)", re.MULTILINE)


class Slice(NamedTuple):
    """The bytes from one `---` line to the next; `line` is the number of the first line, from 1.

    `origin` is the template that Helm's `# Source:` line names, or ''.
    """

    data: bytes
    line: int
    origin: str


def slices(data: bytes) -> Iterator[Slice]:
    """Yield the slices in order; together they are the whole file, except for separators that YAML does not know.

    `---` at the start of a line always begins a document, because the lines of a block scalar are indented. Kubernetes'
    reader (apimachinery's YAMLReader) also separates documents at `---#` and at `---` followed by other white space.
    YAML reads such lines as text, so they are left out. Directives (`%`) belong to the document after them.
    """
    cuts = [(0, 0), *_cuts(data), (len(data), len(data))]
    line = 1
    carried = ""
    for (_, start), (end, after) in pairwise(cuts):
        if start == end and data:  # the file begins with a separator
            line += _breaks(data[end:after])
            continue
        part = data if end - start == len(data) else data[start:end]
        match = _SOURCE.search(part) if b"# Source: " in part else None
        origin = match[1].decode().strip() if match else carried
        yield Slice(part, line, origin)
        carried = origin if match and _only_comments(part) else ""
        line += _breaks(data[start:after] if after > end else part)


def rejected_line(part: Slice) -> int | None:
    """The number of the first line with `---` that Kubernetes' reader rejects; None if there is none."""
    match = _REJECTED.search(part.data) if b"---" in part.data else None
    return None if match is None else part.line + _breaks(part.data[: match.start()])


def _cuts(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the end of each slice and the start of the next one."""
    if data.startswith(b"---"):
        head = data[: data.find(b"\n") + 1] or data
        match = _MARKER.match(b"\n" + head)
        if match is not None and match["odd"] is not None:
            yield 0, len(head)
    if b"\n---" not in data:
        return
    directed = data.startswith(b"%") or b"\n%" in data
    begun = 0
    for match in _MARKER.finditer(data):
        end = match.start() + 1
        start = end if match["odd"] is None else min(match.end() + 1, len(data))
        if directed:
            end = _before_directives(data, begun, end)
            start = end if match["odd"] is None else start
        yield end, start
        begun = start


def _before_directives(data: bytes, begun: int, end: int) -> int:
    """The start of the directives directly above the marker at `end`; `end` if there are none."""
    first = line = end
    while line > begun:
        above = data.rfind(b"\n", begun, line - 1) + 1 or begun
        text = data[above:line].strip()
        if text.startswith(b"%") and data[above : above + 1] == b"%":
            first = above
        elif text and not text.startswith(b"#"):
            break
        line = above
    return first


def _breaks(part: bytes) -> int:
    """The number of line breaks, as editors count them."""
    count = part.count(b"\n")
    return count + part.count(b"\r") - part.count(b"\r\n") if b"\r" in part else count


def _only_comments(part: bytes) -> bool:
    """Are there only comments, so that the `# Source:` line belongs to the next document?"""
    if len(part) > 10_000:
        return False
    return all(line.startswith((b"#", b"---")) or not line.strip() for line in part.splitlines())
