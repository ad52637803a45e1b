"""The examples of a rule or a catalogue file → what came out otherwise than they say: the tests and `svclint test`.

In a rule's example a line that must be flagged ends in `# expect: rule-id` or `# expect: rule-id[warning]`; a comment
that has its line to itself speaks of the next one. The marks are taken out before the text is read, so that they can
stand in any text. An example without a mark for its rule must give no finding of that rule; other rules' findings are
not judged. A catalogue's example lists what its file's entries extract from a manifest: `role value ports…`, and
`{trait=value, …}` behind it where a trait matters.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from svclint.claims.blocks import format_block
from svclint.claims.catalogue import Catalogue, build
from svclint.claims.extract import extract
from svclint.config import Config, load
from svclint.documents.read import read
from svclint.findings.rulebook import Rule
from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim, Finding, Location, Unresolved
from svclint.pipeline import RunOptions, check

# Plain data at the edge: what a validated YAML file holds. The schema is the type.
Plain = Any
# What a catalogue's example says of one claim, and the claim's traits.
Line = tuple[str, Mapping[str, str]]

INVENTORY = "svclint-inventory.yaml"
CONFIG = ".svclint.yaml"
MANIFEST = "manifest.yaml"

_MARK = re.compile(r"#\s*expect:\s*(?P<marks>[a-z0-9-]+(?:\[\w+\])?(?:\s*,\s*[a-z0-9-]+(?:\[\w+\])?)*)\s*$")
_ONE = re.compile(r"([a-z0-9-]+)(?:\[(\w+)\])?")
_TRAITS = re.compile(r"^(?P<line>.*?)\s+\{(?P<traits>[^{}]*)\}$")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one example of `subject`, a rule's id or a catalogue's project; no problems: as it says."""

    subject: str
    title: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class ExpectedFinding:
    """A line that must be flagged, and the severity that it must be flagged with (empty: any)."""

    file: str
    line: int
    rule: str
    level: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Example:
    """A rule's example, its marks taken out: path → text, and what must be flagged."""

    title: str
    files: Mapping[str, str]
    marks: tuple[ExpectedFinding, ...]


def parse(raw: Plain) -> Example:
    """A rule's example as its file states it (plain data)."""
    manifests = raw.get("manifests", {})
    texts = {MANIFEST: manifests} if isinstance(manifests, str) else dict(manifests)
    for key, name in (("inventory", INVENTORY), ("config", CONFIG)):
        if key in raw:
            texts[name] = raw[key]
    marks: list[ExpectedFinding] = []
    files: dict[str, str] = {}
    for name, text in sorted(texts.items()):
        files[name], found = unmark(name, text)
        marks.extend(found)
    return Example(raw["title"], files, tuple(sorted(marks)))


def unmark(name: str, text: str) -> tuple[str, list[ExpectedFinding]]:
    """A text without its marks, and the marks; the lines stay where they are."""
    lines = text.split("\n")
    marks: list[ExpectedFinding] = []
    for number, line in enumerate(lines, start=1):
        found = _MARK.search(line)
        if not found:
            continue
        lines[number - 1] = line[: found.start()].rstrip()
        at = number if lines[number - 1].strip() else number + 1
        marks.extend(ExpectedFinding(name, at, rule, level) for rule, level in _ONE.findall(found["marks"]))
    return "\n".join(lines), marks


def for_people(text: str) -> str:
    """A text of an example with its marks as readers of a page understand them: `# <- rule-id (warning)`."""
    return "\n".join(
        _MARK.sub(lambda found: f"# <- {_ONE.sub(_spoken, found['marks'])}", line) for line in text.split("\n")
    )


def _spoken(mark: re.Match[str]) -> str:
    return f"{mark[1]} ({mark[2]})" if mark[2] else mark[1]


def is_bad(raw: Plain, rule: str) -> bool:
    """Whether an example shows the flaw, by its marks."""
    return any(mark.rule == rule for mark in parse(raw).marks)


def run_rule(rule: Rule, rules: Iterable[Rule], folders: Sequence[Path] = ()) -> Iterator[Outcome]:
    """Every example of one of `rules`, in order; a rule without a bad and a good one is an outcome as well.

    `folders` hold those rules that are not svclint's own. Raises UsageError for an inventory or configuration in an
    example that is none.
    """
    for raw in rule.examples:
        yield run_example(rule, raw, rules, folders)
    kinds = {is_bad(raw, rule.id) for raw in rule.examples}
    for kind, name in ((True, "bad"), (False, "good")):
        if kind not in kinds:
            yield Outcome(rule.id, f"at least one {name} example", (f"the rule has no {name} example",))


