"""What a run gathered and reported → look-ups for answers: claims by address, findings by location, one per cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from svclint.asking.answers import Entry, Section, section
from svclint.claims.ranges import Ranges
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.graph import AddressGraph, Way
from svclint.findings.graph_build import ways
from svclint.model import Block, Claim, Finding, Location

MOST_FINDINGS = 10


class Evidence:
    """The claims, clusters and findings of a run. `inert` are claims of samples, tests, archives and copies."""

    def __init__(self, claim_index: ClaimIndex, findings: Sequence[Finding], inert: Sequence[Claim] = ()) -> None:
        self.claim_index, self.findings, self.inert = claim_index, findings, inert
        self.claims: Sequence[Claim] = (*claim_index.claims, *inert)

    @property
    def graph(self) -> AddressGraph:
        """The graph of what leads to addresses."""
        return ways(self.claim_index)

    @property
    def clusters(self) -> tuple[str, ...]:
        """The names of the clusters, those of the inventory first."""
        return tuple(self.claim_index.clusters)

    def meeting(self, block: Block) -> list[Claim]:
        """The claims that share an address with a block, in all clusters, in the order of the files."""
        return [claim for claim in self.claims if claim.block is not None and claim.block.overlaps(block)]

    def at(self, blocks: Iterable[Block], cluster: str) -> list[Claim]:
        """The claims of a cluster and of others on its segment that share an address with one of the blocks."""
        ranges, scope = Ranges(blocks), self.claim_index.scope(cluster)
        return [
            claim
            for claim in self.claims
            if claim.block is not None
            and ranges.meet(claim.block)
            and self.claim_index.scope(claim.owner.cluster) == scope
        ]

    def by_cluster(self, claims: Iterable[Claim], cluster: str = "") -> dict[str, list[Claim]]:
        """The claims by cluster, in the order of the inventory; with `cluster`, only those of this one."""
        found: dict[str, list[Claim]] = {}
        for claim in claims:
            if cluster in ("", claim.owner.cluster):
                found.setdefault(claim.owner.cluster, []).append(claim)
        return {name: found[name] for name in sorted(found, key=self._rank)}

    def by_scope(self, claims: Iterable[Claim], cluster: str = "") -> dict[tuple[str, ...], list[Claim]]:
        """The claims by the clusters that share a network segment; with `cluster`, only those of its segment.

        An address is one address for all clusters of a segment. Only clusters with one of the claims are listed, in the
        order of the inventory.
        """
        of_scope: dict[str, list[Claim]] = {}
        for claim in claims:
            of_scope.setdefault(self.claim_index.scope(claim.owner.cluster), []).append(claim)
        if cluster:
            scope = self.claim_index.scope(cluster)
            of_scope = {scope: of_scope[scope]} if scope in of_scope else {}
        listed = {
            tuple(sorted({claim.owner.cluster for claim in found}, key=self._rank)): found
            for found in of_scope.values()
        }
        return {names: listed[names] for names in sorted(listed, key=lambda names: self._rank(names[0]))}

    def _rank(self, name: str) -> tuple[int, str]:
        return self._ranks.get(name, len(self._ranks)), name

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.claim_index.clusters)}

    def way(self, way: Way) -> str:
        """A way in one line: `kubeconfig server https://… → lb.example → 192.0.2.1`."""
        return " → ".join(self.graph.labels[vertex].title for vertex in way)

    def way_entries(self, found: Iterable[Way]) -> Iterator[Entry]:
        """An entry for each way, at the location of its first part that a file states."""
        for way in found:
            places = (self.graph.labels[vertex].location for vertex in way)
            yield Entry(self.way(way), next((place for place in places if place is not None), None))

    def findings_at(self, claims: Iterable[Claim]) -> Section:
        """The findings at the locations of claims, or that name one of them as another side; the most severe first."""
        places = {_place(claim.location) for claim in claims}
        return self.findings_where(lambda finding: any(_place(place) in places for place in _sides(finding)))

    def findings_where(self, matches: Callable[[Finding], bool]) -> Section:
        """The findings that match; the most severe first."""
        matching = sorted(filter(matches, self.findings), key=lambda finding: (-finding.severity, finding.order))
        return section("findings", "Findings", map(finding_entry, matching), MOST_FINDINGS)


def finding_entry(finding: Finding) -> Entry:
    """An entry for a finding: the first sentence of its message, and why it is suppressed if it is."""
    notes = []
    if finding.suppressed is not None:
        notes.append(f"suppressed: {finding.suppressed}")
    if finding.known:
        notes.append("known: the baseline lists it")
    first, dot, _ = finding.message.partition(". ")
    return Entry(
        f"{finding.severity}[{finding.rule}]: {first}{dot.strip()}", finding.location, tuple(notes), finding=finding
    )


def _sides(finding: Finding) -> Iterator[Location]:
    yield finding.location
    yield from (related.location for related in finding.related if related.location is not None)


def _place(location: Location) -> tuple[str, int, int]:
    return location.file, location.span.line, location.span.column
