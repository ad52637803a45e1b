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

# Also inside a block text, where findings of embedded files stand; a `#` within a word begins no comment.
_COMMENT = regex(
    r"(?<!\S)#[ \t]*svclint:[ \t]*ignore(?![\w-])(?:\[([^\]\r\n]{0,500})\])?"
    r"([^\r\n]*?)(?=[ \t]#[ \t]*svclint:|[\r\n]|\Z)"
)
# A line, from its beginning, that is nothing but a comment.
_ALONE = regex(r"[ \t]*#")
_BREAK = regex(r"\r\n|\r|\n")
# A file that was not read gives no findings, so nobody can say that an ignore in it is unused.
_JUDGED = frozenset({Reading.READ, Reading.NO_ADDRESSES})


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment or annotation. `line` is the line that it speaks of; 0: the whole object that it belongs to.

    `rules` is empty where a comment names none. `location` is where it stands; its owner, the object or the file, has
    no cluster. `judged`: it is worth a finding when it silences nothing. `files` are others that the object is made of.
    """

    rules: tuple[str, ...]
    reason: str
    line: int
    location: Location
    judged: bool = True
    files: tuple[str, ...] = ()


def ignores_of(source: SourceFile) -> tuple[Ignore, ...]:
    """What a file's comments and its objects' annotations ask to ignore, as written from top to bottom."""
    if "svclint" not in source.text and not any(one.further_files for one in source.documents):
        return ()
    judged = source.reading in _JUDGED
    found = [*comments_of(source.path, source.text, judged=judged)]
    for document in source.documents:
        found.extend(_annotated(document, judged=judged))
    return tuple(sorted(found, key=lambda one: one.location.span))


def comments_of(path: str, text: str, *, judged: bool = True) -> Iterator[Ignore]:
    """The ignoring comments of any YAML text, the inventory's too."""
    owner = Owner("", "", "File", "", path)
    lines: LineTable | None = None
    last = aim = 0
    alone = False
    for match in _COMMENT.finditer(text):
        line, column = (lines := lines or LineTable(text)).place(match.start())
        if line != last:
            last, alone = line, _ALONE.match(text, match.start() - column + 1) is not None
            if line >= aim:  # else another comment just above has found the line for this one too
                aim = _next_line(text, match.end(), line)
        end = column + len(match.group().rstrip())
        place = Location(path, Span(line, column, line, end), owner, "")
        yield Ignore(_words(match.group(1) or ""), match.group(2).strip(), aim if alone else line, place, judged)


def _next_line(text: str, position: int, line: int) -> int:
    """The number of the first line after `position`, in line `line`, that is more than a comment."""
    for brk in _BREAK.finditer(text, position):
        line += 1
        if not _ALONE.match(text, brk.end()):
            break
    return line


def _annotated(document: Document, *, judged: bool) -> Iterator[Ignore]:
    metadata = document.node.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, MapNode) else None
    group, kind, namespace = brief(document.group), brief(document.kind), brief(document.namespace)
    owner = Owner("", group, kind, namespace, known_as(document))
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
    return tuple(dict.fromkeys(word for word in (part.strip() for part in text.split(",")) if word))


