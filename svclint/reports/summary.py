"""Result → its summary: how many findings, and what was checked. All report formats use the same sentences."""

from __future__ import annotations

from collections import Counter

from svclint.model import Counts, Reading, Result, Severity
from svclint.reports.escape import visible


def amount(number: int, singular: str, plural: str = "") -> str:
    """`1 finding`, `2 findings`, `1,204 findings`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def levels(result: Result) -> dict[Severity, int]:
    """The number of findings of each severity, without suppressed and known ones; the most severe first."""
    counts = Counter(finding.severity for finding in result.findings if finding.counted)
    return {severity: counts[severity] for severity in sorted(Severity, reverse=True)}


def ignored(result: Result) -> int:
    """The number of suppressed findings."""
    return sum(finding.suppressed is not None for finding in result.findings)


def known(result: Result) -> int:
    """The number of findings that the baseline contains."""
    return sum(finding.known for finding in result.findings)


def findings_line(result: Result) -> str:
    """`3 findings (1 error, 2 warnings, 0 notes), 1 ignored`, or `No findings`; `3 new findings (…), 12 known`."""
    by_level = levels(result)
    total = sum(by_level.values())
    parts = ", ".join(amount(number, str(severity)) for severity, number in by_level.items())
    finding = "new finding" if result.compared else "finding"
    line = f"{amount(total, finding)} ({parts})" if total else f"No {finding}s"
    left_out = [(known(result), "known"), (ignored(result), "ignored")]
    return ", ".join([line, *(f"{number:,} {word}" for number, word in left_out if number)])


def files_line(counts: Counts) -> str:
    """The files by how they were read, then the number of documents, claims, unresolved values and unread sources."""
    readings = ", ".join(_reading(reading, counts.files.get(reading, 0)) for reading in Reading)
    unresolved = sum(counts.unresolved.values())
    parts = [amount(counts.documents, "document"), amount(counts.claims, "claim")]
    parts.append(amount(unresolved, "unresolved value") + (f" ({reasons(counts)})" if unresolved else ""))
    unread = f"; not evaluated: {unread_sources(counts)}" if counts.unread else ""
    return f"{amount(counts.seen, 'file')}: {readings}; {', '.join(parts)}{unread}"


def unread_sources(counts: Counts) -> str:
    """`2 Helmfiles, 1 Jsonnet file`: the sources of manifests that were not evaluated."""
    return ", ".join(amount(number, name) for name, number in sorted(counts.unread.items()))


def reasons(counts: Counts) -> str:
    """`1 Helm template, 2 Flux variables`: why values are unresolved, the most frequent reason first."""
    numbers = sorted(counts.unresolved.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(amount(number, visible(reason)) for reason, number in numbers if number)


def _reading(reading: Reading, number: int) -> str:
    return amount(number, "template") if reading is Reading.TEMPLATE else f"{number:,} {reading.value}"


def sentence(text: str) -> str:
    """The text with a full stop, unless it already ends in a punctuation mark."""
    return text if text.endswith((".", "!", "?", "…")) else text + "."
