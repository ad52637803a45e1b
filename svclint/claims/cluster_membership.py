"""What of a plan is in which cluster, who deploys it there, and why what no one deploys is not → counts and lists."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Sequence

from svclint.claims.placement import Reason, placements
from svclint.deployment.deployed import Deployed, Deployment, Plan
from svclint.documents.read import KUSTOMIZATIONS
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import Cluster, Location


@dataclass(frozen=True, slots=True)
class Deploys:
    """A deployer, and how many files and objects that can hold an address it brings into a cluster."""

    deployment: Deployment
    files: int
    objects: int

    @property
    def by_hand(self) -> bool:
        """Whether it is a kustomization that nothing follows: people build it."""
        return posixpath.basename(self.deployment.file) in KUSTOMIZATIONS


@dataclass(frozen=True, slots=True)
class ClusterFiles:
    """The files of one cluster. `place` is where the inventory names it, None where it is told by its deployers alone.

    `loose` are files that no deployer takes and that count all the same; `idle` are those that nothing deploys, each
    with the reason. `reasons` counts the files by why they are in this cluster.
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
        """The files where the chains of its deployers begin."""
        return tuple(dict.fromkeys(one.deployment.root for one in self.deployers if not one.by_hand))


@dataclass(frozen=True, slots=True)
class Survey:
    """The clusters in the order of the inventory, then by name; `seen` files were looked at, `counted` may hold one."""

    clusters: tuple[ClusterFiles, ...]
    seen: int
    counted: int


def surveyed(plan: Plan, clusters: Sequence[Cluster]) -> list[ClusterFiles]:
    """The clusters of an inventory, also those without files, and those that deployers tell apart beside them."""
    known = {one.name: one for one in clusters}
    counts = {name: _Files() for name in known}
    for name, one, reason in placements(plan, clusters):
        counts.setdefault(name, _Files()).add(one, reason)
    names = [*known, *sorted(counts.keys() - known.keys())]
    return [counts[name].result(name, known.get(name)) for name in names]


@dataclass(slots=True)
class _Files:
    """What has been counted of one cluster so far."""

    objects: int = 0
    reasons: dict[str, Reason] = field(default_factory=dict)
    deployed: dict[Deployment, Counter[str]] = field(default_factory=dict)
    live: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)
    idle: dict[str, str] = field(default_factory=dict)

    def add(self, one: Deployed, reason: Reason) -> None:
        file = one.document.file
        self.reasons.setdefault(file, reason)
        self.objects += bool(one.document.kind)
        if one.status.latent:
            self.idle.setdefault(file, one.status.latent)
        elif one.deployment is None or not one.applied:
            self.loose.add(file)
        else:
            self.live.add(file)
            self.deployed.setdefault(one.deployment, Counter())[file] += bool(one.document.kind)

    def result(self, name: str, known: Cluster | None) -> ClusterFiles:
        # Kustomizations only say how others are put together.
        loose = {file for file in self.loose - self.live if posixpath.basename(file) not in KUSTOMIZATIONS}
        # Where a chain begins, somebody applied the first of it once.
        begins = {one.root for one in self.deployed}
        loose |= begins & self.idle.keys()
        idle = {file: why for file, why in self.idle.items() if file not in self.live | self.loose | begins}
        return ClusterFiles(
            name=name,
            place=known.stated.get("name") if known else None,
            manifests=known.manifests if known else (),
            files=len(self.reasons),
            objects=self.objects,
            deployers=tuple(Deploys(one, len(found), found.total()) for one, found in self.deployed.items()),
            loose=tuple(sorted(loose)),
            idle=tuple(sorted((why, file) for file, why in idle.items())),
            reasons=tuple(sorted(Counter(self.reasons.values()).items(), key=lambda item: list(Reason).index(item[0]))),
        )
