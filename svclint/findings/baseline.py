"""Findings and a baseline → the same findings, the known ones marked, and the entries that no longer occur.

A finding is identified by its marks (model.py), not by its line or file. A group of connected claims is known if all of
them were in one group of the baseline. A finding with a higher severity than in the baseline is new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from svclint.documents.node import ListNode, MapNode, ScalarNode, text_at
from svclint.lazy_dataclasses import dataclass, field, replace
from svclint.model import Finding, RuleText, Severity
from svclint.user_file import read_settings

# The number of entries that share a mark with a group and are compared with it.
_MOST_TRIED = 64


@dataclass(frozen=True, slots=True)
class KnownFindings:
    """An entry of a baseline: `count` equal findings. `file` and `message` are for people."""

    rule: str
    severity: Severity
    file: str
    message: str
    marks: tuple[str, ...]
    count: int = 1

    @property
    def order(self) -> tuple[str, str, str, tuple[str, ...], Severity]:
        """The sort key: file, rule and message, by which people search, then the fields that make it unique."""
        return (self.file, self.rule, self.message, self.marks, self.severity)


def known_of(findings: Iterable[Finding]) -> tuple[KnownFindings, ...]:
    """The baseline entries of findings, sorted, without the suppressed ones."""
    counts = Counter(
        KnownFindings(finding.rule, finding.severity, finding.location.file, finding.message, marks_of(finding))
        for finding in findings
        if finding.suppressed is None
    )
    entries = (replace(entry, count=count) for entry, count in counts.items())
    return tuple(sorted(entries, key=lambda entry: entry.order))


def marks_of(finding: Finding) -> tuple[str, ...]:
    """The marks that identify a finding, sorted; its fingerprint if it has none."""
    return tuple(sorted(finding.marks)) or (finding.fingerprint,)


def read_known(path: Path, root: Path) -> tuple[KnownFindings, ...]:
    """The entries of a baseline file. Raises UsageError with the location of the error."""
    listed = read_settings(path, root, "baseline").node.get("findings")
    return (
        tuple(_entry(item) for item in listed.items if isinstance(item, MapNode))
        if isinstance(listed, ListNode)
        else ()
    )


def _entry(item: MapNode) -> KnownFindings:
    marks = item.get("fingerprints")
    texts = (mark.text for mark in marks.items if isinstance(mark, ScalarNode)) if isinstance(marks, ListNode) else ()
    severity = Severity[text_at(item, "severity").upper()]
    times = item.get("count")
    count = times.value if isinstance(times, ScalarNode) and isinstance(times.value, int) else 1
    return KnownFindings(
        text_at(item, "rule"), severity, text_at(item, "file"), text_at(item, "message"), tuple(sorted(texts)), count
    )


def tell_apart(
    findings: Sequence[Finding], before: Iterable[KnownFindings], rules: Mapping[str, RuleText] = MappingProxyType({})
) -> tuple[tuple[Finding, ...], tuple[KnownFindings, ...]]:
    """The findings, in their order, with `known` set for those in the baseline; and the entries that occur less often.

    Among equal findings, those in the file of the entry are matched first. Suppressed findings are not matched. `rules`
    state under which ID the findings of a rule were reported before.
    """
    unmatched = _Unmatched(before, {name: rule.identity for name, rule in rules.items()})
    todo = [index for index, finding in enumerate(findings) if finding.suppressed is None]
    todo.sort(key=lambda index: -findings[index].severity)
    known: set[int] = set()
    for take in (unmatched.take_in_file, unmatched.take_anywhere, unmatched.take_part):
        known.update(index for index in todo if index not in known and take(findings[index]))
    marked = tuple(
        replace(finding, known=True) if index in known else finding for index, finding in enumerate(findings)
    )
    return marked, unmatched.rest()


@dataclass(slots=True)
class _Entry:
    """A baseline entry: how many of its findings are unmatched, and the unmatched marks of one matched in part."""

    known: KnownFindings
    remaining: int
    parts: Counter[str] = field(default_factory=Counter)


class _Unmatched:
    """Baseline entries that are not matched with a finding yet. A match never has a higher severity than its entry."""

    def __init__(self, before: Iterable[KnownFindings], identities: Mapping[str, str]) -> None:
        self._identities = identities
        self._entries = [_Entry(known, known.count) for known in sorted(before, key=lambda known: known.severity)]
        self._by_file: dict[tuple[object, ...], list[_Entry]] = defaultdict(list)
        self._by_marks: dict[tuple[object, ...], list[_Entry]] = defaultdict(list)
        self._by_mark: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
        for entry in self._entries:
            known = entry.known
            rule = self._rule(known.rule)
            self._by_file[rule, known.marks, known.file].append(entry)
            self._by_marks[rule, known.marks].append(entry)
            for mark in set(known.marks) if len(known.marks) > 1 else ():
                self._by_mark[rule, mark].append(entry)

    def take_in_file(self, finding: Finding) -> bool:
        """Match an entry with the same marks and file; false if there is none."""
        return _take(
            self._by_file, (self._rule(finding.rule), marks_of(finding), finding.location.file), finding.severity
        )

    def take_anywhere(self, finding: Finding) -> bool:
        """Match an entry with the same marks in any file, because findings move; false if there is none."""
        return _take(self._by_marks, (self._rule(finding.rule), marks_of(finding)), finding.severity)

    def take_part(self, finding: Finding) -> bool:
        """Match part of an entry: a group that has lost some of its claims; false if no entry has all the marks."""
        marks = Counter(marks_of(finding))
        candidates = self._by_mark.get((self._rule(finding.rule), next(iter(marks))), ())
        for entry in candidates[-_MOST_TRIED:]:
            if entry.known.severity < finding.severity:
                continue
            if marks <= entry.parts:
                entry.parts -= marks
                return True
            if entry.remaining and marks <= (whole := Counter(entry.known.marks)):
                entry.remaining -= 1
                entry.parts = whole - marks
                return True
        return False

    def _rule(self, name: str) -> str:
        """The ID under which the findings of a rule are compared."""
        return self._identities.get(name, name)

    def rest(self) -> tuple[KnownFindings, ...]:
        """The entries with unmatched findings, sorted."""
        entries = (entry.known for entry in self._entries if entry.remaining)
        return tuple(sorted(entries, key=lambda known: known.order))


def _take(index: Mapping[tuple[object, ...], list[_Entry]], key: tuple[object, ...], severity: Severity) -> bool:
    """Match the entry with the highest severity, which is the last; false if that is lower than `severity`."""
    entries = index.get(key, [])
    while entries and not entries[-1].remaining:
        entries.pop()
    if not entries or entries[-1].known.severity < severity:
        return False
    entries[-1].remaining -= 1
    return True
