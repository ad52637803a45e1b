"""Suppression comments and annotations, and findings → the same findings, the suppressed ones with the reason.

A comment `# svclint: ignore[rule, other-rule] reason` applies to its own line or, on a line of its own, to the next one
that is not a comment. An annotation `svclint.dev/ignore.<rule>: reason` or `svclint.dev/ignore: "rule, other-rule:
reason"` applies to its object, in the files that the object is made of.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from types import MappingProxyType

from svclint.documents.lines import LineTable
from svclint.documents.list_items import brief, known_as
from svclint.documents.node import MapNode, ScalarNode
from svclint.documents.provenance import place as where
from svclint.documents.read import Document, SourceFile
from svclint.findings.fingerprints import fingerprint
from svclint.lazy_dataclasses import dataclass, replace
from svclint.lazy_re import regex
from svclint.model import Finding, Flaw, Location, Owner, Reading, Severity, Span
from svclint.rule_ids import UNUSED_IGNORE

NO_REASON = "no reason given"
ANNOTATION = "svclint.dev/ignore"

# Also matches inside block scalars, because embedded files have findings too. A `#` within a word is not a comment.
_COMMENT = regex(
    r"(?<!\S)#[ \t]*svclint:[ \t]*ignore(?![\w-])(?:\[([^\]\r\n]{0,500})\])?"
    r"([^\r\n]*?)(?=[ \t]#[ \t]*svclint:|[\r\n]|\Z)"
)
# Matched at the start of a line: a line with only a comment.
_COMMENT_LINE = regex(r"[ \t]*#")
_BREAK = regex(r"\r\n|\r|\n")
# A file that was not read has no findings, so an ignore in it cannot be called unused.
_JUDGED = frozenset({Reading.READ, Reading.NO_ADDRESSES})


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment or annotation. `line` is the line that it applies to, 0 for its whole object.

    `rules` is empty if a comment names none. `location` is that of the comment or annotation; its owner, the object or
    the file, has no cluster. `judged`: it is reported if it suppresses nothing. `files` are the other files that the
    object is made of.
    """

    rules: tuple[str, ...]
    reason: str
    line: int
    location: Location
    judged: bool = True
    files: tuple[str, ...] = ()


def ignores_of(source: SourceFile) -> tuple[Ignore, ...]:
    """The ignores in the comments of a file and the annotations of its objects, from top to bottom."""
    if "svclint" not in source.text and not any(document.further_files for document in source.documents):
        return ()
    judged = source.reading in _JUDGED
    ignores = [*comments_of(source.path, source.text, judged=judged)]
    for document in source.documents:
        ignores.extend(_annotations_of(document, judged=judged))
    return tuple(sorted(ignores, key=lambda ignore: ignore.location.span))


def comments_of(path: str, text: str, *, judged: bool = True) -> Iterator[Ignore]:
    """The ignore comments of a YAML text: a manifest or the inventory."""
    if "svclint" not in text:
        return
    owner = Owner("", "", "File", "", path)
    lines: LineTable | None = None
    last = next_line = 0
    on_own_line = False
    for match in _COMMENT.finditer(text):
        line, column = (lines := lines or LineTable(text)).place(match.start())
        if line != last:
            last, on_own_line = line, _COMMENT_LINE.match(text, match.start() - column + 1) is not None
            if line >= next_line:  # else the comment above this one applies to the same line
                next_line = _next_line(text, match.end(), line)
        end = column + len(match.group().rstrip())
        place = Location(path, Span(line, column, line, end), owner, "")
        applies_to = next_line if on_own_line else line
        yield Ignore(_words(match.group(1) or ""), match.group(2).strip(), applies_to, place, judged)


def _next_line(text: str, position: int, line: int) -> int:
    """The number of the first line after `position` (in line `line`) that is not only a comment."""
    for line_break in _BREAK.finditer(text, position):
        line += 1
        if not _COMMENT_LINE.match(text, line_break.end()):
            break
    return line


