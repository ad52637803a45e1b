"""Findings of all rules → those that do not yield to a finding about the same claims, with what the others knew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from svclint.findings.candidates import Candidate
from svclint.lazy_dataclasses import replace
from svclint.model import Finding, Related, Severity

# The most related locations that a finding gets from those that yield to it.
_MOST_ADDED = 20


def unyielding(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The findings, except those whose claims at fault are all at fault in a finding that their rule yields to.

    The stronger finding gets the locations of the weaker one as related locations, so that one run reports all facts.
    A note is never the stronger finding of a warning or an error: it does not fail a run.
    """
    overriding = {rule for candidate in candidates for rule in candidate.rule.policy.yields_to}
    strong: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, candidate in enumerate(candidates):
        if candidate.rule.id in overriding:
            for index in candidate.members:
                strong[candidate.rule.id, index].append(number)

    def stronger(candidate: Candidate) -> int | None:
        numbers = (
            number for rule in candidate.rule.policy.yields_to for number in strong.get((rule, candidate.claim), ())
        )
        needed = min(candidate.finding.severity, Severity.WARNING)
        return next(
            (
                number
                for number in numbers
                if candidate.members <= candidates[number].members and candidates[number].finding.severity >= needed
            ),
            None,
        )

    yields = {
        number: other for number, candidate in enumerate(candidates) if (other := stronger(candidate)) is not None
    }
    weaker: dict[int, list[Finding]] = defaultdict(list)
    for number in yields:
        strongest, seen = number, set[int]()
        while strongest in yields and strongest not in seen:  # the stronger one may yield as well
            seen.add(strongest)
            strongest = yields[strongest]
        weaker[strongest].append(candidates[number].finding)
    kept = [number for number in range(len(candidates)) if number not in yields]
    return [
        replace(candidates[number], finding=_with(candidates[number].finding, weaker[number]))
        if number in weaker
        else candidates[number]
        for number in kept
    ]


def _with(finding: Finding, weaker: Iterable[Finding]) -> Finding:
    """The finding with a related location for each location that only weaker findings have, with their message."""
    seen = {(place.file, place.span) for place in (related.location for related in finding.related) if place}
    added: list[Related] = []
    for weak in weaker:
        others = [related for related in weak.related if related.location is not None]
        place = others[0].location if others else weak.location
        if place is not None and (place.file, place.span) not in seen and len(added) < _MOST_ADDED:
            seen.add((place.file, place.span))
            added.append(Related(place, weak.message))
    return replace(finding, related=(*finding.related[:1], *added, *finding.related[1:])) if added else finding
