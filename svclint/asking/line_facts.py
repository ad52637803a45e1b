"""A line of a file and a run → what the run knows about the line: claims, findings, the object and its clusters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from svclint.asking.evidence import Evidence
from svclint.asking.ports import ON_NODES
from svclint.asking.role_groups import OWNERS, TAKERS
from svclint.claims.field_reader import Extracted
from svclint.claims.placement import Reason, placements
from svclint.deployment.alternatives import Choice, alternatives
from svclint.deployment.deployed import Deployed, Plan
from svclint.documents.discover import EXTENSIONS, Discovered
from svclint.documents.list_items import Document, known_as
from svclint.documents.read import SourceFile
from svclint.findings.gaps import Gap
from svclint.findings.rule import Rule
from svclint.findings.suppress import Ignore
from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim, Cluster, Finding, Location, Reading, Span, Unresolved

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


class LineFacts:
    """What a run knows about a line; `file` is relative to the root, lines count from 1."""

    def __init__(self, evidence: Evidence, run: ReadFilesOfRun, file: str, number: int) -> None:
        self.evidence, self.run, self.file, self.number = evidence, run, file, number

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
        """The findings on the line."""
        return [finding for finding in self.evidence.findings if self.is_here(finding.location)]

    @cached_property
    def claims(self) -> list[Claim]:
        """The distinct claims on the line. Of an address with leading zeros, it is the one as Kubernetes reads it."""
        distinct: dict[object, Claim] = {}
        for claim in self.evidence.claims:
            if self.is_here(claim.location):
                distinct.setdefault((claim.owner, claim.role, claim.location.span, claim.text), claim)
        return list(distinct.values())

    @cached_property
    def unresolved(self) -> list[Unresolved]:
        """The unknown values on the line."""
        return [value for value in self.run.unresolved if self.is_here(value.location)]

    @cached_property
    def ignores(self) -> list[Ignore]:
        """The suppressions of the line and of its object."""
        return [ignore for ignore in self.run.ignores if self.is_about(ignore)]

    @cached_property
    def gaps(self) -> Sequence[Gap]:
        """The missing facts of the clusters of the inventory."""
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

    @cached_property
    def choices(self) -> list[Choice]:
        """What people choose between, where the file belongs to one of the options."""
        if not self.placements or all(deployed.status.latent for _, deployed, _ in self.placements):
            return []
        return [choice for choice in alternatives(self.run.plan).choices if any(map(self.is_in, choice.paths))]

    def is_in(self, path: str) -> bool:
        """Whether the file is at a path or below it."""
        return self.file == path or self.file.startswith(f"{path}/")

    @property
    def is_of_no_cluster(self) -> bool:
        """Whether the inventory has clusters, and the object is in none of them."""
        known = {cluster.name for cluster in self.run.clusters}
        return bool(known and self.placements) and not any(name in known for name, _, _ in self.placements)

    def is_here(self, place: Location) -> bool:
        """Whether a location has a part of the line."""
        return place.file == self.file and place.span.line <= self.number <= _last_line(place.span)

    def is_about(self, ignore: Ignore) -> bool:
        """Whether a suppression applies to the line or to its object."""
        if ignore.location.file != self.file:
            return False
        document = self.document
        owner = ignore.location.owner
        of_object = document is not None and (owner.kind, owner.name) == (document.kind, known_as(document))
        return self.number in (ignore.line, ignore.location.span.line) if ignore.line else of_object

    def is_of_object(self, claim: Claim) -> bool:
        """Whether a claim is in the text of the object."""
        span = self.document.node.span if self.document else None
        return (
            span is not None
            and claim.location.file == self.file
            and span.line <= claim.location.span.line <= _last_line(span)
        )

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

    def left_out(self) -> Iterator[tuple[Claim, Deployed]]:
        """What the object states on the line, and the run does not compare, with its deployment."""
        kept = {(claim.role, claim.location.span, claim.text) for claim in self.claims}
        for name, deployed, _ in self.placements:
            for extracted in self.run.extract(deployed.document, name):
                if not isinstance(extracted, Claim) or not self.is_here(extracted.location):
                    continue
                if (extracted.role, extracted.location.span, extracted.text) not in kept:
                    yield extracted, deployed


def _last_line(span: Span) -> int:
    """The last line with text of a span: one that ends in the first column of a line ends on the line before."""
    return span.end_line - (span.end_column == 1 and span.end_line > span.line)
