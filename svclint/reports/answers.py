"""Answer to a question → text for people, or JSON for programs, as svclint/schemas/answer.json describes it."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.asking.answers import Answer, Entry, Part, Section
from svclint.light_typing import Any
from svclint.model import Location, Severity
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import json_text, shorten, unforgeable, visible
from svclint.reports.json_report import clean, location_data
from svclint.reports.terminal import BOLD, CYAN, DIM, LEVELS, Ink, wrap

_LEAST_WIDTH = 40
_LONGEST = 600


def as_text(answer: Answer, options: DisplayOptions) -> str:
    """The summary and the sections of each part, wrapped at `options.width` columns."""
    page = _Page(options)
    lines = [line.rstrip() for line in page.answer(answer)]
    return unforgeable("\n".join(lines)) + "\n"


class _Page:
    def __init__(self, options: DisplayOptions) -> None:
        self.width, self.ink = max(options.width, _LEAST_WIDTH), Ink(on=options.color)

    def answer(self, answer: Answer) -> Iterator[str]:
        for number, part in enumerate(answer.parts):
            if number:
                yield ""
            yield from self.part(part)
        if answer.left_out:
            yield ""
            yield self.ink(DIM, f"and {summary.amount(answer.left_out, 'more cluster')} (--cluster NAME)")
        if answer.hints:
            yield ""
            for hint in answer.hints:
                yield from self.paragraph(hint, 0)

    def part(self, part: Part) -> Iterator[str]:
        names = [f"cluster {visible(name)}" for name in part.clusters if name]
        if names:
            yield self.ink(BOLD, ", ".join(names))
        indent = 2 if names else 0
        yield from self.paragraph(part.summary, indent)
        for section in part.sections:
            yield ""
            yield from self.section(section, indent)

    def section(self, section: Section, indent: int) -> Iterator[str]:
        pad = " " * indent
        head = wrap(visible(section.title), self.width, used=indent, indent=indent)
        yield from (pad + self.ink(CYAN, head[0]), *head[1:])
        for entry in section.entries:
            yield from self.entry(entry, indent + 2)
        if section.left_out:
            yield self.ink(DIM, f"{pad}  and {section.left_out:,} more")

    def entry(self, entry: Entry, indent: int) -> Iterator[str]:
        lines = list(self.paragraph(entry.text, indent, hanging=2))
        if entry.finding is not None:
            lines[0] = self._levelled(lines[0], entry.finding.severity)
        yield from lines
        for note in entry.notes:
            yield from self.paragraph(note, indent + 2)
        if entry.location is not None:
            yield self.ink(DIM, f"{' ' * (indent + 2)}--> {spot(entry.location)}")

    def _levelled(self, line: str, severity: Severity) -> str:
        mark = str(severity)
        return line.replace(mark, self.ink(LEVELS[severity], mark), 1)

    def paragraph(self, text: str, indent: int, hanging: int = 0) -> Iterator[str]:
        words = shorten(visible(text), _LONGEST)
        first, *more = wrap(words, self.width, used=indent, indent=indent + hanging)
        yield from (" " * indent + first, *more)


def spot(place: Location) -> str:
    """`file:line:column`, escaped."""
    return f"{visible(place.file)}:{place.span.line}:{place.span.column}"


def as_json(answer: Answer) -> str:
    """The answer as JSON, version 1."""
    return json_text(
        clean(
            {
                "version": 1,
                "kind": answer.kind,
                "subject": answer.subject,
                "parts": [_part(part) for part in answer.parts],
                "leftOut": answer.left_out,
                "hints": list(answer.hints),
            }
        )
    )


def _part(part: Part) -> dict[str, Any]:
    return {
        "clusters": list(part.clusters),
        "summary": part.summary,
        "sections": [
            {
                "about": section.about,
                "title": section.title,
                "entries": [entry_data(entry) for entry in section.entries],
                "leftOut": section.left_out,
            }
            for section in part.sections
        ],
    }


def entry_data(entry: Entry) -> dict[str, Any]:
    """An entry as JSON; `role` and `finding` are null where they do not apply."""
    finding = entry.finding
    return {
        "text": entry.text,
        "notes": list(entry.notes),
        "role": entry.claim.role if entry.claim else None,
        "location": location_data(entry.location) if entry.location else None,
        "finding": {
            "rule": finding.rule,
            "severity": str(finding.severity),
            "fingerprint": finding.fingerprint,
            "suppressed": finding.suppressed,
        }
        if finding
        else None,
    }
