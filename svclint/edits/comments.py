"""Findings of suppression comments without effect → the comment without the rules that it names in vain."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.edits.proposal import Change
from svclint.findings.fingerprints import fingerprint
from svclint.findings.suppress import comments_of, unused_identity
from svclint.lazy_re import regex
from svclint.model import Finding
from svclint.rule_ids import UNUSED_IGNORE

_NAMES = regex(r"\[[^\]]*\]")


def without_names(text: str, findings: Sequence[Finding]) -> Change | None:
    """The change of the comment of these findings, which are at one span; None for annotations and other comments."""
    place = findings[0].location
    ignore = next((ignore for ignore in comments_of(place.file, text) if ignore.location.span == place.span), None)
    # What follows another `#` may be about something else.
    if ignore is None or not ignore.rules or "#" in ignore.reason:
        return None
    reported = {finding.fingerprint for finding in findings}
    unused = {
        name
        for name in ignore.rules
        if fingerprint(UNUSED_IGNORE, place, unused_identity(name, ignore.reason)) in reported
    }
    kept = [name for name in ignore.rules if name not in unused]
    if not unused:
        return None
    if not kept:
        return Change(place.file, place.span, "comment")
    line = text.removeprefix("\ufeff").splitlines()[place.span.line - 1]
    comment = line[place.span.column - 1 : place.span.end_column - 1]
    return Change(place.file, place.span, "comment", comment, (_NAMES.sub(f"[{', '.join(kept)}]", comment, count=1),))
