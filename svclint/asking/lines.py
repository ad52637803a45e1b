"""A line of a file → why nothing is reported there: how it was read and deployed, what it claims, what is unknown."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.asking.answers import MOST, Answer, Entry, Part, Section, amount, entry, filled, first_of, section
from svclint.asking.evidence import Evidence, finding_entry
from svclint.asking.line_facts import LineFacts, ReadFilesOfRun
from svclint.asking.ports import ON_NODES
from svclint.asking.role_groups import TAKERS
from svclint.claims.placement import Reason
from svclint.claims.switched_off import is_switched_off
from svclint.deployment.deployed import Deployed
from svclint.documents.list_items import known_as
from svclint.findings.rule import Rule
from svclint.findings.suppress import Ignore
from svclint.model import Claim, Location, Owner, Span, Unresolved

_MOST_RULES = 5


def about_line(evidence: Evidence, run: ReadFilesOfRun, file: str, number: int) -> Answer:
    """The answer for a line of a file; `file` is relative to the root."""
    return _Page(LineFacts(evidence, run, file, number)).answer()


class _Page:
    def __init__(self, line: LineFacts) -> None:
        self.line = line

    def answer(self) -> Answer:
        subject = f"{self.line.file}:{self.line.number}"
        if reason := self.line.unread():
            return Answer("line", subject, (Part((), reason),), ())
        sections = (
            section("findings", "Findings", map(finding_entry, self.line.findings)),
            Section(
                "claims",
                "What svclint reads there",
                tuple(map(self.claimed, self.line.claims[:MOST])),
                max(len(self.line.claims) - MOST, 0),
            ),
            section(
                "left-out",
                "What svclint reads there and leaves out",
                (entry(claim, _why_left_out(claim, deployed)) for claim, deployed in self.line.left_out()),
            ),
            section("unresolved", "What is unknown there", map(_unresolved, self.line.unresolved)),
            section("object", "The object", self.placed()),
            section("alternatives", "Alternatives, with which it is not compared", self.alternatives()),
            self.rules(),
            section("facts", "Facts that are missing", self.missing_facts()),
            section("ignores", "Suppressions", map(_ignore, self.line.ignores)),
        )
        clusters = tuple(dict.fromkeys(name for name, _, _ in self.line.placements))
        return Answer("line", subject, (Part(clusters, self.summary(), filled(sections)),), tuple(self.hints()))

    def summary(self) -> str:
        """The first reason that applies, in the order in which a person should look at them."""
        counted = [finding for finding in self.line.findings if finding.counted]
        latent = next((item.status.latent for _, item, _ in self.line.placements if item.status.latent), "")
        latent = latent or next((claim.status.latent for claim in self.line.claims if claim.status.latent), "")
        titles = first_of(list(dict.fromkeys(claim.title or str(claim.owner) for claim in self.line.claims)) or [""])
        if counted:
            return f"{amount(len(counted), 'finding')} {'is' if len(counted) == 1 else 'are'} reported on this line."
        if self.line.findings:
            return "Nothing is reported, because the findings on this line are suppressed or known."
        if latent:
            return f"Nothing is reported, because the object is not deployed: {latent}."
        if self.line.unresolved:
            return "Nothing is reported, because the value is unknown."
        if self.line.claims and self.line.is_of_no_cluster:
            return (
                "Nothing is reported, because no cluster of the inventory includes the file: its cluster is unknown, "
                "so that it is not compared with the facts of one."
            )
        if self.line.claims:
            return f"Nothing is reported: svclint reads {titles} there, and nothing that it knows collides with it."
        if any(self.line.left_out()):
            return "Nothing is reported, because svclint leaves out the value on this line."
        if self.line.document is None:
            return "Nothing is reported, because the line belongs to no object that svclint reads."
        lines = sorted(
            {claim.location.span.line for claim in self.line.evidence.claims if self.line.is_of_object(claim)}
        )
        where = f" It reads values on line {first_of([str(line) for line in lines], 6)}." if lines else ""
        return f"Nothing is reported, because svclint reads no address, port or name on this line of the object.{where}"

    def claimed(self, claim: Claim) -> Entry:
        """A claim, who else claims the same, and its role, with which a rule of the user can ask for it."""
        others = list(self.line.others(claim))
        in_pools = claim.role in TAKERS
        around = [other for other in others if in_pools and other.role == "pool"]
        rivals = list(dict.fromkeys(_named(other) for other in others if not (in_pools and other.role == "pool")))
        notes = [f"in {_named(pool)}" for pool in around[:1]]
        notes.append(f"also claimed by {first_of(rivals)}" if rivals else "nothing else in its cluster claims it")
        is_claim = claim.block is not None or bool(claim.host) or claim.role in ON_NODES
        return entry(claim, *(notes if is_claim else []), f"in rules, its role is {claim.role}")

    def alternatives(self) -> Iterator[Entry]:
        """What people apply instead of the file, so that it is not compared with it."""
        for choice in self.line.choices:
            others = [path for path in choice.paths if not self.line.is_in(path)]
            yield Entry(
                f"{first_of(others)}: each defines {choice.object} differently, and no deployer applies them, so that "
                "people apply one of them"
            )

    def placed(self) -> Iterator[Entry]:
        """The object, its clusters and its deployers."""
        document = self.line.document
        if document is None:
            return
        name = f"{document.namespace}/{known_as(document)}" if document.namespace else known_as(document)
        file, span = document.file, document.node.span
        notes = [note for placement in self.line.placements for note in _placement_notes(*placement)]
        unplaced = "applied by people or a tool" if self.line.placements else "not deployed"
        notes = list(dict.fromkeys(notes)) or [f"{unplaced}: no deployer and no kustomization includes it"]
        owner = Owner("", document.group, document.kind, document.namespace, known_as(document), not document.name)
        place = Location(file, Span(span.line, span.column, span.line, span.column), owner, "")
        yield Entry(f"{document.kind} {name}".strip(), place, tuple(notes[:_MOST_RULES]))

    def rules(self) -> Section:
        """How many rules looked at the claims of the line, and which of them are off."""
        roles = {claim.role for claim in self.line.claims}
        able = [rule for rule in self.line.run.rules.values() if roles & {*rule.head.roles, *rule.head.others}]
        ran = [rule.id for rule in able if rule.id in self.line.run.ran]
        entries = [Entry(f"on: {amount(len(ran), 'rule')}, such as {first_of(ran)}")] if ran else []
        entries += [Entry(f"off: {rule.id}, {_why_off(rule)}") for rule in able if rule.id not in self.line.run.ran]
        return section("rules", "Rules that compare it with others", entries, 10)

    def missing_facts(self) -> Iterator[Entry]:
        """The facts without which rules about the claims of the line do not run or are less precise."""
        roles = {claim.role for claim in self.line.claims}
        names = {claim.owner.cluster for claim in self.line.claims}
        if not roles:
            return
        if not any(cluster.name in names for cluster in self.line.run.clusters):
            yield Entry(
                "No inventory describes the cluster, so that its nodes, networks and neighbours may be unknown."
            )
        for gap in self.line.gaps:
            off = [rule for rule in (*gap.off, *gap.lower) if self.is_about_roles(rule, roles)]
            if gap.cluster in names and gap.fact is not None and off:
                yield Entry(
                    f"{gap.fact.key}: {gap.fact.missing}", None, (f"without it, less is reported: {first_of(off)}",)
                )

    def is_about_roles(self, rule: str, roles: set[str]) -> bool:
        head = self.line.run.rules[rule].head
        return bool(roles & {*head.roles, *head.others})

    def hints(self) -> Iterator[str]:
        for finding in self.line.findings[:1]:
            yield f"`svclint explain {finding.rule}` explains the rule, and how to fix it."
        if not self.line.findings and any(self.missing_facts()):
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
