"""A finding at one of its places → one SARIF result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from svclint.model import Location, Owner, Result, Step
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import sarif_link, sarif_text, shorten, visible
from svclint.reports.fingerprints import line_hashes
from svclint.reports.links import encode_path
from svclint.reports.occurrences import Placed, SourceLines, repository_path
from svclint.reports.summary import sentence

_LONGEST_MESSAGE = 2000
_MOST_RELATED = 20
_MOST_STEPS = 100

Json = dict[str, Any]


class ResultWriter:
    """Writes results; keeps each file's lines and line hashes while it does."""

    def __init__(self, whole: Result, options: DisplayOptions, rules: Mapping[str, int]) -> None:
        self._sources = SourceLines(whole.sources)
        self._compared = whole.compared
        self._options = options
        self._rules = rules
        self._hashes: dict[str, tuple[str, ...]] = {}

    def result(self, placed: Placed) -> Json:
        """One result: a place of one line, links to the others, the path between them."""
        finding = placed.finding
        links, text = self._related(placed)
        result: Json = {
            "ruleId": visible(finding.rule),
            "ruleIndex": self._rules[finding.rule],
            "level": str(finding.severity),
            "message": {"text": text},
            "locations": [self._location(placed.location)],
        }
        if links:
            result["relatedLocations"] = links
        if flow := self._flow(finding.trail):
            result["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
        result["partialFingerprints"] = self._fingerprints(placed)
        if self._compared:  # at all results of a run or at none (§3.27.24)
            result["baselineState"] = "unchanged" if finding.known else "new"
        if self._options.show_ignored:
            reason = finding.suppressed
            entry = {"kind": "inSource", "justification": sarif_text(reason or "no reason given")}
            result["suppressions"] = [] if reason is None else [entry]
        return result

    def _related(self, placed: Placed) -> tuple[list[Json], str]:
        """The related locations, and the message that links to them; places outside of the repository are told."""
        message = sentence(sarif_text(shorten(placed.finding.message, _LONGEST_MESSAGE)))
        links: list[Json] = []
        told = []
        for one in placed.related[:_MOST_RELATED]:
            text = shorten(one.message, _LONGEST_MESSAGE)
            if one.location is None or self._path(one.location) is None:
                told.append(sarif_text(text))
                continue
            number = len(links) + 1
            links.append({"id": number, **self._location(one.location, text)})
            told.append(sarif_link(text or str(number), number))
        if len(placed.related) > _MOST_RELATED:
            told.append(f"and {len(placed.related) - _MOST_RELATED:,} more")
        return links, f"{message} Related: {'; '.join(told)}." if told else message

    def _path(self, place: Location) -> str | None:
        return repository_path(place.file, self._options.base)

    def _location(self, place: Location, message: str = "") -> Json:
        path = self._path(place)
        location: Json = {}
        if path is not None:
            artifact = {"uri": encode_path(path), "uriBaseId": "%SRCROOT%"}
            location["physicalLocation"] = {"artifactLocation": artifact, "region": self._region(place)}
        if name := _qualified(place.owner):
            location["logicalLocations"] = [
                {"name": name[-1], "fullyQualifiedName": "/".join(name), "kind": "resource"}
            ]
        if message:
            location["message"] = {"text": sarif_text(message)}
        return location

    def _region(self, place: Location) -> Json:
        """One line: GitHub shows a finding in a pull request only when all of its lines were changed."""
        span = place.span
        line, column = max(span.line, 1), max(span.column, 1)
        region = {"startLine": line, "startColumn": column, "endLine": line}
        if span.end_line == span.line:
            region["endColumn"] = max(span.end_column, column + 1)
        elif (text := self._sources.line(place)) is not None:
            region["endColumn"] = max(len(text.rstrip()) + 1, column + 1)
        return region

    def _flow(self, trail: Sequence[Step]) -> list[Json]:
        """The trail's steps that stand in a file of the repository; the others are told with the next one."""
        flow: list[Json] = []
        waiting: list[str] = []
        for step in trail[:_MOST_STEPS]:
            waiting.append(step.text)
            if step.location is not None and self._path(step.location) is not None:
                flow.append({"location": self._location(step.location, " → ".join(waiting))})
                waiting = []
        if flow and waiting:
            last = flow[-1]["location"]["message"]
            last["text"] += sarif_text(" → " + " → ".join(waiting))
        return flow

    def _fingerprints(self, placed: Placed) -> Json:
        prints = {"svclint/v1": visible(placed.fingerprint)}
        file = placed.location.file
        text = self._sources.text(file)
        if text is not None and file not in self._hashes:
            self._hashes[file] = line_hashes(text)
        hashes = self._hashes.get(file, ())
        if 0 < placed.location.span.line <= len(hashes):
            prints["primaryLocationLineHash"] = hashes[placed.location.span.line - 1]
        return prints


def _qualified(owner: Owner) -> tuple[str, ...]:
    """Group, kind, namespace and name, as far as there are; empty for nobody."""
    if not owner.kind:
        return ()
    return tuple(visible(part) for part in (owner.group, owner.kind, owner.namespace, owner.name) if part)
