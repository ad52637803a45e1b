"""Findings, and those that were there before → the same findings, the old ones marked, and what occurs no more.

What makes a finding the same is its marks (model.py), not its line or file: a group of claims that hang together is an
old one when all of them were in one group before. One that is worse than it was is new.
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

# Old findings with one mark in common that are looked at for one that is not quite the same as before.
_MOST_TRIED = 64


@dataclass(frozen=True, slots=True)
class KnownFindings:
    """Findings alike that were there before: `count` of them. `file` and `message` are for people."""

    rule: str
    severity: Severity
    file: str
    message: str
    marks: tuple[str, ...]
    count: int = 1

    @property
    def order(self) -> tuple[str, str, str, tuple[str, ...], Severity]:
        """File, rule, message: what a person looks for; then what else tells two apart."""
        return (self.file, self.rule, self.message, self.marks, self.severity)


def known_of(findings: Iterable[Finding]) -> tuple[KnownFindings, ...]:
    """The findings that nobody ignores as what is known from now on, in order, those alike counted."""
    alike = Counter(
        KnownFindings(one.rule, one.severity, one.location.file, one.message, marks_of(one))
        for one in findings
        if one.suppressed is None
    )
    counted = (replace(one, count=count) for one, count in alike.items())
    return tuple(sorted(counted, key=lambda one: one.order))


def marks_of(finding: Finding) -> tuple[str, ...]:
    """What the finding hangs on, sorted."""
    return tuple(sorted(finding.marks)) or (finding.fingerprint,)


def read_known(path: Path, root: Path) -> tuple[KnownFindings, ...]:
    """A baseline file's entries. Raises UsageError, with its place, for a file that is none."""
    listed = read_settings(path, root, "baseline").node.get("findings")
    return (
        tuple(_entry(item) for item in listed.items if isinstance(item, MapNode))
        if isinstance(listed, ListNode)
        else ()
    )


def _entry(item: MapNode) -> KnownFindings:
    marks = item.get("fingerprints")
    texts = (one.text for one in marks.items if isinstance(one, ScalarNode)) if isinstance(marks, ListNode) else ()
    severity = Severity[text_at(item, "severity").upper()]
    times = item.get("count")
    count = times.value if isinstance(times, ScalarNode) and isinstance(times.value, int) else 1
    return KnownFindings(
        text_at(item, "rule"), severity, text_at(item, "file"), text_at(item, "message"), tuple(sorted(texts)), count
    )


def tell_apart(
    findings: Sequence[Finding], before: Iterable[KnownFindings], rules: Mapping[str, RuleText] = MappingProxyType({})
) -> tuple[tuple[Finding, ...], tuple[KnownFindings, ...]]:
    """The findings, in their order, with `known` at those that were there before; and what occurs no more, or not as
    often.

    Of several alike, those in the file of an old one are old first. What somebody ignores is neither old nor new.
    `rules` say under which ids their findings were reported before.
    """
    left = _Left(before, {name: rule.identity for name, rule in rules.items()})
    todo = [index for index, one in enumerate(findings) if one.suppressed is None]
    todo.sort(key=lambda index: -findings[index].severity)
    old: set[int] = set()
    for take in (left.in_its_file, left.anywhere, left.as_a_part):
        old.update(index for index in todo if index not in old and take(findings[index]))
    marked = tuple(replace(one, known=True) if index in old else one for index, one in enumerate(findings))
    return marked, left.rest()


@dataclass(slots=True)
class _Entry:
    """An old finding: how many of it are left, and the marks left of one that was taken apart."""

    known: KnownFindings
    left: int
    parts: Counter[str] = field(default_factory=Counter)


class _Left:
    """Old findings that no finding has been matched with yet."""

    def __init__(self, before: Iterable[KnownFindings], identities: Mapping[str, str]) -> None:
        self._identities = identities
        self._entries = [_Entry(one, one.count) for one in sorted(before, key=lambda one: one.severity)]
        self._by_file: dict[tuple[object, ...], list[_Entry]] = defaultdict(list)
        self._by_marks: dict[tuple[object, ...], list[_Entry]] = defaultdict(list)
        self._by_mark: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
        for entry in self._entries:
            one = entry.known
            rule = self._rule(one.rule)
            self._by_file[rule, one.marks, one.file].append(entry)
            self._by_marks[rule, one.marks].append(entry)
            for mark in set(one.marks) if len(one.marks) > 1 else ():
                self._by_mark[rule, mark].append(entry)

    def in_its_file(self, finding: Finding) -> bool:
        """Take one with the same marks and file."""
        return _take(
            self._by_file, (self._rule(finding.rule), marks_of(finding), finding.location.file), finding.severity
        )

    def anywhere(self, finding: Finding) -> bool:
        """Take one with the same marks: it has moved."""
        return _take(self._by_marks, (self._rule(finding.rule), marks_of(finding)), finding.severity)

    def as_a_part(self, finding: Finding) -> bool:
        """Take the marks from one that has them among others: a group of which some have gone."""
        marks = Counter(marks_of(finding))
        tried = self._by_mark.get((self._rule(finding.rule), next(iter(marks))), ())
        for entry in tried[-_MOST_TRIED:]:
            if entry.known.severity < finding.severity:
                continue
            if marks <= entry.parts:
                entry.parts -= marks
                return True
            if entry.left and marks <= (whole := Counter(entry.known.marks)):
                entry.left -= 1
                entry.parts = whole - marks
                return True
        return False

    def _rule(self, name: str) -> str:
        return self._identities.get(name, name)

    def rest(self) -> tuple[KnownFindings, ...]:
        """Those of which some are left."""
        return tuple(sorted((one.known for one in self._entries if one.left), key=lambda one: one.order))


def _take(index: Mapping[tuple[object, ...], list[_Entry]], key: tuple[object, ...], severity: Severity) -> bool:
    """The worst of those left is the last."""
    entries = index.get(key, [])
    while entries and not entries[-1].left:
        entries.pop()
    if not entries or entries[-1].known.severity < severity:
        return False
    entries[-1].left -= 1
    return True
