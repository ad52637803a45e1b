"""Finding → its occurrences, one for each location that takes part; path → whether it is inside the repository.

Code hosts show a finding only next to a changed line, so each side of a collision is reported at its own line.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from svclint import redact
from svclint.lazy_dataclasses import dataclass
from svclint.model import Finding, Location, Related
from svclint.reports.fingerprints import own_fingerprint
from svclint.rule_ids import INVALID_YAML, UNREADABLE_FILE

_ALWAYS = (INVALID_YAML, UNREADABLE_FILE)


@dataclass(frozen=True, slots=True)
class Placed:
    """An occurrence: a finding at one of its locations. `first` is true at the finding's own location.

    `flaw` is the fingerprint of the flaw, the same for all its occurrences.
    """

    finding: Finding
    location: Location
    related: tuple[Related, ...]
    fingerprint: str
    flaw: str
    first: bool

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """Path, line, column, rule, message, fingerprint."""
        span = self.location.span
        return (self.location.file, span.line, span.column, self.finding.rule, self.finding.message, self.fingerprint)


def shown(findings: Iterable[Finding], *, ignored: bool, known: bool) -> list[Finding]:
    """The findings to report, sorted. `ignored` includes suppressed findings, `known` those of the baseline.

    Unreadable files are always reported, because new problems in them cannot be found.
    """
    unsuppressed = (finding for finding in findings if ignored or finding.suppressed is None)
    return sorted(
        (finding for finding in unsuppressed if known or not finding.known or finding.rule in _ALWAYS),
        key=lambda finding: finding.order,
    )


def spread(finding: Finding) -> Iterator[Placed]:
    """The finding at its own location, then at each participant's, where it refers back to its own location.

    At the location of a member of a folded finding, it is that member.
    """
    here = finding.location
    flaw = own_fingerprint(finding)
    yield Placed(finding, here, finding.related, flaw, flaw, first=True)
    members = {(member.location.file, member.location.span): member for member in finding.members}
    told = finding.members[0] if finding.members else finding
    seen = {(here.file, here.span)}
    origin = Related(here, str(here.owner) or "the other location", participant=True)
    for related in finding.related:
        place = related.location
        if not related.participant or place is None or (key := (place.file, place.span)) in seen:
            continue
        seen.add(key)
        if key in members:
            member = members[key]
            yield Placed(member, place, member.related, own_fingerprint(member), flaw, first=False)
        else:
            siblings = tuple(sibling for sibling in told.related if sibling is not related)
            yield Placed(told, place, (origin, *siblings), own_fingerprint(finding, place), flaw, first=False)


def at_hand(finding: Finding, base: str) -> Placed:
    """The finding at its own location or, if that is outside of the repository, at its first participant's inside."""
    occurrences = list(spread(finding)) if repository_path(finding.location.file, base) is None else []
    inside = (placed for placed in occurrences if repository_path(placed.location.file, base) is not None)
    return next(inside, None) or next(spread(finding))


def repository_path(path: str, base: str = "") -> str | None:
    """The path relative to the repository root `base`, or None for a file outside of it."""
    if base and path.startswith(base.rstrip("/") + "/"):
        path = path[len(base.rstrip("/")) + 1 :]
    path = posixpath.normpath(path)
    return None if path.startswith("/") or path.split("/", 1)[0] in ("..", ".") else path


class SourceLines:
    """The lines of the files with findings, as editors count them. Each file is split once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._lines: dict[str, list[str | None]] = {}
        self._covered: dict[tuple[str, int], str] = {}

    def text(self, file: str) -> str | None:
        return self._texts.get(file)

    def line(self, place: Location) -> str | None:
        """The line in which a location begins, redacted, or None if it is unknown.

        Lines of a Secret or a kubeconfig are never shown, because the text next to the address may be secret.
        """
        if place.owner.kind == "Secret" or place.file not in self._texts:
            return None
        if place.file not in self._lines:
            self._lines[place.file] = list(redact.lines(self._texts[place.file]))
        lines = self._lines[place.file]
        number = place.span.line
        line = lines[number - 1] if 0 < number <= len(lines) else None
        if line is not None and (place.file, number) not in self._covered:
            self._covered[place.file, number] = redact.source_line(line)
        return line if line is None else self._covered[place.file, number]
