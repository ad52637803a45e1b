"""The examples of a rule or a catalogue file → the differences from what they expect, for tests and `svclint test`.

In an example of a rule, a line that must be reported ends in `# expect: rule-id` or `# expect: rule-id[warning]`; a
comment on a line of its own marks the next line. The marks are removed before the text is read, so that any text can
contain them. An example without a mark for its rule must give no finding of that rule; findings of other rules are
ignored. An example of a catalogue file lists what its entries extract from a manifest: `role value ports…`, followed by
`{trait=value, …}` if a trait matters.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from svclint.claims.blocks import format_block
from svclint.claims.catalogue import Catalogue, build
from svclint.claims.extract import extract
from svclint.config import Config, load
from svclint.documents.read import read
from svclint.findings.rule import Rule
from svclint.lazy_dataclasses import dataclass
from svclint.light_typing import Any
from svclint.model import Claim, Finding, Location, Unresolved
from svclint.pipeline import Knowledge, check
from svclint.reading import RunOptions

# Plain data at the edge: what a validated YAML file holds. The schema is the type.
Plain = Any
# A claim in an example of the catalogue: `role value ports…`, and its traits.
Line = tuple[str, Mapping[str, str]]

INVENTORY = "svclint-inventory.yaml"
CONFIG = ".svclint.yaml"
MANIFEST = "manifest.yaml"

_MARK = re.compile(r"#\s*expect:\s*(?P<marks>[a-z0-9-]+(?:\[\w+\])?(?:\s*,\s*[a-z0-9-]+(?:\[\w+\])?)*)\s*$")
_RULE = re.compile(r"([a-z0-9-]+)(?:\[(\w+)\])?")
_TRAITS = re.compile(r"^(?P<line>.*?)\s+\{(?P<traits>[^{}]*)\}$")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one example of `subject`, a rule id or a project of the catalogue; without problems, it passed."""

    subject: str
    title: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class ExpectedFinding:
    """A line that must be reported, and with which severity (empty: any)."""

    file: str
    line: int
    rule: str
    level: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a rule without its marks: path → text, and the expected findings."""

    title: str
    files: Mapping[str, str]
    marks: tuple[ExpectedFinding, ...]


def parse(raw: Plain) -> Example:
    """An example of a rule, from the plain data of its file."""
    manifests = raw.get("manifests", {})
    texts = {MANIFEST: manifests} if isinstance(manifests, str) else dict(manifests)
    for key, name in (("inventory", INVENTORY), ("config", CONFIG)):
        if key in raw:
            texts[name] = raw[key]
    marks: list[ExpectedFinding] = []
    files: dict[str, str] = {}
    for name, text in sorted(texts.items()):
        files[name], expected = unmark(name, text)
        marks.extend(expected)
    return Example(raw["title"], files, tuple(sorted(marks)))


def unmark(name: str, text: str) -> tuple[str, list[ExpectedFinding]]:
    """A text without its marks, and the marks; line numbers do not change."""
    lines = text.split("\n")
    marks: list[ExpectedFinding] = []
    for number, line in enumerate(lines, start=1):
        match = _MARK.search(line)
        if not match:
            continue
        lines[number - 1] = line[: match.start()].rstrip()
        marked = number if lines[number - 1].strip() else number + 1
        marks.extend(ExpectedFinding(name, marked, rule, level) for rule, level in _RULE.findall(match["marks"]))
    return "\n".join(lines), marks


def for_people(text: str) -> str:
    """A text of an example with its marks in the form for a page: `# <- rule-id (warning)`."""
    return "\n".join(
        _MARK.sub(lambda match: f"# <- {_RULE.sub(_page_mark, match['marks'])}", line) for line in text.split("\n")
    )


def _page_mark(mark: re.Match[str]) -> str:
    return f"{mark[1]} ({mark[2]})" if mark[2] else mark[1]


def is_bad(raw: Plain, rule: str) -> bool:
    """Whether an example expects a finding of the rule."""
    return any(mark.rule == rule for mark in parse(raw).marks)


def run_rule(rule: Rule, knowledge: Knowledge) -> Iterator[Outcome]:
    """Yield the outcome of every example of a rule, in order, and of a missing bad or good example.

    Raises UsageError for an invalid inventory or configuration in an example.
    """
    for raw in rule.examples:
        yield run_example(rule, raw, knowledge)
    kinds = {is_bad(raw, rule.id) for raw in rule.examples}
    for kind, name in ((True, "bad"), (False, "good")):
        if kind not in kinds:
            yield Outcome(rule.id, f"at least one {name} example", (f"the rule has no {name} example",))


def run_example(rule: Rule, raw: Plain, knowledge: Knowledge) -> Outcome:
    """Check one example in a temporary folder and compare the findings with its marks. Raises UsageError."""
    example = parse(raw)
    findings = findings_in(rule, example, knowledge)
    return Outcome(rule.id, example.title, tuple(judge(rule.id, example.marks, findings)))


def findings_in(rule: Rule, example: Example, knowledge: Knowledge) -> tuple[Finding, ...]:
    """The findings of all rules in an example of `rule`. Raises UsageError."""
    # A rule that is off by default runs together with the enabled rules, because it may yield to them.
    rules = knowledge.book.rules.values()
    select = () if rule.enabled and not rule.preview else (rule.id, *(other.id for other in rules if other.enabled))
    with written(example, select) as options:
        return check([str(options.root)], options, knowledge).result.findings


@contextmanager
def written(example: Example, select: Sequence[str] = ()) -> Iterator[RunOptions]:
    """Write an example to a temporary folder, and yield the options of a run on it."""
    with tempfile.TemporaryDirectory(prefix="svclint-") as name:
        root = Path(name).resolve()
        for path, text in example.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text.encode("utf-8", "surrogateescape"))
        config = load(root, root / CONFIG) if CONFIG in example.files else Config()
        yield RunOptions(
            root=root,
            config=config,
            render=config.render,
            inventories=tuple(root / path for path in sorted(example.files, key=len) if path.endswith(INVENTORY)),
            select=tuple(select),
            limits=config.limits,
        )


def judge(rule: str, marks: Iterable[ExpectedFinding], findings: Iterable[Finding]) -> Iterator[str]:
    """Yield missing and unexpected findings and wrong severities; a finding also counts at its participants."""
    expected = {(mark.file, mark.line): mark for mark in marks if mark.rule == rule}
    reported: set[tuple[str, int]] = set()
    for finding in findings:
        if finding.rule != rule or finding.suppressed is not None:
            continue
        for location in locations(finding):
            position = (location.file, location.span.line)
            mark = expected.get(position)
            if mark is None:
                yield f"{position[0]}:{position[1]}: unexpected finding: {finding.message}"
            elif mark.level and mark.level != str(finding.severity):
                yield f"{mark}: expected severity {mark.level}, got {finding.severity}: {finding.message}"
            reported.add(position)
    for position, mark in sorted(expected.items()):
        if position not in reported:
            yield f"{mark}: expected a finding, got none"


def locations(finding: Finding) -> Iterator[Location]:
    """The locations at which a finding is reported: its own and those of its participants."""
    yield finding.location
    for related in finding.related:
        if related.participant and related.location is not None:
            yield related.location


def run_catalogue(data: Plain) -> Iterator[Outcome]:
    """Yield the outcome of every example of a catalogue file (validated plain data), with only its entries."""
    catalogue = build([data])
    for entry in data["entries"]:
        for raw in entry["examples"]:
            extracted = list(_extracted(raw["manifest"], catalogue))
            yield Outcome(data["project"], raw["title"], tuple(compare(raw["claims"], extracted)))


def _extracted(text: str, catalogue: Catalogue) -> Iterator[Line]:
    source = read(MANIFEST, text.encode(), catalogue.whole_scanner())
    for document in source.documents:
        for value in extract(document, "", catalogue):
            if isinstance(value, Claim):
                yield claim_line(value), {name: _flat(trait) for name, trait in value.traits.items()}
            elif isinstance(value, Unresolved):
                yield f"unresolved {value.text}", {}
            else:
                span = value.location.span
                yield f"{value.rule} {text.splitlines()[span.line - 1][span.column - 1 : span.end_column - 1]}", {}


def claim_line(claim: Claim) -> str:
    """A claim as in an example of the catalogue: `role value ports…`, with the canonical value."""
    value = format_block(claim.block) if claim.block else claim.host or claim.text
    return " ".join(filter(None, [claim.role, value, *sorted(str(port) for port in claim.ports)]))


def compare(expected: Iterable[str], found: Iterable[Line]) -> Iterator[str]:
    """Yield the differences between the expected and the extracted lines, counting repetitions."""
    left = sorted(found, key=lambda line: line[0])
    for text in expected:
        parts = _TRAITS.match(text)
        line = " ".join((parts["line"] if parts else text).split())
        traits = _traits(parts["traits"]) if parts else {}
        same = [claim for claim in left if claim[0] == line]
        match = next((claim for claim in same if traits.items() <= claim[1].items()), None)
        if match is None:
            others = [f"{{{', '.join(f'{key}={values.get(key)}' for key in traits)}}}" for _, values in same]
            yield f"missing: {text}" + (f" (found with {others[0]})" if others and traits else "")
        else:
            left.remove(match)
    for line, number in sorted(Counter(line for line, _ in left).items()):
        yield f"unexpected: {line}" + (f" ({number} times)" if number > 1 else "")


def _traits(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(", ") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _flat(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
