"""Paths and options → Result: the whole walk, documents → claims → findings, in order, on one page."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from svclint.claims.catalogue import Catalogue, load_catalogue
from svclint.claims.cluster_settings import complete, resolve_names
from svclint.claims.extract import extract
from svclint.claims.inventory.native import Inventory, load_inventories
from svclint.claims.placement import placed, without_files
from svclint.config import Config
from svclint.deployment.deployed import Plan, structured, unplanned
from svclint.documents.discover import Discovered, discover, excluded_of
from svclint.documents.gc_paused import gc_paused
from svclint.documents.read import KUSTOMIZATIONS, SourceFile, read, read_path, text_of
from svclint.errors import UsageError
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.deployment_status import of_flaw
from svclint.findings.evaluate import evaluate
from svclint.findings.flaws import findings_of
from svclint.findings.rule_selection import levels_of, renamed, selected_rules
from svclint.findings.rulebook import Rule, Rulebook, load_rules
from svclint.findings.suppress import Ignore, apply, comments_of, ignores_of
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import (
    DEPLOYED,
    Claim,
    Cluster,
    Counts,
    Finding,
    Flaw,
    Location,
    Reading,
    Result,
    RuleText,
    Severity,
    Unresolved,
    flaw,
)
from svclint.rule_ids import UNRESOLVED_ADDRESS, UNUSED_IGNORE

if TYPE_CHECKING:
    from svclint.deployment.render.request import RenderRequest

NO_INVENTORY = (
    "No inventory found: manifests were checked only against each other and against special-purpose ranges. Run "
    "`svclint init` to create svclint-inventory.yaml, so that svclint also knows the addresses of your control plane, "
    "nodes, networks and neighbours."
)
_OUTSIDE = "a link that leads out of the repository"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the user asked for beside the paths; `root` is what every path in a report is relative to."""

    root: Path
    config: Config
    inventories: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rule_folders: tuple[Path, ...] = ()
    cluster: str = ""
    tracked_only: bool = False
    stdin: bytes | None = None
    stdin_name: str = "<stdin>"
    least: Severity = Severity.NOTE
    render: RenderRequest | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The result, the rules that ran, the scene they looked at, and whether that was the whole repository."""

    result: Result
    rules: Mapping[str, RuleText]
    claim_index: ClaimIndex
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a run knows before any rule is asked. `whole`: it looked at the whole repository."""

    found: Discovered
    sources: tuple[SourceFile, ...]
    inventory: Inventory
    claim_index: ClaimIndex
    unresolved: tuple[Unresolved, ...]
    flaws: tuple[Flaw, ...]
    ignores: tuple[Ignore, ...]
    notes: tuple[str, ...]
    whole: bool


def check(paths: Sequence[str], options: RunOptions) -> Checked:
    """The whole walk. Raises UsageError for what the operator got wrong; flaws in the input become findings."""
    with gc_paused():  # trees, claims and findings are there until the end: looking for garbage among them is idle
        return _check(paths, options)


def _check(paths: Sequence[str], options: RunOptions) -> Checked:
    catalogue = load_catalogue()
    book = Rulebook(load_rules(options.rule_folders, examples=False), catalogue.traits)
    if options.rule_folders:
        book.check()  # svclint's own rules are held to it by tests
    rules = selected_rules(book, options.config, options.select, options.ignore)
    gathered = gather(paths, options, catalogue)
    kept = judge(gathered, book, rules, options)
    book.keep()
    result = Result(
        findings=kept,
        counts=_counts(gathered),
        clusters=tuple(gathered.claim_index.clusters.values()),
        unresolved=gathered.unresolved,
        notes=(*options.notes, *_notes(gathered.inventory), *gathered.notes, *_renamed(gathered, book, rules, options)),
        sources=_texts(kept, gathered, options.root),
    )
    return Checked(result, {rule.id: rule.text for rule in rules}, gathered.claim_index, gathered.whole)


def _renamed(gathered: Gathered, book: Rulebook, rules: Sequence[Rule], options: RunOptions) -> list[str]:
    """Notices about old names in what people have written."""
    config = options.config
    names = {*options.select, *options.ignore, *config.select, *config.ignore, *config.rules}
    names.update(name for ignore in gathered.ignores for name in ignore.rules)
    return renamed(book, rules, names)


