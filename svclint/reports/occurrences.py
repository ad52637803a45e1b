"""A finding → every place that carries it; a path → is it inside the repository?

Code hosts show a finding only beside a changed line, so each side of a collision is reported at its own line.
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
    """A finding as seen from one of its places. `first` is true at the finding's own location."""

    finding: Finding
    location: Location
    related: tuple[Related, ...]
    fingerprint: str
    first: bool

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """Path, line, column, rule, message, fingerprint."""
        span = self.location.span
        return (self.location.file, span.line, span.column, self.finding.rule, self.finding.message, self.fingerprint)


def shown(findings: Iterable[Finding], *, ignored: bool, known: bool) -> list[Finding]:
    """The findings to report, in order; with `ignored` also those that somebody ignored, with `known` the old ones.

    That a file cannot be read is told each time: nobody can say what is new in it.
    """
    kept = (one for one in findings if ignored or one.suppressed is None)
    return sorted((one for one in kept if known or not one.known or one.rule in _ALWAYS), key=lambda one: one.order)


def spread(finding: Finding) -> Iterator[Placed]:
    """The finding at its own place, then at each participant's, with the roles swapped."""
    here = finding.location
    yield Placed(finding, here, finding.related, own_fingerprint(finding), first=True)
    seen = {(here.file, here.span)}
    origin = Related(here, str(here.owner) or "the other location", participant=True)
    for one in finding.related:
        place = one.location
        if not one.participant or place is None or (place.file, place.span) in seen:
            continue
        seen.add((place.file, place.span))
        others = tuple(other for other in finding.related if other is not one)
        yield Placed(finding, place, (origin, *others), own_fingerprint(finding, place), first=False)


def repository_path(path: str, base: str = "") -> str | None:
    """The path relative to the repository root `base`, or None for a file outside of it."""
    if base and path.startswith(base.rstrip("/") + "/"):
        path = path[len(base.rstrip("/")) + 1 :]
    path = posixpath.normpath(path)
    return None if path.startswith("/") or path.split("/", 1)[0] in ("..", ".") else path


class SourceLines:
    """The lines of the files that findings speak of, as editors count them; split once a file."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._lines: dict[str, list[str | None]] = {}
        self._covered: dict[tuple[str, int], str] = {}

    def text(self, file: str) -> str | None:
        return self._texts.get(file)

    def line(self, place: Location) -> str | None:
        """The line that the place begins in, or None where it must not or cannot be shown.

        The lines of a Secret or a kubeconfig are never shown: what stands beside the address may be one.
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
