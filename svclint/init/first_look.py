"""A repository and an inventory for it → what there is to say of its clusters, and of a check of it today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from svclint.claims.cluster_membership import ClusterFiles
from svclint.cluster_survey import survey
from svclint.deployment.deployed import archive_folder
from svclint.findings.claim_index import ClaimIndex, address, node_name
from svclint.findings.words.control_plane import control_plane
from svclint.lazy_dataclasses import dataclass
from svclint.model import Location, Severity
from svclint.pipeline import Checked, RunOptions, check
from svclint.rule_ids import DUPLICATE_KEY, INVALID_YAML, UNREADABLE_FILE

_UNREAD = frozenset({INVALID_YAML, UNREADABLE_FILE, DUPLICATE_KEY})


@dataclass(frozen=True, slots=True)
class ClusterSummary:
    """One cluster: its files, where its API servers are reached, its proxy and where that is stated, and its pools."""

    files: ClusterFiles
    control_plane: tuple[str, ...]
    proxy_mode: str
    proxy_place: Location | None
    nodes: int
    pools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What a repository holds. `tools` are the GitOps tools that deploy from it; `levels` what a check finds today.

    `aside` are folders of samples and archives with files that a check cannot read.
    """

    clusters: tuple[ClusterSummary, ...]
    tools: tuple[str, ...]
    seen: int
    levels: tuple[tuple[Severity, int], ...]
    aside: tuple[str, ...]


def look(paths: Sequence[str], options: RunOptions) -> FirstLook:
    """Survey and check the paths. Raises UsageError."""
    surveyed = survey(paths, options)
    checked = check(paths, options)
    titles = (each.deployment.title for one in surveyed.clusters for each in one.deployers)
    counted = Counter(one.severity for one in checked.result.findings if one.counted)
    return FirstLook(
        clusters=tuple(_cluster(one, checked.claim_index) for one in surveyed.clusters),
        tools=tuple(sorted({_tool(title) for title in titles} - {""})),
        seen=surveyed.seen,
        levels=tuple((level, counted[level]) for level in sorted(Severity, reverse=True)),
        aside=tuple(sorted(set(_aside(checked)))),
    )


def _cluster(one: ClusterFiles, claim_index: ClaimIndex) -> ClusterSummary:
    known = claim_index.clusters.get(one.name)
    servers = [claim for claim in claim_index.of(one.name, "kubeconfig-server") if claim.from_inventory]
    ends = servers or claim_index.of(one.name, "control-plane", "kubeconfig-server")
    named = [claim.text if claim.from_inventory else address(claim) for claim in ends]
    stating = [claim.location for claim in claim_index.of(one.name, "proxy-mode") if not claim.from_inventory]
    pools = [
        f"{address(claim)} ({claim.traits.get('controller') or 'unknown'})"
        for claim in claim_index.of(one.name, "pool")
        if claim.block and not claim.status.latent
    ]
    return ClusterSummary(
        files=one,
        control_plane=tuple(dict.fromkeys((*named, *control_plane(claim_index, one.name)))),
        proxy_mode=known.proxy_mode if known else "",
        proxy_place=next(iter(stating), known.stated.get("proxy_mode") if known else None),
        nodes=len({node_name(claim) for claim in claim_index.of(one.name, "node")}),
        pools=tuple(dict.fromkeys(pools)),
    )


def _tool(title: str) -> str:
    """The tool that a deployer is one of; empty for a kustomization that people build."""
    kind = title.partition(" ")[0]
    return {"Flux": "Flux", "FluxInstance": "Flux", "Application": "Argo CD", "ApplicationSet": "Argo CD"}.get(kind, "")


def _aside(checked: Checked) -> list[str]:
    """The folders in which what cannot be read is not deployed either, by their names."""
    unread = (one.location.file for one in checked.result.findings if one.rule in _UNREAD)
    return [folder for file in unread if (folder := archive_folder(file, ()))]
