"""Files and folders → Imported: the whole import on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from svclint.claims.catalogue import load_catalogue
from svclint.errors import UsageError
from svclint.importing.cluster import entry_of
from svclint.importing.cluster_groups import Group, grouped
from svclint.importing.imported import Entry, Imported, Note, StatedValue, first_place, name_of
from svclint.importing.manifest_globs import manifests
from svclint.importing.sources import gathered
from svclint.importing.statements import Statement, parts_of


def imported(paths: Sequence[str], root: Path, cluster: str = "") -> Imported:
    """What the files below `paths` state of clusters, with places relative to `root`.

    `cluster` names the cluster: the one that is found, or which of several is wanted. Raises UsageError for a path
    that is not there, and for a name that none of several clusters has.
    """
    catalogue = load_catalogue()
    sources = gathered(paths, root, catalogue.scanner())
    parts = list(parts_of(sources.documents, sources.hosts, catalogue))
    groups, orphans = grouped([part for part in parts if part.claims], root.resolve().name or "cluster")
    entries = _chosen(list(_entries(groups, sources.files)), cluster)
    notes = (*sources.notes, *_unresolved(parts), *_orphans(orphans, groups))
    return Imported(tuple(entries), notes, len({part.file for group in groups for part in group.parts}))


def _entries(groups: Sequence[Group], files: Sequence[str]) -> Iterator[Entry]:
    """The clusters' entries; where there are several, with the folders that are named after each."""
    found = manifests([group.words for group in groups], files) if len(groups) > 1 else ()
    for number, group in enumerate(groups):
        entry = entry_of(group)
        place = first_place(entry)
        globs = tuple(StatedValue(one, place, ours=True) for one in found[number]) if found and place else ()
        yield {"name": entry["name"], "manifests": globs, **entry} if globs else entry


def _chosen(entries: Sequence[Entry], cluster: str) -> list[Entry]:
    if not cluster or not entries:
        return list(entries)
    if found := [one for one in entries if name_of(one) == cluster]:
        return found
    if len(entries) > 1:
        names = ", ".join(repr(name_of(one)) for one in entries)
        raise UsageError(f"the files do not describe a cluster named {cluster!r}; clusters: {names}")
    name = entries[0]["name"]
    place = name.place if isinstance(name, StatedValue) else None
    return [{**entries[0], "name": StatedValue(cluster, place, ours=True)}] if place else list(entries)


def _unresolved(parts: Sequence[Statement]) -> Iterator[Note]:
    """How many values of the files that set clusters up could not be known, and why."""
    reasons = Counter(one.reason for part in parts for one in part.unresolved)
    for reason, count in sorted(reasons.items()):
        first = next(one for part in parts for one in part.unresolved if one.reason == reason)
        values = "1 value" if count == 1 else f"{count} values"
        said = "Jinja or Helm template" if reason == "Helm template" else reason
        yield Note(f"{values} left out: {said}", first.location)


def _orphans(orphans: Sequence[Statement], groups: Sequence[Group]) -> Iterator[Note]:
    """Parts that set something up of which no cluster is known."""
    if groups:
        for part in orphans:
            if part.family or any(claim.role == "control-plane" for claim in part.claims):
                named = f" ({part.family})" if part.family else ""
                yield Note(f"{part.file}{named}: the cluster of this file is unknown", part.claims[0].location)
