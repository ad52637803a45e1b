"""What `placement` decided → the files of each cluster, for `svclint clusters`: by deployer, without one, latent."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Sequence

from svclint.claims.placement import Reason, placements
from svclint.deployment.alternatives import Choice
from svclint.deployment.deployed import Deployed, Deployment, Plan
from svclint.documents.read import KUSTOMIZATIONS
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import Cluster, Location


@dataclass(frozen=True, slots=True)
class Deploys:
    """A deployer, and the numbers of files and objects that it deploys to a cluster and that can contain an address."""

    deployment: Deployment
    files: int
    objects: int


@dataclass(frozen=True, slots=True)
class ClusterFiles:
    """The files of one cluster. `place` is its name in the inventory, None if only deployers name the cluster.

    `loose` are files without a deployer that are checked as deployed. `idle` are files that are not deployed, as
    (reason, file). `reasons` counts the files by the reason for their cluster.
    """

    name: str
    place: Location | None
    manifests: tuple[str, ...]
    files: int
    objects: int
    deployers: tuple[Deploys, ...]
    loose: tuple[str, ...]
    idle: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[Reason, int], ...]

    @property
    def begins(self) -> tuple[str, ...]:
        """The files in which the chains of its deployers start, without kustomizations that people build."""
        return tuple(
            dict.fromkeys(deployer.deployment.root for deployer in self.deployers if not deployer.deployment.by_hand)
        )


@dataclass(frozen=True, slots=True)
class Survey:
    """The clusters in the order of the inventory, then by name.

    `seen` is the number of files that were read, `counted` the number of those that can contain an address. `choices`
    are files of which people apply one instead of another.
    """

    clusters: tuple[ClusterFiles, ...]
    seen: int
    counted: int
    choices: tuple[Choice, ...] = ()


def surveyed(plan: Plan, clusters: Sequence[Cluster]) -> list[ClusterFiles]:
    """The clusters of an inventory, including those without files, and further clusters that only deployers name."""
    known = {cluster.name: cluster for cluster in clusters}
    counts = {name: _Files() for name in known}
    for name, deployed, reason in placements(plan, clusters):
        counts.setdefault(name, _Files()).add(deployed, reason)
    names = [*known, *sorted(counts.keys() - known.keys())]
    return [counts[name].result(name, known.get(name)) for name in names]


@dataclass(slots=True)
class _Files:
    """The files of one cluster that were counted so far."""

    objects: int = 0
    reasons: dict[str, Reason] = field(default_factory=dict)
    deployed: dict[Deployment, Counter[str]] = field(default_factory=dict)
    live: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)
    idle: dict[str, str] = field(default_factory=dict)

    def add(self, deployed: Deployed, reason: Reason) -> None:
        file = deployed.document.file
        self.reasons.setdefault(file, reason)
        self.objects += bool(deployed.document.kind)
        if deployed.status.latent:
            self.idle.setdefault(file, deployed.status.latent)
        elif deployed.deployment is None or not deployed.applied:
            self.loose.add(file)
        else:
            self.live.add(file)
            self.deployed.setdefault(deployed.deployment, Counter())[file] += bool(deployed.document.kind)

    def result(self, name: str, known: Cluster | None) -> ClusterFiles:
        # A kustomization only combines other files.
        loose = {file for file in self.loose - self.live if posixpath.basename(file) not in KUSTOMIZATIONS}
        # The first file of a chain is live: a person applied it once.
        roots = {deployment.root for deployment in self.deployed}
        loose |= roots & self.idle.keys()
        idle = {file: why for file, why in self.idle.items() if file not in self.live | self.loose | roots}
        return ClusterFiles(
            name=name,
            place=known.stated.get("name") if known else None,
            manifests=known.manifests if known else (),
            files=len(self.reasons),
            objects=self.objects,
            deployers=tuple(
                Deploys(deployment, len(counts), counts.total()) for deployment, counts in self.deployed.items()
            ),
            loose=tuple(sorted(loose)),
            idle=tuple(sorted((why, file) for file, why in idle.items())),
            reasons=tuple(sorted(Counter(self.reasons.values()).items(), key=lambda item: list(Reason).index(item[0]))),
        )