def gather(paths: Sequence[str], options: RunOptions, catalogue: Catalogue) -> Gathered:
    """All that rules are asked about, and what readers noticed. Raises UsageError."""
    inventory = load_inventories(options.inventories, options.root)
    found = discover(paths, root=options.root, exclude=options.config.exclude, tracked_only=options.tracked_only)
    if found.missing:
        raise UsageError("no such file or folder: " + ", ".join(found.missing))
    sources, unrendered = sources_of(found, paths, catalogue, options), tuple[str, ...]()
    if options.render is not None:
        from svclint.deployment.render.run import render

        sources, unrendered = render(sources, options.root, catalogue.scanner(), options.render)
    plan = plan_of(sources, paths, options)
    claims, unresolved, flaws = _claims(plan, inventory, catalogue, options)
    claims = [*claims, *resolve_names(claims)]
    clusters = complete(_clusters(inventory, claims, options), claims)
    flaws = [*flaws, *inventory.flaws, *(flaw for source in sources for flaw in source.flaws), *_unknown(unresolved)]
    if plan.settings:
        from svclint.claims.variable_flaws import broken

        flaws += broken(plan.settings)
    whole = _whole(paths, options)
    if whole:
        flaws += without_files([source.path for source in sources], inventory.clusters)
    claim_index = ClaimIndex(tuple(claims), {cluster.name: cluster for cluster in clusters})
    ignores = [ignore for source in sources for ignore in ignores_of(source)]
    ignores += [ignore for path, text in inventory.sources.items() for ignore in comments_of(path, text)]
    return Gathered(
        found=found,
        sources=sources,
        inventory=inventory,
        claim_index=claim_index,
        unresolved=tuple(unresolved),
        flaws=tuple(flaws),
        ignores=tuple(ignores),
        notes=(*plan.notes, *unrendered),
        whole=whole,
    )


def judge(gathered: Gathered, book: Rulebook, rules: Sequence[Rule], options: RunOptions) -> tuple[Finding, ...]:
    """The findings of the given rules, sorted: suppressed ones marked, severities as the configuration has them."""
    raw = _once([*findings_of(gathered.flaws, rules), *evaluate(book, rules, gathered.claim_index)])
    ran = frozenset(rule.id for rule in rules)
    # What an ignore is for may be in a file that this run did not look at.
    judged = ran if gathered.whole else ran & {UNUSED_IGNORE}
    unused = book.rules[UNUSED_IGNORE].text.severity
    applied = apply(raw, gathered.ignores, frozenset(book.rules), judged, unused, book.successors)
    levels = levels_of(book, options.config)
    findings = [_levelled(finding, levels) for finding in applied]
    kept = (finding for finding in findings if finding.severity >= options.least)
    return tuple(sorted(kept, key=lambda finding: finding.order))


def sources_of(
    found: Discovered, paths: Sequence[str], catalogue: Catalogue, options: RunOptions
) -> tuple[SourceFile, ...]:
    """The files that were found, and those that kustomizations among them name, read; without svclint's settings."""
    scanner = catalogue.scanner()
    own = {os.path.abspath(path) for path in (*options.inventories, *options.config.files)}
    root = os.fspath(options.root)
    sources = [
        read_path(options.root, path, scanner)
        for path in found.files
        if not own or os.path.abspath(os.path.join(root, path)) not in own
    ]
    sources += [SourceFile(path, Reading.UNREADABLE, reason=_OUTSIDE) for path in found.outside]
    if any(one.path.rpartition("/")[2] in KUSTOMIZATIONS for one in sources):
        from svclint.deployment.gitops.named_files import named_files

        named = set(named_files(sources, options.root, _asked(paths, options)))
        named -= excluded_of(named, options.config.exclude) if named else set()
        sources += [read_path(options.root, path, scanner) for path in sorted(named)]
    if options.stdin is not None:
        sources.append(read(options.stdin_name, options.stdin, scanner))
    return tuple(sources)


