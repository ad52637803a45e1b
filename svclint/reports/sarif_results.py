"""An occurrence of a finding → one SARIF result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from svclint.light_typing import Any
from svclint.model import Fix, Location, Owner, Result, Step
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
    """Writes results. It caches the lines and line hashes of each file."""

    def __init__(self, whole: Result, options: DisplayOptions, rules: Mapping[str, int]) -> None:
        self._sources = SourceLines(whole.sources)
        self._compared = whole.compared
        self._options = options
        self._rules = rules
        self._hashes: dict[str, tuple[str, ...]] = {}

    def result(self, placed: Placed) -> Json:
        """The SARIF result: its location (one line), its related locations and its code flow.

        The property `flaw` is the same for all results of one flaw, which has a result at each of its locations.
        """
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
        if finding.fix is not None and placed.location == finding.location and (fix := self._fix(finding.fix)):
            result["fixes"] = [fix]
        result["partialFingerprints"] = self._fingerprints(placed)
        result["properties"] = {"flaw": visible(placed.flaw)}
        if self._compared:  # on all results of a run or on none (§3.27.24)
            result["baselineState"] = "unchanged" if finding.known else "new"
        if self._options.show_ignored:
            reason = finding.suppressed
            entry = {"kind": "inSource", "justification": sarif_text(reason or "no reason given")}
            result["suppressions"] = [] if reason is None else [entry]
        return result

    def _related(self, placed: Placed) -> tuple[list[Json], str]:
        """The related locations, and the message with links to them. It names locations outside the repository."""
        message = sentence(sarif_text(shorten(placed.finding.message, _LONGEST_MESSAGE)))
        links: list[Json] = []
        mentions = []
        for related in placed.related[:_MOST_RELATED]:
            text = shorten(related.message, _LONGEST_MESSAGE)
            if related.location is None or self._path(related.location) is None:
                mentions.append(sarif_text(text))
                continue
            number = len(links) + 1
            links.append({"id": number, **self._location(related.location, text)})
            mentions.append(sarif_link(text or str(number), number))
        if len(placed.related) > _MOST_RELATED:
            mentions.append(f"and {len(placed.related) - _MOST_RELATED:,} more")
        return links, f"{message} Related: {'; '.join(mentions)}." if mentions else message

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

    def _fix(self, fix: Fix) -> Json | None:
        """A fix as replacement of a region; None if its file is outside the repository."""
        path = repository_path(fix.file, self._options.base)
        if path is None:
            return None
        line, column, end_line, end_column = fix.span[:4]
        region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
        change = {
            "artifactLocation": {"uri": encode_path(path), "uriBaseId": "%SRCROOT%"},
            "replacements": [{"deletedRegion": region, "insertedContent": {"text": fix.text}}],
        }
        return {"description": {"text": sarif_text(fix.title)}, "artifactChanges": [change]}

    def _region(self, place: Location) -> Json:
        """A region of one line: GitHub shows a result in a pull request only if all of its lines were changed."""
        span = place.span
        line, column = max(span.line, 1), max(span.column, 1)
        region = {"startLine": line, "startColumn": column, "endLine": line}
        if span.end_line == span.line:
            region["endColumn"] = max(span.end_column, column + 1)
        elif (text := self._sources.line(place)) is not None:
            region["endColumn"] = max(len(text.rstrip()) + 1, column + 1)
        return region

    def _flow(self, trail: Sequence[Step]) -> list[Json]:
        """The steps of the trail with a location in the repository. The next such step includes the texts of others."""
        flow: list[Json] = []
        texts: list[str] = []
        for step in trail[:_MOST_STEPS]:
            texts.append(step.text)
            if step.location is not None and self._path(step.location) is not None:
                flow.append({"location": self._location(step.location, " → ".join(texts))})
                texts = []
        if flow and texts:
            last = flow[-1]["location"]["message"]
            last["text"] += sarif_text(" → " + " → ".join(texts))
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
    """The nonempty parts of group, kind, namespace and name; empty without an owner."""
    if not owner.kind:
        return ()
    return tuple(visible(part) for part in (owner.group, owner.kind, owner.namespace, owner.name) if part)
