"""Result → text for people: a block for each finding, the most severe last, and the totals at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from svclint.lazy_re import regex
from svclint.model import Finding, Location, Related, Result, RuleText, Severity
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import shorten, unforgeable, visible
from svclint.reports.occurrences import SourceLines, shown
from svclint.reports.terminal import BOLD, CYAN, DIM, LEVELS, Ink, columns, wrap

_LONGEST = 2000
_FEW = 3
_MOST_FAILING = 20
_LEAST_WIDTH = 40
_FENCE = regex(r"^[ ]*```[^\n]*\n?", re.MULTILINE)
_NEAR = 2000
"""Characters before or after the value in which the owner's name makes its label unnecessary."""


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:
    """The report for a terminal of `options.width` columns, coloured if `options.color` is set."""
    page = _Page(SourceLines(result.sources), options)
    lines: list[str] = []
    explained: set[str] = set()
    findings = shown(result.findings, ignored=options.show_ignored, known=options.show_known)
    findings.sort(key=lambda finding: finding.severity)
    for finding in findings:
        lines.extend(page.finding(finding, rules.get(finding.rule), explain=finding.rule not in explained))
        lines.append("")
        explained.add(finding.rule)
    if options.verbose:
        lines.extend(page.unresolved(result))
    if not options.quiet:
        if len(findings) > 1:
            lines.extend(page.failing(findings, options.fail_on))
        lines.extend(page.summary(result))
    text = "\n".join(line.rstrip() for line in lines).rstrip("\n")
    return unforgeable(text) + "\n" if text else ""


