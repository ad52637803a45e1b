"""Objects, their deployers, and the clusters of the inventory → the clusters that each object is in."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, takewhile

from svclint.deployment.deployed import Deployed, Plan
from svclint.deployment.environments import environments
from svclint.lazy_dataclasses import replace
from svclint.lazy_re import regex
from svclint.light_typing import TYPE_CHECKING
from svclint.model import Cluster, Flaw, Variant, flaw

if TYPE_CHECKING:
    from svclint.deployment.alternatives import Alternatives
from svclint.rule_ids import CLUSTER_WITHOUT_MANIFESTS

# The cluster of files that no inventory assigns to a cluster.
NAMELESS = ""
# A part of a glob that matches only its own text.
_LITERAL = regex(r"(?!\.{1,2}$)[\w.@+=-]+")


class Reason(enum.Enum):
    """Why an object is in a cluster, by precedence."""

    FILE = "`manifests` lists them"
    ROOT = "their deployers start in a file that `manifests` lists"
    STRANGER = "they name another cluster than the talconfig.yaml of their folder"
    CHAIN = "their deployers start in the cluster's own folder"
    THROWN_AWAY = "they are of a cluster that kind, k3d, minikube or Vagrant creates and deletes again"
    ENVIRONMENT = "they are of this environment, and other files are of others"
    ALTERNATIVE = "people apply this folder instead of its siblings, as far as the repository shows"
    OPEN = "no other cluster lists them"


def placed(plan: Plan, clusters: Sequence[Cluster]) -> Iterator[tuple[str, Deployed]]:
    """Each object with the name of a cluster that it is in, once per cluster."""
    return ((name, deployed) for name, deployed, _ in placements(plan, clusters))


def placements(plan: Plan, clusters: Sequence[Cluster]) -> Iterator[tuple[str, Deployed, Reason]]:
    """Each object with the name of a cluster that it is in and the reason, once per cluster.

    The `manifests` of the inventory take precedence: they may list the file of the object, or the file in which the
    chain of its deployers starts. Then the cluster name of the chain counts, then the environment of the path, then the
    clusters without `manifests`. In such a cluster, objects of different environments are variants: they are compared
    with the inventory, and not with each other.
    """
    files = {file for path, objects in plan.objects.items() for file in (path, *_roots(objects))}
    named = _clusters_by_file(files, clusters)
    labels = {deployment.cluster for deployment in plan.deployments} - {NAMELESS}
    cluster_names = {cluster.name for cluster in clusters}
    of_paths = environments({path: [item.document for item in objects] for path, objects in plan.objects.items()})
    by_hand = _alternatives(plan)
    names_are_labels = not cluster_names or bool(cluster_names & {*labels, *of_paths.siblings.values()})
    open_to_all = tuple(cluster.name for cluster in clusters if not cluster.manifests or cluster.covers_rest) or (
        NAMELESS,
    )
    for path, objects in plan.objects.items():
        folders = path.split("/")[:-1]
        stranger = of_paths.strangers.get(path, "")
        thrown_away, sibling = of_paths.thrown_away.get(path, ""), of_paths.siblings.get(path, "")
        for deployed in objects:
            by_file = named[path]
            deployment = deployed.deployment
            by_root = named[deployment.root] if deployment else ()
            both = tuple(filter(frozenset(by_root).__contains__, by_file))
            label = deployment.cluster if deployment else next((name for name in folders if name in labels), "")
            # Whatever one chain deploys is in one cluster, whatever its path is.
            followed = deployment and deployed.applied and not deployment.by_hand
            environment = "" if followed else sibling
            applied = deployed.applied_file(path)
            folder = by_hand.folders.get(applied, "") if by_hand and not followed else ""
            variant: Variant = by_hand.variants.get(applied, ()) if by_hand and not followed else ()
            chosen: tuple[str, ...]
            if stranger:
                chosen, reason = (stranger,), Reason.STRANGER
            elif chosen := both or by_file or by_root:
                reason = Reason.FILE if by_file else Reason.ROOT
            elif label and (not cluster_names or cluster_names & labels):
                chosen, reason = (label,), Reason.CHAIN
            elif thrown_away:
                chosen, reason = (thrown_away,), Reason.THROWN_AWAY
            elif environment and names_are_labels:
                chosen, reason = (environment,), Reason.ENVIRONMENT
            elif folder and not cluster_names:
                chosen, reason = (folder,), Reason.ALTERNATIVE
            else:
                chosen, reason = open_to_all, Reason.OPEN
                if environment or folder:
                    variant = ("environments", environment or folder), *variant
            assumed = reason is Reason.OPEN and len(chosen) > 1
            # Of clusters that are alternatives of each other, only one exists.
            alone = (("alternatives", folder),) if reason is Reason.ALTERNATIVE else ()
            for name in chosen:
                if not assumed and not variant and not alone:
                    yield name, deployed, reason
                    continue
                # What people apply to one cluster says nothing about another.
                options = ((f"{name}: {choice}", option) for choice, option in variant)
                status = replace(deployed.status, variant=(*deployed.status.variant, *alone, *options), assumed=assumed)
                yield name, replace(deployed, status=status), reason


def _alternatives(plan: Plan) -> Alternatives | None:
    """The alternatives among several files."""
    if len(plan.objects) < 2:
        return None
    from svclint.deployment.alternatives import alternatives

    return alternatives(plan)


def _roots(objects: Iterable[Deployed]) -> Iterator[str]:
    return (deployed.deployment.root for deployed in objects if deployed.deployment)


def _clusters_by_file(files: Iterable[str], clusters: Sequence[Cluster]) -> Mapping[str, tuple[str, ...]]:
    """The names of the clusters whose `manifests` match each file."""
    if not any(cluster.manifests for cluster in clusters):
        return dict.fromkeys(files, ())
    candidates = _Candidates(clusters)
    return {file: candidates.naming(file) for file in files}


class _Candidates:
    """The `manifests` of the clusters, by the folder or name that a file must have to match a glob."""

    def __init__(self, clusters: Sequence[Cluster]) -> None:
        from svclint.documents.globs import globs

        self._names = [cluster.name for cluster in clusters]
        self._specs = {number: globs(cluster.manifests) for number, cluster in enumerate(clusters) if cluster.manifests}
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
        """The names of the clusters whose globs match a file, in order."""
        parts = file.split("/")
        paths = accumulate(parts, "{}/{}".format)
        numbers = self._below.get("", set()).union(
            *(self._below[path] for path in paths if path in self._below),
            *(self._called[part] for part in parts if part in self._called),
        )
        return tuple(self._names[number] for number in sorted(numbers) if self._specs[number].match_file(file))


def without_files(files: Sequence[str], clusters: Sequence[Cluster]) -> Iterator[Flaw]:
    """A flaw for each cluster without a file, and for each glob of `manifests` that matches no file."""
    belongs = {name for names in _clusters_by_file(files, clusters).values() for name in names}
    unmatched = _unmatched(files, clusters)
    for number, cluster in enumerate(clusters):
        place = cluster.stated.get("manifests")
        if not place:
            continue
        if cluster.name not in belongs:
            listed = ", ".join(_patterns(cluster))
            message = f"No file in the repository belongs to cluster {cluster.name}: nothing matches {listed}."
            yield flaw(place, CLUSTER_WITHOUT_MANIFESTS, message, identity=cluster.name)
            continue
        for glob in unmatched.get(number, ()):
            message = f"No file matches {glob}, one of the `manifests` of cluster {cluster.name}."
            yield flaw(place, CLUSTER_WITHOUT_MANIFESTS, message, identity=f"{cluster.name} {glob}")


def _patterns(cluster: Cluster) -> list[str]:
    return [glob for glob in cluster.manifests if not glob.startswith("!")]


def _unmatched(files: Sequence[str], clusters: Sequence[Cluster]) -> Mapping[int, Sequence[str]]:
    """The globs that match no file, by the number of their cluster; of clusters with several globs only."""
    several = [(number, patterns) for number, cluster in enumerate(clusters) if len(patterns := _patterns(cluster)) > 1]
    globs_of_clusters = [(number, glob) for number, patterns in several for glob in patterns]
    # Each glob is looked up like a cluster of its own: the index of globs then costs no pass over the files per glob.
    alone = [Cluster(str(at), manifests=(glob,)) for at, (_, glob) in enumerate(globs_of_clusters)]
    matched = {int(at) for names in _clusters_by_file(files, alone).values() for at in names}
    unmatched: dict[int, list[str]] = defaultdict(list)
    for at, (number, glob) in enumerate(globs_of_clusters):
        if at not in matched:
            unmatched[number].append(glob)
    return unmatched
