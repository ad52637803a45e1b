"""Files and folders → Imported: all steps of an import, in order."""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from svclint.claims.catalogue import load_catalogue
from svclint.claims.placeholder_comments import without_placeholders
from svclint.errors import UsageError
from svclint.importing.cluster import entry_of, stated_modes, unresolved_servers_of
from svclint.importing.cluster_groups import Group, grouped
from svclint.importing.emit import place_text
from svclint.importing.endpoints import contradicting_endpoints
from svclint.importing.imported import Entry, Imported, Note, StatedValue, UnresolvedServer, first_place, name_of
from svclint.importing.manifest_globs import manifests
from svclint.importing.shared_lans import with_lans
from svclint.importing.sources import gathered, texts_of
from svclint.importing.statements import Statement, statements_of
from svclint.lazy_dataclasses import replace


def imported(paths: Sequence[str], root: Path, cluster: str = "") -> Imported:
    """The clusters that the files below `paths` describe, with locations relative to `root`.

    If the files describe one cluster, `cluster` is its name; if they describe several, it selects one. Raises
    UsageError for a path that does not exist and for a name that none of several clusters has.
    """
    catalogue = load_catalogue()
    sources = gathered(paths, root, catalogue.scanner())
    statements = _stated([*statements_of(sources.documents, sources.hosts, catalogue), *sources.variables], root)
    groups, orphans = grouped(
        [statement for statement in statements if statement.claims], root.resolve().name or "cluster"
    )
    entries = _chosen(with_lans(list(_entries(groups, sources.files))), cluster)
    unresolved = {
        cluster if cluster and len(groups) == 1 else group.name: servers
        for group in groups
        if (servers := unresolved_servers_of(group))
    }
    notes = (
        *sources.notes,
        *_unresolved(statements),
        *_orphans(orphans, groups),
        *_undecided(groups),
        *_without_address(unresolved),
    )
    files = {statement.file for group in groups for statement in group.statements}
    return Imported(tuple(entries), notes, len(files), unresolved)


def _stated(statements: Sequence[Statement], root: Path) -> list[Statement]:
    """The statements without values that a comment on their line calls placeholders.

    Machine configurations of Talos next to a talconfig.yaml that names another cluster are not used: talhelper makes
    those of its cluster.
    """
    talconfigs: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        if statement.family == "talhelper":
            talconfigs[posixpath.dirname(statement.file)].add(statement.name)
    statements = [
        statement
        for statement in statements
        if statement.family != "Talos"
        or not statement.name
        or statement.name in talconfigs.get(posixpath.dirname(statement.file), {statement.name})
    ]
    texts = texts_of(root, {claim.location.file for statement in statements for claim in statement.claims})
    return [replace(statement, claims=tuple(without_placeholders(statement.claims, texts))) for statement in statements]


def _undecided(groups: Sequence[Group]) -> Iterator[Note]:
    """Notes for facts that were left out because the files state different ones."""
    for group in groups:
        modes = stated_modes(group.statements)
        if endpoints := contradicting_endpoints(group.statements):
            listed = " and ".join(f"{url} ({place_text(claim.location)})" for url, claim in endpoints.items())
            yield Note(f"cluster {group.name}: the endpoint left out, because machine configurations state {listed}")
        if len(modes) > 1:
            listed = " and ".join(f"{mode} ({place_text(claim.location)})" for mode, claim in modes.items())
            yield Note(f"cluster {group.name}: `proxy.mode` left out, because the files state {listed}")


def _without_address(unresolved: Mapping[str, Sequence[UnresolvedServer]]) -> Iterator[Note]:
    """Notes for servers that were left out because no file states the address of their names."""
    for cluster, servers in unresolved.items():
        for server in servers:
            text = f"{server.url} left out, because no file states the address of {server.host}; add it to `dns`"
            yield Note(f"cluster {cluster}: {text}", server.place)


def _entries(groups: Sequence[Group], files: Sequence[str]) -> Iterator[Entry]:
    """The entries of the clusters; if there are several, each with globs of the folders named after it."""
    globs_by_cluster = manifests([group.words for group in groups], files) if len(groups) > 1 else ()
    for number, group in enumerate(groups):
        entry = entry_of(group)
        place = first_place(entry)
        globs = (
            tuple(StatedValue(glob, place, derived=True) for glob in globs_by_cluster[number])
            if globs_by_cluster and place
            else ()
        )
        yield {"name": entry["name"], "manifests": globs, **entry} if globs else entry


def _chosen(entries: Sequence[Entry], cluster: str) -> list[Entry]:
    if not cluster or not entries:
        return list(entries)
    if matches := [entry for entry in entries if name_of(entry) == cluster]:
        return matches
    if len(entries) > 1:
        names = ", ".join(repr(name_of(entry)) for entry in entries)
        raise UsageError(f"the files do not describe a cluster named {cluster!r}; clusters: {names}")
    name = entries[0]["name"]
    place = name.place if isinstance(name, StatedValue) else None
    return [{**entries[0], "name": StatedValue(cluster, place, derived=True)}] if place else list(entries)


def _unresolved(statements: Sequence[Statement]) -> Iterator[Note]:
    """The numbers of values in setup files that could not be resolved, by reason."""
    reasons = Counter(value.reason for statement in statements for value in statement.unresolved)
    for reason, count in sorted(reasons.items()):
        first = next(value for statement in statements for value in statement.unresolved if value.reason == reason)
        values = "1 value" if count == 1 else f"{count} values"
        label = "Jinja or Helm template" if reason == "Helm template" else reason
        yield Note(f"{values} left out: {label}", first.location)


def _orphans(orphans: Sequence[Statement], groups: Sequence[Group]) -> Iterator[Note]:
    """Notes for statements that set up a cluster but cannot be assigned to one."""
    if groups:
        for statement in orphans:
            if statement.family or any(claim.role == "control-plane" for claim in statement.claims):
                named = f" ({statement.family})" if statement.family else ""
                yield Note(
                    f"{statement.file}{named}: the cluster of this file is unknown", statement.claims[0].location
                )
