"""Paths and options → Result: all steps of a check in order, documents → claims → findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from svclint import clock, limits
from svclint.claims.catalogue import load_catalogue
from svclint.claims.inventory.native import Inventory
from svclint.config import Config
from svclint.documents.gc_paused import gc_paused
from svclint.documents.read import text_of
from svclint.documents.unread_sources import generator_of
from svclint.findings import rule_pack
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.evaluate import evaluate, evaluate_inert
from svclint.findings.flaws import findings_of
from svclint.findings.repeated_facts import without_repetitions
from svclint.findings.rule import Rule, RuleTexts
from svclint.findings.rule_limits import RuleLimits
from svclint.findings.rule_selection import levels_of, renamed, selected_rules
from svclint.findings.rulebook import Rulebook, load_rules
from svclint.findings.suppress import apply, current, suppression_flaws
from svclint.gathering import Gathered, gather
from svclint.lazy_dataclasses import dataclass, replace
from svclint.light_typing import TYPE_CHECKING
from svclint.model import (
    Claim,
    Counts,
    Finding,
    Flaw,
    Location,
    Reading,
    Result,
    RuleText,
    Severity,
)
from svclint.reading import RunOptions
from svclint.rule_ids import UNUSED_IGNORE

if TYPE_CHECKING:
    from svclint.claims.catalogue import Catalogue

NO_INVENTORY = (
    "No inventory found: manifests were checked only against each other and against special-purpose ranges. Run "
    "`svclint init` to create svclint-inventory.yaml, so that svclint also knows the addresses of your control plane, "
    "nodes, networks and neighbours."
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The result, the rules that ran, the claims that they checked, and whether all of the repository was checked.

    `inert` are the claims of samples, tests, archives and copies.
    """

    result: Result
    rules: Mapping[str, RuleText]
    claim_index: ClaimIndex
    whole: bool = True
    inert: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The facts and opinions that a run checks with."""

    catalogue: Catalogue
    book: Rulebook


def load(rule_folders: Iterable[Path] = (), *, examples: bool = False) -> Knowledge:
    """The catalogue, and svclint's own rules with those of the folders. Raises UsageError for an invalid rule."""
    catalogue, folders = load_catalogue(), tuple(rule_folders)
    known = rule_pack.load()
    book = Rulebook(load_rules(folders, known, examples=examples), catalogue.traits, known)
    if folders:
        book.check()  # tests check svclint's own rules
    return Knowledge(catalogue, book)


def check(paths: Sequence[str], options: RunOptions, knowledge: Knowledge | None = None) -> Checked:
    """Check the paths. Raises UsageError for an error of the operator; flaws in the input become findings.

    `knowledge` is what `load` returns for the rule folders of the options, if a caller checks many times.
    """
    return inspect(paths, options, knowledge or load(options.rule_folders)).checked


@dataclass(frozen=True, slots=True)
class Inspected:
    """A check, with everything that it gathered, for questions about it. `rules` are those that ran."""

    checked: Checked
    gathered: Gathered
    rules: tuple[Rule, ...]
    knowledge: Knowledge


def inspect(paths: Sequence[str], options: RunOptions, knowledge: Knowledge) -> Inspected:
    """Like `check`."""
    # Trees, claims and findings live until the end of the run.
    with gc_paused(), limits.applied(options.limits):
        return _inspect(paths, options, knowledge)


def _inspect(paths: Sequence[str], options: RunOptions, knowledge: Knowledge) -> Inspected:
    catalogue, book = knowledge.catalogue, knowledge.book
    rules = selected_rules(book, options.config, options.select, options.ignore, preview=options.preview)
    gathered = gather(paths, options, catalogue)
    options.began(f"comparing {len(gathered.claim_index.claims):,} claims")
    kept = judge(gathered, book, rules, options)
    book.keep()
    result = Result(
        findings=kept,
        counts=_counts(gathered),
        clusters=tuple(gathered.claim_index.clusters.values()),
        unresolved=gathered.unresolved,
        notes=(*options.notes, *_notes(gathered.inventory), *gathered.notes, *_renamed(gathered, book, rules, options)),
        sources=_texts(kept, gathered, options.config, options.root),
    )
    checked = Checked(result, RuleTexts(rules), gathered.claim_index, gathered.whole, gathered.inert)
    return Inspected(checked, gathered, tuple(rules), knowledge)


def _renamed(gathered: Gathered, book: Rulebook, rules: Sequence[Rule], options: RunOptions) -> list[str]:
    """Notices about old names in options, configuration and suppressions."""
    config = options.config
    names = {*options.select, *options.ignore, *config.select, *config.ignore, *config.rules}
    names.update(name for entry in config.path_ignores for name in entry.rules)
    names.update(name for ignore in gathered.ignores for name in ignore.rules)
    return renamed(book, rules, names)


