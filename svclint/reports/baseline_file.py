"""Findings → the text of a baseline file: YAML that svclint reads again, for people to review line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from svclint.findings.baseline import KnownFindings
from svclint.reports.escape import shorten, unforgeable, visible

HEAD = """\
# Findings that existed when svclint was adopted. They are not reported again unless their severity increases.
# To regenerate this file, run `svclint --write-baseline`. For its format, run `svclint schema baseline`.
version: 1
findings:"""
_LONGEST = 500
_NO_CHARACTERS = {0xFFFE: "?", 0xFFFF: "?"}  # YAML takes neither


def render(known: Iterable[KnownFindings]) -> str:
    """The file's text: the same for the same findings, without line numbers or times."""
    lines = [line for one in known for line in _entry(one)]
    return unforgeable("\n".join([HEAD if lines else f"{HEAD} []", *lines])) + "\n"


def _entry(one: KnownFindings) -> Iterator[str]:
    yield f"  - rule: {_quoted(one.rule)}"
    yield f"    severity: {one.severity}"
    yield f"    file: {_quoted(one.file)}"
    yield f"    message: {_quoted(one.message)}"
    if one.count > 1:
        yield f"    count: {one.count}"
    if len(one.marks) == 1:
        yield f"    fingerprints: [{_quoted(one.marks[0])}]"
        return
    yield "    fingerprints:"
    for mark in one.marks:
        yield f"      - {_quoted(mark)}"


def _quoted(text: str) -> str:
    """In double quotes, which JSON and YAML read alike once nothing unseen is left in the text."""
    return json.dumps(shorten(visible(text).translate(_NO_CHARACTERS), _LONGEST), ensure_ascii=False)