def _annotations_of(document: Document, *, judged: bool) -> Iterator[Ignore]:
    metadata = document.node.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, MapNode) else None
    group, kind, namespace = brief(document.group), brief(document.kind), brief(document.namespace)
    owner = Owner("", group, kind, namespace, known_as(document), unnamed=not document.name)
    for key, value in annotations.entries if isinstance(annotations, MapNode) else ():
        if not isinstance(value, ScalarNode) or not (key.text + ".").startswith(ANNOTATION + "."):
            continue
        rule = key.text.removeprefix(ANNOTATION).removeprefix(".")
        names, reason = (rule, value.text) if rule else value.text.partition(":")[::2]
        pointer = "/metadata/annotations/" + key.text.replace("~", "~0").replace("/", "~1")
        file, span = where(document, key.span)
        place = Location(file, span, owner, pointer, document.origin)
        yield Ignore(_words(names), " ".join(reason.split()), 0, place, judged, document.sources)


def _words(text: str) -> tuple[str, ...]:
    """The distinct items of a comma-separated list."""
    return tuple(dict.fromkeys(word for word in (part.strip() for part in text.split(",")) if word))


def current(ignores: Iterable[Ignore], today: str) -> list[Ignore]:
    """The ignores that have not expired; `today` is a date such as `2026-12-31`."""
    if not (listed := list(ignores)):
        return listed
    from svclint.findings.ignore_terms import terms_of

    return [ignore for ignore in listed if not terms_of(ignore.reason).expired(today)]


def suppression_flaws(ignores: Iterable[Ignore], today: str) -> Iterator[Flaw]:
    """The flaws of ignores that have expired, and of those without a reason."""
    if not (judged := [ignore for ignore in ignores if ignore.judged]):
        return
    from svclint.findings.ignore_terms import flaws_of, terms_of

    yield from flaws_of(((terms_of(ignore.reason), ignore.rules, ignore.location) for ignore in judged), today)