def judge(gathered: Gathered, book: Rulebook, rules: Sequence[Rule], options: RunOptions) -> tuple[Finding, ...]:
    """The findings of the rules, sorted, with suppressions marked and the severities of the configuration."""
    bounds = RuleLimits()
    evaluated = evaluate(book, rules, gathered.claim_index, bounds)
    inert = evaluate_inert(book, rules, gathered.inert_index, bounds)
    raw = _once([*findings_of((*gathered.flaws, *bounds.flaws), rules), *evaluated, *inert])
    raw = without_repetitions(raw, gathered.claim_index)
    today, config = options.today or clock.today(), options.config
    raw += findings_of((*suppression_flaws(gathered.ignores, today), *_path_flaws(config, today)), rules)
    ran = frozenset(rule.id for rule in rules)
    # The finding of a suppression may be in a file that this run does not check.
    judged = ran if gathered.whole else ran & {UNUSED_IGNORE}
    unused = book.rules[UNUSED_IGNORE].text.severity
    applied = apply(raw, current(gathered.ignores, today), frozenset(book.rules), judged, unused, book.successors)
    if config.path_ignores:
        from svclint.findings.path_ignores import without_ignored_paths

        applied = without_ignored_paths(applied, config, book, today)
    levels = levels_of(book, config)
    findings = [_levelled(finding, levels) for finding in applied]
    kept = (finding for finding in findings if finding.severity >= options.least)
    return tuple(sorted(kept, key=lambda finding: finding.order))


def _path_flaws(config: Config, today: str) -> Iterable[Flaw]:
    if not config.path_ignores:
        return ()
    from svclint.findings.path_ignores import path_flaws

    return path_flaws(config, today)


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Remove duplicates: a file of several clusters, or one that is deployed in several ways, is checked in each.

    Of findings that differ only in whether their object is deployed, the most severe stays.
    """
    kept: dict[object, Finding] = {}
    for finding in findings:
        place, owner = finding.location, finding.location.owner
        same = (place.file, place.span, place.pointer, owner.group, owner.kind, owner.namespace, owner.name)
        key = (finding.rule, finding.pattern or finding.message, same)
        if key not in kept or kept[key].severity < finding.severity:
            kept[key] = finding
    return list(kept.values())


def _levelled(finding: Finding, levels: Mapping[str, str]) -> Finding:
    level = levels.get(finding.rule, "")
    return replace(finding, severity=Severity[level.upper()]) if level not in ("", "off") else finding


def _counts(gathered: Gathered) -> Counts:
    claims, sources = (*gathered.claim_index.claims, *gathered.inert), gathered.sources
    stating = {claim.location.file for claim in claims}  # a list of patches is not an object, but contains addresses
    no_addresses = Reading.NO_ADDRESSES
    readings = Counter(
        Reading.READ if source.reading is no_addresses and source.path in stating else source.reading
        for source in sources
    )
    readings[Reading.EXCLUDED] += len(gathered.found.excluded)
    return Counts(
        files={reading: readings[reading] for reading in Reading},
        documents=sum(len(source.documents) for source in sources),
        claims=sum(not claim.from_inventory for claim in claims),
        unresolved=dict(sorted(Counter(value.reason for value in gathered.unresolved).items())),
        unread=_unread(gathered),
    )


def _unread(gathered: Gathered) -> Mapping[str, int]:
    """The number of sources of each kind that svclint does not evaluate."""
    counts = Counter(map(generator_of, gathered.found.generators))
    if encrypted := sum(source.encrypted for source in gathered.sources):
        counts["SOPS-encrypted file"] = encrypted
    return dict(sorted(counts.items()))


def _notes(inventory: Inventory) -> tuple[str, ...]:
    return () if inventory.clusters else (NO_INVENTORY,)


def _texts(findings: Iterable[Finding], gathered: Gathered, config: Config, root: Path) -> Mapping[str, str]:
    """The text of every file at which a finding is located, also if it was read only for its variables."""
    paths = {location.file for finding in findings for location in _locations(finding)}
    settings = dict.fromkeys((entry.file for entry in config.path_ignores), "")
    texts = {**settings, **gathered.inventory.sources, **{source.path: source.text for source in gathered.sources}}
    return {path: texts[path] or text_of(root, path) for path in sorted(paths) if path in texts}


def _locations(finding: Finding) -> Iterator[Location]:
    yield finding.location
    for related in finding.related:
        if related.location:
            yield related.location