def plan_of(sources: Sequence[SourceFile], paths: Sequence[str], options: RunOptions) -> Plan:
    """What of the sources is deployed, and how; without GitOps structure all of it is, but for archives and samples."""
    asked = _asked(paths, options)
    if any(structured(one) for one in sources):
        from svclint.deployment.gitops.checked_files import CheckedFiles
        from svclint.deployment.gitops.plan import plan

        return plan(CheckedFiles(options.root, sources), asked)
    return unplanned(sources, asked)


def _asked(paths: Sequence[str], options: RunOptions) -> list[str]:
    return [os.path.relpath(os.path.realpath(path), options.root).replace(os.sep, "/") for path in paths]


def _claims(
    plan: Plan, inventory: Inventory, catalogue: Catalogue, options: RunOptions
) -> tuple[list[Claim], list[Unresolved], list[Flaw]]:
    claims = [one for one in inventory.claims if options.cluster in ("", one.owner.cluster)]
    unresolved: list[Unresolved] = []
    flaws: list[Flaw] = []
    clusters = [one for one in inventory.clusters if options.cluster in ("", one.name)]
    for cluster, deployed in placed(plan, clusters):
        for one in extract(deployed.document, cluster, catalogue):
            if isinstance(one, Claim):
                claims.append(replace(one, status=deployed.status) if deployed.status != DEPLOYED else one)
            elif isinstance(one, Unresolved):
                unresolved.append(one)
            else:
                flaws.append(of_flaw(one, deployed.status))
    return claims, unresolved, flaws


def _clusters(inventory: Inventory, claims: Iterable[Claim], options: RunOptions) -> list[Cluster]:
    known = [one for one in inventory.clusters if options.cluster in ("", one.name)]
    if options.cluster and not known:
        named = ", ".join(repr(one.name) for one in inventory.clusters) or "none"
        raise UsageError(f"the inventory has no cluster named {options.cluster!r}; clusters: {named}")
    others = sorted({claim.owner.cluster for claim in claims} - {one.name for one in known})
    return [*known, *(Cluster(name) for name in others)]


def _unknown(unresolved: Iterable[Unresolved]) -> Iterator[Flaw]:
    """For those who want to see each value that could not be known at its place."""
    for one in unresolved:
        message = f"Cannot resolve {one.text!r} ({one.reason}); the value was not checked."
        yield flaw(one.location, UNRESOLVED_ADDRESS, message, identity=one.text)


def _whole(paths: Sequence[str], options: RunOptions) -> bool:
    """Whether the run looked at the whole repository."""
    return any(options.root.is_relative_to(os.path.abspath(path)) for path in paths)


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """A file of several clusters is checked in each; what is said of it in the same words is said once."""
    return list({(*one.order, one.location.pointer): one for one in findings}.values())


def _levelled(finding: Finding, levels: Mapping[str, str]) -> Finding:
    level = levels.get(finding.rule, "")
    return replace(finding, severity=Severity[level.upper()]) if level not in ("", "off") else finding


def _counts(gathered: Gathered) -> Counts:
    claims, sources = gathered.claim_index.claims, gathered.sources
    stating = {claim.location.file for claim in claims}  # a list of patches is no object, but states addresses
    bare = Reading.NO_ADDRESSES
    readings = Counter(Reading.READ if one.reading is bare and one.path in stating else one.reading for one in sources)
    readings[Reading.EXCLUDED] += len(gathered.found.excluded)
    return Counts(
        files={reading: readings[reading] for reading in Reading},
        documents=sum(len(one.documents) for one in sources),
        claims=sum(not claim.from_inventory for claim in claims),
        unresolved=dict(sorted(Counter(one.reason for one in gathered.unresolved).items())),
    )


def _notes(inventory: Inventory) -> tuple[str, ...]:
    return () if inventory.clusters else (NO_INVENTORY,)


def _texts(findings: Iterable[Finding], gathered: Gathered, root: Path) -> Mapping[str, str]:
    """The text of every file that some finding speaks of, be it one that was read for its variables alone."""
    spoken = {place.file for one in findings for place in _places(one)}
    texts = {**gathered.inventory.sources, **{one.path: one.text for one in gathered.sources}}
    return {path: texts[path] or text_of(root, path) for path in sorted(spoken) if path in texts}


def _places(finding: Finding) -> Iterator[Location]:
    yield finding.location
    for related in finding.related:
        if related.location:
            yield related.location
