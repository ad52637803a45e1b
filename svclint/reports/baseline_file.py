"""Findings → the text of a baseline file: YAML that svclint reads again, for people to review line by line."""

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
_NO_CHARACTERS = {0xFFFE: "?", 0xFFFF: "?"}  # YAML takes neither


def render(known: Iterable[KnownFindings]) -> str:
    """The file's text: the same for the same findings, without line numbers or times."""
    entries = [_entry(one) for one in known]
    text = f"{HEAD}\n{indented(block_text(entries), 2)}" if entries else f"{HEAD} []\n"
    return checked(unforgeable(text), {"version": 1, "findings": entries})


def _entry(one: KnownFindings) -> dict[str, Value]:
    entry: dict[str, Value] = {
        "rule": _quoted(one.rule),
        "severity": str(one.severity),
        "file": _quoted(one.file),
        "message": _quoted(one.message),
    }
    if one.count > 1:
        entry["count"] = one.count
    marks = [_quoted(mark) for mark in one.marks]
    entry["fingerprints"] = Styled(marks, style="[") if len(marks) == 1 else marks
    return entry


def _quoted(text: str) -> Styled:
    """In double quotes, so that every text looks alike in a review."""
    return Styled(shorten(visible(text).translate(_NO_CHARACTERS), _LONGEST), style='"')