def apply(
    findings: Iterable[Finding],
    ignores: Sequence[Ignore],
    known_rules: Collection[str],
    ran: Set[str],
    unused: Severity,
    successors: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[Finding]:
    """The findings, sorted, with the reason at those that somebody ignored, and one for each ignore that does nothing.

    `ran` are the rules of this run: an ignore of a rule that did not run may well be needed in another. `unused` is how
    bad an ignore is that does nothing. `successors` are rules that have taken over from an id: an ignore that names it
    is for them too.
    """
    if not ignores:
        return sorted(findings, key=lambda one: one.order)
    index = _Index(ignores, successors)
    result = [index.silenced(finding) for finding in findings]
    if UNUSED_IGNORE in ran:
        useless = [*_useless(ignores, index.used, known_rules, ran - {UNUSED_IGNORE}, successors)]
        result += [index.silenced(_finding(one, unused), number) for number, one in useless]
        result += [_finding(one, unused) for one in _idle(ignores, index.used)]
    return sorted(result, key=lambda one: one.order)


class _Index:
    """Ignores by file and line and by object; `used` collects which of them silenced something, by number and rule."""

    def __init__(self, ignores: Sequence[Ignore], successors: Mapping[str, Sequence[str]]) -> None:
        self._ignores = ignores
        self._lines: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
        self._objects: dict[tuple[str, str, Owner], list[tuple[int, str]]] = defaultdict(list)
        self.used: set[tuple[int, str]] = set()
        for number, one in enumerate(ignores):
            for name in one.rules:
                for rule in (name, *successors.get(name, ())):
                    self._add(one, number, name, rule)
        for found in self._lines.values():
            found.sort()

    def _add(self, ignore: Ignore, number: int, name: str, rule: str) -> None:
        """An ignore that names `name` is for `rule`."""
        if ignore.line:
            self._lines[ignore.location.file, rule].append((ignore.line, number, name))
        else:
            for file in {ignore.location.file, *ignore.files}:
                self._objects[file, rule, ignore.location.owner].append((number, name))

    def silenced(self, finding: Finding, own: int = -1) -> Finding:
        """The finding with the reason of the first ignore that speaks of it; `own` is the ignore it is about."""
        places = [finding.location, *(one.location for one in finding.related if one.participant and one.location)]
        found = [entry for place in places for entry in self._at(place, finding.rule)]
        if own >= 0 and finding.rule in self._ignores[own].rules:
            found.insert(0, (own, finding.rule))
        if not found:
            return finding
        self.used.update(found)
        return replace(finding, suppressed=self._ignores[found[0][0]].reason or NO_REASON)

    def _at(self, place: Location, rule: str) -> Iterator[tuple[int, str]]:
        span = place.span
        last = span.end_line - (span.end_column == 1 and span.end_line > span.line)
        lines = self._lines.get((place.file, rule), ())
        at = bisect_left(lines, (span.line, -1, ""))
        while at < len(lines) and lines[at][0] <= last:
            yield lines[at][1:]
            at += 1
        yield from self._objects.get((place.file, rule, replace(place.owner, cluster="")), ())


def _useless(
    ignores: Sequence[Ignore],
    used: Set[tuple[int, str]],
    known: Collection[str],
    ran: Set[str],
    successors: Mapping[str, Sequence[str]],
) -> Iterator[tuple[int, Flaw]]:
    """A flaw for each rule that an ignore names in vain, with the ignore's number.

    An annotation of a base is there once for each object that is made of it, and may be needed by one of them alone.
    """
    needed = {(ignores[number].location.file, ignores[number].location.span, rule) for number, rule in used}
    for number, one in enumerate(ignores):
        if not one.judged:
            continue
        if not one.rules:
            yield number, _flaw(one, "", "Suppression without a rule: write `ignore[rule-id] reason`.")
        for rule in one.rules:
            current = {*successors.get(rule, ()), *((rule,) if rule in known else ())}
            if not current and rule != UNUSED_IGNORE:
                yield number, _flaw(one, rule, f"Unused suppression: unknown rule {rule}{_nearest(rule, known)}")
            elif current <= ran and (one.location.file, one.location.span, rule) not in needed:
                yield number, _flaw(one, rule)


def _idle(ignores: Sequence[Ignore], used: Set[tuple[int, str]]) -> Iterator[Flaw]:
    """The same for those that ignore this very rule; known only once all its other findings are."""
    for number, one in enumerate(ignores):
        if one.judged and UNUSED_IGNORE in one.rules and (number, UNUSED_IGNORE) not in used:
            yield _flaw(one, UNUSED_IGNORE)


def _flaw(ignore: Ignore, rule: str, message: str = "") -> Flaw:
    where = f"on line {ignore.line}" if ignore.line else f"for {ignore.location.owner}"
    message = message or f"Unused suppression: {rule} reports nothing {where}."
    return Flaw(ignore.location, UNUSED_IGNORE, message, "\0".join((rule, ignore.reason)))


def _finding(flaw: Flaw, severity: Severity) -> Finding:
    known = fingerprint(flaw.rule, flaw.location, flaw.identity)
    return Finding(flaw.location, flaw.rule, severity, flaw.message, fingerprint=known)


def _nearest(rule: str, known: Collection[str]) -> str:
    from difflib import get_close_matches

    found = get_close_matches(rule[:100], sorted(known), n=1)
    return f"; did you mean {found[0]}?" if found else "."