def run_example(rule: Rule, raw: Plain, rules: Iterable[Rule], folders: Sequence[Path] = ()) -> Outcome:
    """One example through the whole pipeline, in a folder of its own."""
    example = parse(raw)
    findings = found_in(rule, example, rules, folders)
    return Outcome(rule.id, example.title, tuple(judge(rule.id, example.marks, findings)))


def found_in(rule: Rule, example: Example, rules: Iterable[Rule], folders: Sequence[Path] = ()) -> tuple[Finding, ...]:
    """All that is found in an example of one of `rules`."""
    # A rule that is off by default runs beside those that are on: what it yields to must have its say.
    select = () if rule.enabled else (rule.id, *(one.id for one in rules if one.enabled))
    with written(example, select, folders) as options:
        return check([str(options.root)], options).result.findings


@contextmanager
def written(example: Example, select: Sequence[str], folders: Sequence[Path]) -> Iterator[RunOptions]:
    """An example in a folder of its own, and the options of a run on it."""
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
            inventories=(root / INVENTORY,) if INVENTORY in example.files else (),
            select=tuple(select),
            rule_folders=tuple(folders),
        )


def judge(rule: str, marks: Iterable[ExpectedFinding], findings: Iterable[Finding]) -> Iterator[str]:
    """What is missing, too much, or of another severity; a participant counts as a place of its finding."""
    wanted = {(mark.file, mark.line): mark for mark in marks if mark.rule == rule}
    met: set[tuple[str, int]] = set()
    for finding in findings:
        if finding.rule != rule or finding.suppressed is not None:
            continue
        for place in places(finding):
            at = (place.file, place.span.line)
            mark = wanted.get(at)
            if mark is None:
                yield f"{at[0]}:{at[1]}: unexpected finding: {finding.message}"
            elif mark.level and mark.level != str(finding.severity):
                yield f"{mark}: expected severity {mark.level}, got {finding.severity}: {finding.message}"
            met.add(at)
    for at, mark in sorted(wanted.items()):
        if at not in met:
            yield f"{mark}: expected a finding, got none"


def places(finding: Finding) -> Iterator[Location]:
    """Where a finding is reported: at its own place, and at every participant's."""
    yield finding.location
    for related in finding.related:
        if related.participant and related.location is not None:
            yield related.location


def run_catalogue(data: Plain) -> Iterator[Outcome]:
    """Every example of one catalogue file (validated plain data), against the entries of that file alone."""
    catalogue = build([data])
    for entry in data["entries"]:
        for raw in entry["examples"]:
            found = list(_extracted(raw["manifest"], catalogue))
            yield Outcome(data["project"], raw["title"], tuple(compare(raw["claims"], found)))


def _extracted(text: str, catalogue: Catalogue) -> Iterator[Line]:
    source = read(MANIFEST, text.encode(), catalogue.scanner())
    for document in source.documents:
        for one in extract(document, "", catalogue):
            if isinstance(one, Claim):
                yield claim_line(one), {name: _flat(value) for name, value in one.traits.items()}
            elif isinstance(one, Unresolved):
                yield f"unresolved {one.text}", {}
            else:
                span = one.location.span
                yield f"{one.rule} {text.splitlines()[span.line - 1][span.column - 1 : span.end_column - 1]}", {}


def claim_line(claim: Claim) -> str:
    """`role value ports…`: what a catalogue's example says of a claim; the value is the canonical one."""
    value = format_block(claim.block) if claim.block else claim.host or claim.text
    return " ".join([claim.role, value, *sorted(str(port) for port in claim.ports)])


def compare(expected: Iterable[str], found: Iterable[Line]) -> Iterator[str]:
    """What an example's list and the extracted lines do not have in common, each line as often as it is too much."""
    left = sorted(found, key=lambda line: line[0])
    for text in expected:
        parts = _TRAITS.match(text)
        line = " ".join((parts["line"] if parts else text).split())
        traits = _traits(parts["traits"]) if parts else {}
        hit = next((one for one in left if one[0] == line and traits.items() <= one[1].items()), None)
        if hit is None:
            near = [f"{{{', '.join(f'{key}={one[1].get(key)}' for key in traits)}}}" for one in left if one[0] == line]
            yield f"missing: {text}" + (f" (found with {near[0]})" if near and traits else "")
        else:
            left.remove(hit)
    for line, number in sorted(Counter(line for line, _ in left).items()):
        yield f"unexpected: {line}" + (f" ({number} times)" if number > 1 else "")


def _traits(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(", ") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _flat(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
