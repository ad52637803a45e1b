"""A line of a file → why nothing is reported there: how it was read and deployed, what it claims, what is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from svclint.asking.answers import MOST, Answer, Entry, Part, Section, amount, entry, filled, first_of, section
from svclint.asking.evidence import Evidence, finding_entry
from svclint.asking.ports import ON_NODES
from svclint.asking.role_groups import OWNERS, TAKERS
from svclint.claims.field_reader import Extracted
from svclint.claims.placement import Reason, placements
from svclint.claims.switched_off import is_switched_off
from svclint.deployment.deployed import Deployed, Plan
from svclint.documents.discover import EXTENSIONS, Discovered
from svclint.documents.list_items import Document, known_as
from svclint.documents.read import SourceFile
from svclint.findings.gaps import Gap
from svclint.findings.rule import Rule
from svclint.findings.suppress import Ignore
from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim, Cluster, Finding, Location, Owner, Reading, Span, Unresolved

_MOST_RULES = 5
_RIVALS = frozenset({*OWNERS, *TAKERS, "pool"})
_UNREAD = {
    Reading.NO_ADDRESSES: "Nothing in it is of a kind, or has a field, that svclint reads: it claims no address, port "
    "or name of the network.",
    Reading.TEMPLATE: "It is a template, so that its values are unknown. Check what it renders: `helm template … | "
    "svclint -`, or `svclint --render`.",
    Reading.EXCLUDED: "`exclude` of the configuration excludes it.",
}


@dataclass(frozen=True, slots=True)
class ReadFilesOfRun:
    """How a run read its files. `clusters` are those of the inventory, `inventories` its files.

    `extract` returns what a document states in a cluster, including what the run leaves out. `gaps` are the missing
    facts of the clusters. `ran` are the IDs of the rules that ran, among all `rules`.
    """

    found: Discovered
    sources: Sequence[SourceFile]
    plan: Plan
    clusters: Sequence[Cluster]
    inventories: frozenset[str]
    unresolved: Sequence[Unresolved]
    ignores: Sequence[Ignore]
    rules: Mapping[str, Rule]
    ran: frozenset[str]
    gaps: Callable[[], Sequence[Gap]]
    extract: Callable[[Document, str], Iterable[Extracted]]


def about_line(evidence: Evidence, run: ReadFilesOfRun, file: str, number: int) -> Answer:
    """The answer for a line of a file; `file` is relative to the root."""
    return _Line(evidence, run, file, number).answer()


class _Line:
    def __init__(self, evidence: Evidence, run: ReadFilesOfRun, file: str, number: int) -> None:
        self.evidence, self.run, self.file, self.number = evidence, run, file, number

    def answer(self) -> Answer:
        subject = f"{self.file}:{self.number}"
        if reason := self.unread():
            return Answer("line", subject, (Part((), reason),), ())
        sections = (
            section("findings", "Findings", map(finding_entry, self.findings)),
            Section(
                "claims",
                "What svclint reads there",
                tuple(map(self.claimed, self.claims[:MOST])),
                max(len(self.claims) - MOST, 0),
            ),
            section("left-out", "What svclint reads there and leaves out", self.left_out()),
            section("unresolved", "What is unknown there", map(_unresolved, self.unresolved)),
            section("object", "The object", self.placed()),
            self.rules(),
            section("facts", "Facts that are missing", self.missing_facts()),
            section("ignores", "Suppressions", map(_ignore, self.ignores)),
        )
        clusters = tuple(dict.fromkeys(name for name, _, _ in self.placements))
        return Answer("line", subject, (Part(clusters, self.summary(), filled(sections)),), tuple(self.hints()))

    def unread(self) -> str:
        """Why the file was not read; empty if it was."""
        if self.file in self.run.inventories or self.claims or self.findings:
            return ""
        source = next((source for source in self.run.sources if source.path == self.file), None)
        if self.file in self.run.found.excluded:
            return f"{self.file} was not read. {_UNREAD[Reading.EXCLUDED]}"
        if source is None:
            names = " ".join(f"*{extension}" for extension in EXTENSIONS)
            return (
                f"{self.file} was not read: it is not among the files that svclint checks. These are the {names} files "
                "in the paths of the command that git does not ignore, and files that a kustomization or a path names."
            )
        if source.reading is Reading.UNREADABLE:
            return f"{self.file} cannot be read: {source.reason or 'see the finding about the file'}."
        if source.reading in _UNREAD and not source.documents:
            return f"{self.file} was not read closely. {_UNREAD[source.reading]}"
        return ""

    @cached_property
    def findings(self) -> list[Finding]:
        return [finding for finding in self.evidence.findings if self.is_here(finding.location)]

    @cached_property
    def claims(self) -> list[Claim]:
        here = (claim for claim in self.evidence.claims if self.is_here(claim.location))
        return list({(claim.owner, claim.role, claim.location.span, claim.text): claim for claim in here}.values())

    @cached_property
    def unresolved(self) -> list[Unresolved]:
        return [value for value in self.run.unresolved if self.is_here(value.location)]

    @cached_property
    def ignores(self) -> list[Ignore]:
        return [ignore for ignore in self.run.ignores if self.is_about(ignore)]

    @cached_property
    def gaps(self) -> Sequence[Gap]:
        return self.run.gaps() if self.run.clusters else ()

    @cached_property
    def document(self) -> Document | None:
        """The object whose text contains the line."""
        documents = [
            document
            for source in self.run.sources
            if source.path == self.file
            for document in source.documents
            if document.node.span.line <= self.number <= _last_line(document.node.span)
        ]
        return max(documents, key=lambda document: document.node.span.line, default=None)

    @cached_property
    def placements(self) -> list[tuple[str, Deployed, Reason]]:
        """The clusters of the object, with its deployment and the reason."""
        document = self.document
        if document is None:
            return []
        return [
            (name, deployed, reason)
            for name, deployed, reason in placements(self.run.plan, self.run.clusters)
            if (deployed.document.file, deployed.document.index) == (document.file, document.index)
        ]

    def is_here(self, place: Location) -> bool:
        return place.file == self.file and place.span.line <= self.number <= _last_line(place.span)

    def is_about(self, ignore: Ignore) -> bool:
        """Whether a suppression applies to the line or to its object."""
        if ignore.location.file != self.file:
            return False
        document = self.document
        owner = ignore.location.owner
        of_object = document is not None and (owner.kind, owner.name) == (document.kind, known_as(document))
        return self.number in (ignore.line, ignore.location.span.line) if ignore.line else of_object

    def summary(self) -> str:
        """The first reason that applies, in the order in which a person should look at them."""
        counted = [finding for finding in self.findings if finding.counted]
        latent = next((item.status.latent for _, item, _ in self.placements if item.status.latent), "")
        latent = latent or next((claim.status.latent for claim in self.claims if claim.status.latent), "")
        titles = first_of(list(dict.fromkeys(claim.title or str(claim.owner) for claim in self.claims)) or [""])
        if counted:
            return f"{amount(len(counted), 'finding')} {'is' if len(counted) == 1 else 'are'} reported on this line."
        if self.findings:
            return "Nothing is reported, because the findings on this line are suppressed or known."
        if latent:
            return f"Nothing is reported, because the object is not deployed: {latent}."
        if self.unresolved:
            return "Nothing is reported, because the value is unknown."
        if self.claims:
            return f"Nothing is reported: svclint reads {titles} there, and nothing that it knows collides with it."
        if any(self.left_out()):
            return "Nothing is reported, because svclint leaves out the value on this line."
        if self.document is None:
            return "Nothing is reported, because the line belongs to no object that svclint reads."
        lines = sorted({claim.location.span.line for claim in self.evidence.claims if self.is_of_object(claim)})
        where = f" It reads values on line {first_of([str(line) for line in lines], 6)}." if lines else ""
        return f"Nothing is reported, because svclint reads no address, port or name on this line of the object.{where}"

    def is_of_object(self, claim: Claim) -> bool:
        span = self.document.node.span if self.document else None
        return (
            span is not None
            and claim.location.file == self.file
            and span.line <= claim.location.span.line <= _last_line(span)
        )

    def claimed(self, claim: Claim) -> Entry:
        """A claim, and who else claims the same."""
        others = list(self.others(claim))
        around = [other for other in others if other.role == "pool" and claim.role in TAKERS]
        rivals = list(dict.fromkeys(map(_named, (other for other in others if other not in around))))
        notes = [f"in {_named(pool)}" for pool in around[:1]]
        notes.append(f"also claimed by {first_of(rivals)}" if rivals else "nothing else in its cluster claims it")
        is_claim = claim.block is not None or bool(claim.host) or claim.role in ON_NODES
        return entry(claim, *(notes if is_claim else []))

    def others(self, claim: Claim) -> Iterator[Claim]:
        """Others with the address, name or node port of a claim, and ranges that contain the address."""
        for other in self.evidence.claims:
            if other.location == claim.location or other.status.latent or other.owner == claim.owner:
                continue
            scope = self.evidence.claim_index.scope
            if claim.block is not None:
                meets = other.block is not None and other.block.overlaps(claim.block) and other.role in _RIVALS
                near = scope(other.owner.cluster) == scope(claim.owner.cluster)
            elif claim.host:
                meets, near = other.host == claim.host, other.owner.cluster == claim.owner.cluster
            else:
                meets = other.role in ON_NODES and any(a.meets(b) for a in claim.ports for b in other.ports)
                near = claim.role in ON_NODES and other.owner.cluster == claim.owner.cluster
            if meets and near:
                yield other

    def left_out(self) -> Iterator[Entry]:
        """What the object states on the line, and the run does not compare, with the reason."""
        kept = {(claim.role, claim.location.span, claim.text) for claim in self.claims}
        for name, deployed, _ in self.placements:
            for extracted in self.run.extract(deployed.document, name):
                if not isinstance(extracted, Claim) or not self.is_here(extracted.location):
                    continue
                if (extracted.role, extracted.location.span, extracted.text) not in kept:
                    yield entry(extracted, _why_left_out(extracted, deployed))

    def placed(self) -> Iterator[Entry]:
        """The object, its clusters and its deployers."""
        document = self.document
        if document is None:
            return
        name = f"{document.namespace}/{known_as(document)}" if document.namespace else known_as(document)
        file, span = document.file, document.node.span
        notes = [note for placement in self.placements for note in _placement_notes(*placement)]
        notes = list(dict.fromkeys(notes)) or ["not deployed: no deployer and no kustomization includes it"]
        owner = Owner("", document.group, document.kind, document.namespace, known_as(document), not document.name)
        place = Location(file, Span(span.line, span.column, span.line, span.column), owner, "")
        yield Entry(f"{document.kind} {name}".strip(), place, tuple(notes[:_MOST_RULES]))

    def rules(self) -> Section:
        """How many rules looked at the claims of the line, and which of them are off."""
        roles = {claim.role for claim in self.claims}
        able = [rule for rule in self.run.rules.values() if roles & {*rule.head.roles, *rule.head.others}]
        ran = [rule.id for rule in able if rule.id in self.run.ran]
        entries = [Entry(f"on: {amount(len(ran), 'rule')}, such as {first_of(ran)}")] if ran else []
        entries += [Entry(f"off: {rule.id}, {_why_off(rule)}") for rule in able if rule.id not in self.run.ran]
        return section("rules", "Rules that compare it with others", entries, 10)

    def missing_facts(self) -> Iterator[Entry]:
        """The facts without which rules about the claims of the line do not run or are less precise."""
        roles = {claim.role for claim in self.claims}
        names = {claim.owner.cluster for claim in self.claims}
        if not roles:
            return
        if not any(cluster.name in names for cluster in self.run.clusters):
            yield Entry(
                "No inventory describes the cluster, so that its nodes, networks and neighbours may be unknown."
            )
        for gap in self.gaps:
            off = [rule for rule in (*gap.off, *gap.lower) if self.is_about_roles(rule, roles)]
            if gap.cluster in names and gap.fact is not None and off:
                yield Entry(
                    f"{gap.fact.key}: {gap.fact.missing}", None, (f"without it, less is reported: {first_of(off)}",)
                )

    def is_about_roles(self, rule: str, roles: set[str]) -> bool:
        head = self.run.rules[rule].head
        return bool(roles & {*head.roles, *head.others})

    def hints(self) -> Iterator[str]:
        for finding in self.findings[:1]:
            yield f"`svclint explain {finding.rule}` explains the rule, and how to fix it."
        if not self.findings and any(self.missing_facts()):
            yield "`svclint inventory check` lists all missing facts, `svclint init` proposes an inventory."


def _placement_notes(cluster: str, deployed: Deployed, reason: Reason) -> Iterator[str]:
    """In which cluster an object is and why, and what deploys it."""
    if deployed.status.assumed:
        yield f"may be in cluster {cluster}: which cluster it is in is unknown, so that it is compared in each"
    elif cluster:
        yield f"in cluster {cluster}: its files belong to the cluster because {reason.value}"
    if deployed.status.latent:
        yield f"not deployed: {deployed.status.latent}"
    elif deployed.deployment and deployed.applied:
        yield f"deployed by {deployed.deployment.title} ({deployed.deployment.file})"


def _last_line(span: Span) -> int:
    """The last line with text of a span: one that ends in the first column of a line ends on the line before."""
    return span.end_line - (span.end_column == 1 and span.end_line > span.line)


def _named(claim: Claim) -> str:
    return f"{claim.title or claim.owner} ({claim.location.file}:{claim.location.span.line})"


def _unresolved(value: Unresolved) -> Entry:
    return Entry(f"{value.text} ({value.reason})", value.location)


def _ignore(ignore: Ignore) -> Entry:
    return Entry(f"{', '.join(ignore.rules) or 'no rule'}: {ignore.reason or 'no reason given'}", ignore.location)


def _why_off(rule: Rule) -> str:
    if rule.preview:
        return "a preview rule, which runs with --preview"
    if not rule.enabled:
        return f"which runs only if it is selected: --select {rule.id}"
    return "by the configuration or the command line"


def _why_left_out(claim: Claim, deployed: Deployed) -> str:
    if is_switched_off(claim, deployed.document):
        return "the values switch off its component, so that the object does not exist"
    if deployed.status.inert:
        return f"not deployed ({deployed.status.latent}), and compared only with an inventory"
    if claim.traits.get("may_be_in_cluster"):
        return "the cluster itself has this address"
    return "a comment on the line calls it a placeholder"
