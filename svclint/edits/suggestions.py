"""An outcome of trials → the check before them, whose findings have their fixes, for reports that contain fixes."""

from __future__ import annotations

from svclint.documents.lines import LineTable
from svclint.edits.proposal import Proposal
from svclint.edits.trial import Outcome, changed_text
from svclint.lazy_dataclasses import replace
from svclint.lazy_re import regex
from svclint.model import Finding, Fix, Span
from svclint.pipeline import Checked

_MARK = "\ufeff"
_UNPRINTED = regex(r"[\t\r\n]")


def with_fixes(checked: Checked, outcome: Outcome) -> Checked:
    """The check with the fixes of the first round, each as one replacement in the file as it is."""
    fixes: dict[Finding, Fix] = {}
    for proposal in (proposal for proposals in outcome.made[:1] for proposal in proposals):
        before = outcome.files[proposal.change.file][0].decode().removeprefix(_MARK)
        fix = _fix(before, proposal)
        if _UNPRINTED.sub("", fix.text).isprintable():
            fixes |= dict.fromkeys(proposal.findings, fix)
    if not fixes:
        return checked
    findings = tuple(replace(finding, fix=fixes.get(finding)) for finding in checked.result.findings)
    return replace(checked, result=replace(checked.result, findings=findings))


def _fix(before: str, proposal: Proposal) -> Fix:
    """The replacement that leads from one text to the other, of the characters in which they differ."""
    after = changed_text(before, [proposal])
    start = _common(before, after)
    shared = _common(before[start:][::-1], after[start:][::-1])
    lines = LineTable(before)
    end = len(before) - shared
    text = after[start : len(after) - shared]
    span = Span(*lines.place(start), *lines.place(end))
    first = before.rfind("\n", 0, start) + 1
    last = before.find("\n", end)
    tail = before[end:] if last < 0 else before[end:last]
    whole = before[first:start] + text + tail
    return Fix(proposal.title, proposal.safe, proposal.change.file, span, text, tuple(whole.splitlines()))


def _common(left: str, right: str) -> int:
    """The number of characters with which both texts begin."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[:middle] == right[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
