"""`perPathIgnores` of the configuration, applied to findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from svclint.config import Config, PathIgnore
from svclint.documents.globs import globs
from svclint.errors import UsageError
from svclint.findings.ignore_terms import Terms, flaws_of
from svclint.findings.rulebook import Rulebook
from svclint.findings.suppress import NO_REASON
from svclint.lazy_dataclasses import replace
from svclint.model import Finding, Flaw, Location, Owner


def path_flaws(config: Config, today: str) -> Iterator[Flaw]:
    """The flaws of entries that expired or have no reason."""
    return flaws_of(
        (
            (Terms(entry.reason, entry.until), entry.rules, Location(entry.file, entry.span, _owner(entry), ""))
            for entry in config.path_ignores
        ),
        today,
    )


def without_ignored_paths(findings: Iterable[Finding], config: Config, book: Rulebook, today: str) -> list[Finding]:
    """The findings; those of an entry's rules get its reason if all their locations are in files of the entry.

    A finding that also concerns another file is not suppressed: its other side may be somebody else's.
    """
    entries = [_Matcher(entry, book) for entry in config.path_ignores if not Terms("", entry.until).expired(today)]
    return [_ignored(finding, entries) for finding in findings]


class _Matcher:
    """An entry, with the IDs of its rules and the answers for files that were asked for."""

    def __init__(self, entry: PathIgnore, book: Rulebook) -> None:
        self.rules = frozenset(rule for name in entry.rules for rule in book.current(name))
        self.reason = entry.reason or NO_REASON
        try:
            self._globs = globs(entry.paths)
        except ValueError:
            message = f"not a valid .gitignore pattern in perPathIgnores: {', '.join(entry.paths)}"
            raise UsageError(message, entry.file, entry.span.line, entry.span.column) from None
        self._answers: dict[str, bool] = {}

    def has(self, file: str) -> bool:
        if file not in self._answers:
            self._answers[file] = self._globs.match_file(file)
        return self._answers[file]


def _ignored(finding: Finding, entries: Sequence[_Matcher]) -> Finding:
    if finding.suppressed is not None:
        return finding
    participants = (related.location for related in finding.related if related.participant and related.location)
    files = {finding.location.file, *(location.file for location in participants)}
    for entry in entries:
        if finding.rule in entry.rules and all(map(entry.has, files)):
            return replace(finding, suppressed=entry.reason)
    return finding


def _owner(entry: PathIgnore) -> Owner:
    return Owner("", "", "File", "", entry.file)