class _Page:
    """Lays out blocks. `gutter` is the width of line numbers in the current block, in columns."""

    def __init__(self, sources: SourceLines, options: DisplayOptions) -> None:
        self.sources = sources
        self.width = max(options.width, _LEAST_WIDTH)
        self.verbose = options.verbose
        self.links = options.links
        self.ink = Ink(on=options.color)
        self.gutter = 1

    def finding(self, finding: Finding, rule: RuleText | None, *, explain: bool) -> Iterator[str]:
        """The block of a finding: message, locations, path, and with `explain`, the fix of the rule."""
        related = finding.related if self.verbose else finding.related[:_FEW]
        places = [finding.location, *(item.location for item in related if item.location)]
        self.gutter = max(len(str(place.span.line)) for place in places)
        style = LEVELS[finding.severity]
        yield from self._header(finding, style, self._address(rule))
        yield from self._place(finding.location, style, "^", self._label(finding))
        for item in related:
            yield from self._related(item, finding.location)
        if len(finding.related) > len(related):
            more = summary.amount(len(finding.related) - len(related), "more place")
            yield from self._remark("note", f"and {more} (--verbose)")
        if finding.trail:
            yield from self._trail([shorten(visible(step.text), _LONGEST) for step in finding.trail])
        if finding.suppressed is not None:
            yield from self._remark("ignored", visible(finding.suppressed) or "no reason given")
        if rule is not None and explain:
            yield from self._fix(rule.fix)
            yield from self._remark("help", f"svclint explain {visible(finding.rule)}")

    def _address(self, rule: RuleText | None) -> str:
        """The address of the rule's page, for a terminal with links."""
        if not self.links or rule is None:
            return ""
        from svclint.reports.links import rule_uri

        return rule_uri(rule)

    def _fix(self, text: str) -> Iterator[str]:
        """The fix: paragraphs wrapped, and the lines of code in fences as they are."""
        name = "fix"
        for number, part in enumerate(_FENCE.split(text)):
            if number % 2:
                yield from (f"{' ' * (self.gutter + 8)}  {visible(line)}" for line in part.rstrip().splitlines())
                continue
            for paragraph in filter(None, map(str.strip, part.split("\n\n"))):
                yield from self._remark(name, visible(" ".join(paragraph.split())))
                name = ""

    def _header(self, finding: Finding, style: str, address: str) -> Iterator[str]:
        mark = f"{finding.severity}[{visible(finding.rule)}]"
        ignored = " (known)" if finding.known else "" if finding.suppressed is None else " (ignored)"
        message = shorten(visible(finding.message), _LONGEST)
        lines = wrap(message, self.width, used=columns(mark + ignored) + 2, indent=2)
        head = self.ink(style, mark)
        yield f"{self.ink.link(head, address) if address else head}{ignored}: {lines[0]}"
        yield from lines[1:]

    def _label(self, finding: Finding) -> str:
        from svclint.reports.snippet import around

        whose = finding.location.owner
        if whose.kind == "File" or whose.name.split(".")[0] == whose.kind:
            return ""  # a file, or a field of an inventory: the location and the line name it already
        owner = visible(str(whose))
        line = visible(around(self.sources.line(finding.location) or "", finding.location.span, _NEAR)[0])
        mentioned = owner in visible(finding.message) or all(word in line for word in owner.split())
        return "" if mentioned else owner

    def _place(self, place: Location, style: str, mark: str, label: str = "") -> Iterator[str]:
        """The location, and its source line with the value underlined, if the line is known."""
        origin = f" (rendered from {visible(place.origin)})" if place.origin not in ("", place.file) else ""
        spot = f"{visible(place.file)}:{place.span.line}:{place.span.column}{origin}"
        yield f"{' ' * self.gutter}{self.ink(DIM, '-->')} {spot}"
        line = self.sources.line(place)
        if line is None:
            return
        from svclint.reports.snippet import excerpt

        bar = f"{' ' * self.gutter} {self.ink(DIM, '|')}"
        part = excerpt(line, place.span, self.width - self.gutter - 3)
        yield bar
        yield f"{self.ink(DIM, f'{place.span.line:>{self.gutter}} |')} {part.text}"
        underline = f"{bar} {' ' * part.offset}{self.ink(style, mark * part.length)}"
        if self.gutter + 4 + part.offset + part.length + columns(label) <= self.width:
            yield f"{underline} {label}"
        else:
            yield underline
            yield f"{bar} {label}"
        yield bar

    def _related(self, related: Related, primary: Location) -> Iterator[str]:
        message = shorten(visible(related.message), _LONGEST)
        place = related.location
        if place is None or (place.file, place.span) == (primary.file, primary.span):
            yield from self._remark("note", message)
            return
        lines = wrap(message, self.width, used=len("note: "), indent=2)
        yield f"{self.ink(CYAN, 'note')}: {lines[0]}"
        yield from lines[1:]
        yield from self._place(place, CYAN, "-")

    def _trail(self, steps: Sequence[str]) -> Iterator[str]:
        """The path from the user of an address to the address, and from the other side the conflicting claim."""
        lines = list(self._remark("path", " → ".join(steps), glue=" → "))
        last = max((number for number, line in enumerate(lines) if "→" in line), default=-1)
        if last >= 0:
            lines[last] = "←".join(lines[last].rsplit("→", 1))
        yield from lines

    def _remark(self, name: str, text: str, glue: str = " ") -> Iterator[str]:
        head = f"{' ' * self.gutter} {self.ink(DIM, '=')} {self.ink(BOLD, name)}: " if name else " " * (self.gutter + 8)
        indent = self.gutter + 5 + len(name or "fix")
        lines = wrap(text, self.width, used=indent, indent=indent, glue=glue)
        yield head + lines[0]
        yield from lines[1:]

    def failing(self, findings: Sequence[Finding], level: Severity | None) -> Iterator[str]:
        """A line for each finding that fails the run, so that they are in view however long the report is."""
        failing = [
            finding for finding in findings if level is not None and finding.counted and finding.severity >= level
        ]
        if not failing:
            return
        from svclint.reports.concise import place

        yield f"{self.ink(BOLD, 'These findings fail the run')}:"
        if len(failing) > _MOST_FAILING:
            yield f"  {summary.amount(len(failing) - _MOST_FAILING, 'more finding')} above, and:"
        for finding in failing[-_MOST_FAILING:]:
            yield f"  {place(finding, self.ink)}"
        yield ""

    def unresolved(self, result: Result) -> Iterator[str]:
        """One line for each unresolved value."""
        for value in sorted(
            result.unresolved, key=lambda value: (value.location.file, value.location.span, value.text)
        ):
            place = f"{visible(value.location.file)}:{value.location.span.line}:{value.location.span.column}"
            yield f"unresolved: {place}: {shorten(visible(value.text), self.width)} ({visible(value.reason)})"
        if result.unresolved:
            yield ""

    def summary(self, result: Result) -> Iterator[str]:
        """The totals: one paragraph without findings, otherwise a line of findings and a line of files."""
        findings, files = summary.findings_line(result), summary.files_line(result.counts)
        if not any(summary.levels(result).values()):
            lines = wrap(f"{findings}. {files}", self.width)
            rest = lines[0].removeprefix(findings)
            yield self.ink(BOLD, findings) + self.ink(DIM, rest)
            yield from (self.ink(DIM, line) for line in lines[1:])
            return
        yield from (self.ink(BOLD, line) for line in wrap(findings, self.width))
        parts = files.split("; ", 1) if columns(files) > self.width else [files]
        for part in parts:
            yield from (self.ink(DIM, line) for line in wrap(part, self.width))
