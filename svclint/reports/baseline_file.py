"""Known findings → the text of a baseline file: YAML that svclint reads again and that people review line by line."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.documents.rewrite import checked
from svclint.documents.yaml_text import Styled, Value, block_text, indented
from svclint.findings.baseline import KnownFindings
from svclint.reports.escape import shorten, unforgeable, visible

HEAD = """\
# Findings that existed when svclint was adopted. They are not reported again unless their severity increases.
# To regenerate this file, run `svclint --write-baseline`. For its format, run `svclint schema baseline`.
version: 1
findings:"""
_LONGEST = 500
_NO_CHARACTERS = {0xFFFE: "?", 0xFFFF: "?"}  # YAML allows neither


def render(known: Iterable[KnownFindings]) -> str:
    """The text of the file. Equal findings give equal text: it has no line numbers and no times."""
    entries = [_entry(findings) for findings in known]
    text = f"{HEAD}\n{indented(block_text(entries), 2)}" if entries else f"{HEAD} []\n"
    return checked(unforgeable(text), {"version": 1, "findings": entries})


def _entry(findings: KnownFindings) -> dict[str, Value]:
    entry: dict[str, Value] = {
        "rule": _quoted(findings.rule),
        "severity": str(findings.severity),
        "file": _quoted(findings.file),
        "message": _quoted(findings.message),
    }
    if findings.count > 1:
        entry["count"] = findings.count
    marks = [_quoted(mark) for mark in findings.marks]
    entry["fingerprints"] = Styled(marks, style="[") if len(marks) == 1 else marks
    return entry


def _quoted(text: str) -> Styled:
    """A text in double quotes, so that all texts look alike in a review."""
    return Styled(shorten(visible(text).translate(_NO_CHARACTERS), _LONGEST), style='"')
