"""Findings → the same findings, with many of one cause folded into one that has all their locations.

Folding is the last step before reports: suppressions, baselines and `--diff-base` decide about each finding by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from svclint.findings.fingerprints import digest
from svclint.lazy_dataclasses import replace
from svclint.model import Finding, Related, Result

_MANY = 3
"""Fewer findings are easier to read one by one."""
_COPIES = 2
"""Findings with the same words about one object are one flaw: in several files that contain it, or several fields."""


def folded_result(result: Result) -> Result:
    """The result with its findings folded."""
    return replace(result, findings=folded(result.findings, at_cause=not result.compared))


def folded(findings: Sequence[Finding], *, at_cause: bool = True) -> tuple[Finding, ...]:
    """The findings, sorted; three or more of a rule that have one cause, or differ only in their location, are one.

    So are three or more of a rule about the same objects that meet, and two that say the same about one object, for
    example about an address in two of its fields.

    With `at_cause`, it is located at the cause if there is one, otherwise at the first of them: findings that were
    compared with a baseline or revision stay at a location that is new. Suppressed findings are never folded.
    """
    groups, rest = _split(findings, _cause, _MANY)
    further, rest = _split(rest, _pattern, _MANY)
    pairs, rest = _split(rest, _objects, _MANY)
    copies, single = _split(rest, _object, _COPIES)
    many = (_one(group, at_cause=at_cause) for group in (*groups, *further, *pairs, *copies))
    return tuple(sorted((*single, *many), key=lambda finding: finding.order))


def _cause(finding: Finding) -> Hashable:
    return None if finding.cause is None else (finding.cause.file, finding.cause.span)


def _pattern(finding: Finding) -> str:
    return finding.pattern or finding.message


def _objects(finding: Finding) -> Hashable:
    """The objects that meet, if there are several."""
    places = (finding.location, *(related.location for related in finding.related if related.participant))
    owners = frozenset(place.owner for place in places if place and place.owner.name)
    return owners if len(owners) > 1 else None


def _object(finding: Finding) -> Hashable:
    owner = finding.location.owner
    return (owner, finding.message, finding.location.file if owner.unnamed else "") if owner and owner.name else None


def _split(
    findings: Iterable[Finding], key: Callable[[Finding], Hashable], least: int
) -> tuple[list[list[Finding]], list[Finding]]:
    """The groups of at least `least` findings to fold, and the other findings. A key of None is that of no group."""
    groups: dict[Hashable, list[Finding]] = defaultdict(list)
    rest = []
    for finding in findings:
        value = None if finding.suppressed is not None else key(finding)
        if value is None:
            rest.append(finding)
        else:
            groups[finding.rule, finding.severity, finding.known, value].append(finding)
    many = []
    for group in groups.values():
        if len({(finding.fingerprint, finding.location.file, finding.location.span) for finding in group}) < least:
            rest.extend(group)
        else:
            many.append(group)
    return many, rest


def _one(group: Sequence[Finding], *, at_cause: bool) -> Finding:
    """The first finding of a group, or the cause, with all others as related locations."""
    # A change of the cause has moved them there.
    moved = all(finding.location == finding.cause for finding in group)
    members = tuple(sorted(map(_at_victim, group), key=lambda finding: finding.order))
    first = members[0]
    place = first.location
    if moved or (at_cause and any(item.participant for item in first.related if item.location == first.cause)):
        place = first.cause or place  # not in the inventory, which only describes the cluster
    related = [item for item in first.related if item.location not in (place, first.location)]
    locations = {(member.location.file, member.location.span): member.location for member in members}
    shown = {(item.file, item.span) for item in (place, *(item.location for item in related)) if item}
    places = [
        Related(location, f"{str(location.owner) or 'this place'} has the same problem", participant=True)
        for key, location in locations.items()
        if key not in shown
    ]
    origin = f"{first.cause.owner} {first.cause.pointer}" if first.cause else _pattern(first)
    return replace(
        first,
        location=place,
        message=f"{first.message} {_more(len(locations) - 1, len(members) - 1)}",
        related=(*places, *related) if place == first.cause else (*related, *places),
        fingerprint=digest(first.rule, origin),
        members=members,
    )


def _more(places: int, objects: int) -> str:
    """A sentence with the number of other places; of other objects, if all are made from one place."""
    number, noun = (places, "place") if places else (objects, "object")
    return f"1 more {noun} has the same problem." if number == 1 else f"{number:,} more {noun}s have the same problem."


def _at_victim(finding: Finding) -> Finding:
    """The finding at the first of its locations that is not that of its cause."""
    participants = (related.location for related in finding.related if related.participant and related.location)
    place = next((place for place in (finding.location, *participants) if place != finding.cause), finding.location)
    return finding if place == finding.location else replace(finding, location=place)
