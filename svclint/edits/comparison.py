"""Two checks, before and after changes → why the changes cannot be made; empty if they can."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from svclint.edits.proposal import Proposal
from svclint.model import Block, Finding, Severity
from svclint.pipeline import Checked

STAYS = "the finding would stay"
_READ_OTHERWISE = "Kubernetes would read another value"


def objection(before: Checked, after: Checked, proposals: Sequence[Proposal]) -> str:
    """Why not: a finding stays, a new one appears, or, for changes that are safe, the files state something else."""
    old, new = _levels(before.result.findings), _levels(after.result.findings)
    removed: dict[Hashable, int] = defaultdict(int)
    for proposal in proposals:
        for finding in proposal.findings:
            removed[_key(finding)] += 1
    for key, number in removed.items():
        if len(new.get(key, ())) > max(len(old.get(key, ())) - number, 0):
            return STAYS
    for finding in after.result.findings:
        key = _key(finding)
        if finding.counted and not _at_most(new[key], old.get(key, ())):
            place = finding.location
            return f"{finding.rule} would be reported at {place.file}:{place.span.line}"
    if all(proposal.safe for proposal in proposals) and not _states_the_same(before, after):
        return _READ_OTHERWISE
    return ""


def _key(finding: Finding) -> Hashable:
    """What identifies a finding before and after a change, which may change its line and its text."""
    place = finding.location
    return finding.rule, place.file, place.owner, place.pointer


def _levels(findings: Iterable[Finding]) -> Mapping[Hashable, Sequence[Severity]]:
    """The severities of the findings that count, the highest first."""
    levels: dict[Hashable, list[Severity]] = defaultdict(list)
    for finding in findings:
        if finding.counted:
            levels[_key(finding)].append(finding.severity)
    return {key: sorted(found, reverse=True) for key, found in levels.items()}


def _at_most(new: Sequence[Severity], old: Sequence[Severity]) -> bool:
    return len(new) <= len(old) and all(level <= former for level, former in zip(new, old, strict=False))


def _states_the_same(before: Checked, after: Checked) -> bool:
    """Whether all claims are the same. A text that programs read as one of two addresses may become one of them."""
    old, new = _stated(before), _stated(after)
    return old.keys() == new.keys() and all(
        len(new[key].places) == len(stated.places) and new[key].blocks <= stated.blocks for key, stated in old.items()
    )


class _Stated:
    """What claims of one kind of an owner state, and the number of places that state it."""

    def __init__(self) -> None:
        self.blocks: set[Block | None] = set()
        self.places: set[Hashable] = set()


def _stated(checked: Checked) -> Mapping[Hashable, _Stated]:
    stated: dict[Hashable, _Stated] = defaultdict(_Stated)
    for claim in (*checked.claim_index.claims, *checked.inert):
        place, owner = claim.location, claim.owner
        # Entries of the inventory may be named by their values.
        whose = (owner.cluster, owner.kind) if claim.from_inventory else owner
        host = claim.host if claim.block is None else ""
        entry = stated[whose, claim.role, place.file, host, claim.ports, claim.value, claim.status]
        entry.blocks.add(claim.block)
        entry.places.add((place.pointer, place.span.line, place.span.column))
    return stated
