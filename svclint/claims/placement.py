"""Objects, who deploys them, and the inventory's clusters → which clusters each object is in."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, takewhile

from svclint.deployment.deployed import Deployed, Plan
from svclint.documents.globs import globs
from svclint.lazy_re import regex
from svclint.model import Cluster, Flaw, flaw
from svclint.rule_ids import CLUSTER_WITHOUT_MANIFESTS

# The cluster of files that no inventory speaks of.
NAMELESS = ""
# A name in a glob that matches itself alone.
_LITERAL = regex(r"(?!\.{1,2}$)[\w.@+=-]+")


class Reason(enum.Enum):
    """Why an object is in a cluster, in the order in which it is decided."""

    FILE = "`manifests` lists them"
    ROOT = "their deployers start in a file that `manifests` lists"
    CHAIN = "their deployers start in the cluster's own folder"
    OPEN = "no other cluster lists them"


def placed(plan: Plan, clusters: Sequence[Cluster]) -> Iterator[tuple[str, Deployed]]:
    """Each object with the name of a cluster that it is in; once for each of several."""
    return ((name, one) for name, one, _ in placements(plan, clusters))


def placements(plan: Plan, clusters: Sequence[Cluster]) -> Iterator[tuple[str, Deployed, Reason]]:
    """Each object with the name of a cluster that it is in, and why; once for each of several.

    The inventory's `manifests` decide, for the object's own file and for the file where the chain of its deployers
    begins; then the clusters that these chains tell apart, by name; then the clusters that take every file.
    """
    files = {one for path, objects in plan.objects.items() for one in (path, *_roots(objects))}
    named = _named(files, clusters)
    labels = {one.cluster for one in plan.deployments} - {NAMELESS}
    known = {one.name for one in clusters}
    open_to_all = tuple(one.name for one in clusters if not one.manifests) or (NAMELESS,)
    for path, objects in plan.objects.items():
        folders = path.split("/")[:-1]
        for one in objects:
            own = named[path]
            begins = named[one.deployment.root] if one.deployment else ()
            both = tuple(filter(frozenset(begins).__contains__, own))
            label = one.deployment.cluster if one.deployment else next((name for name in folders if name in labels), "")
            chosen, reason = both or own or begins, Reason.FILE if own else Reason.ROOT
            if not chosen and label and (not known or known & labels):
                chosen, reason = (label,), Reason.CHAIN
            if not chosen:
                chosen, reason = open_to_all, Reason.OPEN
            for name in chosen:
                yield name, one, reason


def _roots(objects: Iterable[Deployed]) -> Iterator[str]:
    return (one.deployment.root for one in objects if one.deployment)


def _named(files: Iterable[str], clusters: Sequence[Cluster]) -> Mapping[str, tuple[str, ...]]:
    """The clusters whose `manifests` name each file."""
    if not any(one.manifests for one in clusters):
        return dict.fromkeys(files, ())
    candidates = _Candidates(clusters)
    return {file: candidates.naming(file) for file in files}


class _Candidates:
    """The clusters' `manifests`, by the folder or name that a file must have so that one of the globs may match it."""

    def __init__(self, clusters: Sequence[Cluster]) -> None:
        self._names = [one.name for one in clusters]
        self._specs = {number: globs(one.manifests) for number, one in enumerate(clusters) if one.manifests}
        self._below: dict[str, set[int]] = defaultdict(set)
        self._called: dict[str, set[int]] = defaultdict(set)
        for number in self._specs:
            for glob in clusters[number].manifests:
                if not glob.startswith("!"):
                    self._add(glob, number)

    def _add(self, glob: str, number: int) -> None:
        parts = glob.strip().rstrip("/").split("/")
        if len(parts) == 1 and _LITERAL.fullmatch(parts[0]):  # it matches in every folder
            self._called[parts[0]].add(number)
        elif len(parts) == 1:
            self._below[""].add(number)
        else:
            parts = parts[1:] if not parts[0] else parts
            literal = takewhile(_LITERAL.fullmatch, parts)
            self._below["/".join(literal)].add(number)

    def naming(self, file: str) -> tuple[str, ...]:
        """The clusters whose globs match a file, in order."""
        parts = file.split("/")
        paths = accumulate(parts, "{}/{}".format)
        found = self._below.get("", set()).union(
            *(self._below[path] for path in paths if path in self._below),
            *(self._called[part] for part in parts if part in self._called),
        )
        return tuple(self._names[number] for number in sorted(found) if self._specs[number].match_file(file))


def without_files(files: Sequence[str], clusters: Sequence[Cluster]) -> Iterator[Flaw]:
    """A flaw for each cluster whose `manifests` globs name none of the repository's files."""
    belongs = {name for names in _named(files, clusters).values() for name in names}
    for one in clusters:
        place = one.stated.get("manifests")
        if one.manifests and place and one.name not in belongs:
            message = (
                f"No file in the repository belongs to cluster {one.name}: nothing matches {', '.join(one.manifests)}."
            )
            yield flaw(place, CLUSTER_WITHOUT_MANIFESTS, message, identity=one.name)