def apply(
    findings: Iterable[Finding],
    ignores: Sequence[Ignore],
    known_rules: Collection[str],
    ran: Set[str],
    unused: Severity,
    successors: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[Finding]:
    """The findings, sorted: the suppressed ones with their reason, and a new one for each ignore without effect.

    `ran` are the rules of this run: an ignore of a rule that did not run may be needed in another run. `unused` is the
    severity of an ignore without effect. `successors` maps former IDs to the rules that replace them: an ignore of a
    former ID applies to these rules too.
    """
    if not ignores:
        return sorted(findings, key=lambda finding: finding.order)
    index = _Index(ignores, successors)
    result = [index.suppressed(finding) for finding in findings]
    if UNUSED_IGNORE in ran:
        flaws = [*_unused(ignores, index.used, known_rules, ran - {UNUSED_IGNORE}, successors)]
        result += [index.suppressed(_finding(flaw, unused), number) for number, flaw in flaws]
        result += [_finding(flaw, unused) for flaw in _unused_of_unused(ignores, index.used)]
    return sorted(result, key=lambda finding: finding.order)


class _Index:
    """Ignores by file and line, and by object. `used` collects (number, rule) of those that suppressed a finding."""

    def __init__(self, ignores: Sequence[Ignore], successors: Mapping[str, Sequence[str]]) -> None:
        self._ignores = ignores
        self._lines: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
        self._objects: dict[tuple[str, str, Owner], list[tuple[int, str]]] = defaultdict(list)
        self.used: set[tuple[int, str]] = set()
        for number, ignore in enumerate(ignores):
            for name in ignore.rules:
                for rule in (name, *successors.get(name, ())):
                    self._add(ignore, number, name, rule)
        for entries in self._lines.values():
            entries.sort()

    def _add(self, ignore: Ignore, number: int, name: str, rule: str) -> None:
        """Index an ignore for `rule`; `name` is how it names the rule."""
        if ignore.line:
            self._lines[ignore.location.file, rule].append((ignore.line, number, name))
        else:
            for file in {ignore.location.file, *ignore.files}:
                self._objects[file, rule, ignore.location.owner].append((number, name))

    def suppressed(self, finding: Finding, own: int = -1) -> Finding:
        """The finding with the reason of the first ignore that applies to it; `own` is the ignore that it reports."""
        participants = (related.location for related in finding.related if related.participant)
        locations = [finding.location, *(location for location in participants if location)]
        matches = [entry for location in locations for entry in self._at(location, finding.rule)]
        if own >= 0 and finding.rule in self._ignores[own].rules:
            matches.insert(0, (own, finding.rule))
        if not matches:
            return finding
        self.used.update(matches)
        return replace(finding, suppressed=self._ignores[matches[0][0]].reason or NO_REASON)

    def _at(self, location: Location, rule: str) -> Iterator[tuple[int, str]]:
        """The number and the named rule of each ignore that applies to a rule at a location."""
        span = location.span
        last = span.end_line - (span.end_column == 1 and span.end_line > span.line)
        lines = self._lines.get((location.file, rule), ())
        position = bisect_left(lines, (span.line, -1, ""))
        while position < len(lines) and lines[position][0] <= last:
            yield lines[position][1:]
            position += 1
        yield from self._objects.get((location.file, rule, replace(location.owner, cluster="")), ())


def _unused(
    ignores: Sequence[Ignore],
    used: Set[tuple[int, str]],
    known: Collection[str],
    ran: Set[str],
    successors: Mapping[str, Sequence[str]],
) -> Iterator[tuple[int, Flaw]]:
    """A flaw for each rule that an ignore names without effect, with the number of the ignore.

    An annotation of a base occurs once per object that is made of it, and only one of them may need it.
    """
    needed = {(ignores[number].location.file, ignores[number].location.span, rule) for number, rule in used}
    for number, ignore in enumerate(ignores):
        if not ignore.judged:
            continue
        if not ignore.rules:
            yield number, _flaw(ignore, "", "Suppression without a rule: write `ignore[rule-id] reason`.")
        for rule in ignore.rules:
            current = {*successors.get(rule, ()), *((rule,) if rule in known else ())}
            if not current and rule != UNUSED_IGNORE:
                yield number, _flaw(ignore, rule, f"Unused suppression: unknown rule {rule}{_nearest(rule, known)}")
            elif current <= ran and (ignore.location.file, ignore.location.span, rule) not in needed:
                yield number, _flaw(ignore, rule)


def _unused_of_unused(ignores: Sequence[Ignore], used: Set[tuple[int, str]]) -> Iterator[Flaw]:
    """A flaw for each unused ignore of the rule UNUSED_IGNORE; `used` must cover all other findings of that rule."""
    for number, ignore in enumerate(ignores):
        if ignore.judged and UNUSED_IGNORE in ignore.rules and (number, UNUSED_IGNORE) not in used:
            yield _flaw(ignore, UNUSED_IGNORE)


def _flaw(ignore: Ignore, rule: str, message: str = "") -> Flaw:
    where = f"on line {ignore.line}" if ignore.line else f"for {ignore.location.owner}"
    message = message or f"Unused suppression: {rule} reports nothing {where}."
    return Flaw(ignore.location, UNUSED_IGNORE, message, unused_identity(rule, ignore.reason))


def unused_identity(rule: str, reason: str) -> str:
    """What distinguishes the flaw of a rule that an ignore names without effect from others of the same ignore."""
    return "\0".join((rule, reason))


def _finding(flaw: Flaw, severity: Severity) -> Finding:
    identity = fingerprint(flaw.rule, flaw.location, flaw.identity)
    return Finding(flaw.location, flaw.rule, severity, flaw.message, fingerprint=identity)


def _nearest(rule: str, known: Collection[str]) -> str:
    from difflib import get_close_matches

    matches = get_close_matches(rule[:100], sorted(known), n=1)
    return f"; did you mean {matches[0]}?" if matches else "."
