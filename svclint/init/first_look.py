"""A repository and its inventory → a summary of its clusters, and of the findings of a check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from svclint.claims.cluster_membership import ClusterFiles
from svclint.cluster_survey import survey
from svclint.deployment.sample_paths import sample_path
from svclint.diff_base import since_baseline
from svclint.findings.claim_index import ClaimIndex, address, node_name
from svclint.findings.folding import folded
from svclint.findings.words.control_plane import control_plane
from svclint.lazy_dataclasses import dataclass
from svclint.model import Location, Severity
from svclint.pipeline import Checked, check
from svclint.reading import RunOptions
from svclint.rule_ids import DUPLICATE_KEY, INVALID_YAML, UNREADABLE_FILE

BASELINE = "svclint-baseline.yaml"
"""The name of a baseline in the documentation; the configuration may name another file."""

_UNREAD = frozenset({INVALID_YAML, UNREADABLE_FILE, DUPLICATE_KEY})


@dataclass(frozen=True, slots=True)
class ClusterSummary:
    """A cluster: its files, the addresses of its API servers, its proxy mode and where that is set, nodes and pools."""

    files: ClusterFiles
    control_plane: tuple[str, ...]
    proxy_mode: str
    proxy_place: Location | None
    nodes: int
    pools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What a repository contains. `tools` are the GitOps tools that deploy from it.

    `seen` is the number of files, `levels` the number of counted findings per severity, the most severe first, `known`
    the number of those in the baseline. `aside` are folders of samples and archives that a check cannot read.
    """

    clusters: tuple[ClusterSummary, ...]
    tools: tuple[str, ...]
    seen: int
    levels: tuple[tuple[Severity, int], ...]
    known: int
    aside: tuple[str, ...]


def look(paths: Sequence[str], options: RunOptions) -> FirstLook:
    """Survey and check the paths. Raises UsageError."""
    surveyed = survey(paths, options)
    checked = check(paths, options)
    baseline = options.config.baseline or options.root / BASELINE
    if baseline.is_file():
        checked = since_baseline(checked, baseline, options)
    titles = (deployer.deployment.title for cluster in surveyed.clusters for deployer in cluster.deployers)
    counted = Counter(finding.severity for finding in folded(checked.result.findings) if finding.counted)
    return FirstLook(
        clusters=tuple(_cluster(cluster, checked.claim_index) for cluster in surveyed.clusters),
        tools=tuple(sorted({_tool(title) for title in titles} - {""})),
        seen=surveyed.seen,
        levels=tuple((level, counted[level]) for level in sorted(Severity, reverse=True)),
        known=sum(finding.known for finding in checked.result.findings),
        aside=tuple(sorted(set(_aside(checked)))),
    )


def _cluster(files: ClusterFiles, claim_index: ClaimIndex) -> ClusterSummary:
    known = claim_index.clusters.get(files.name)
    servers = [claim for claim in claim_index.of(files.name, "kubeconfig-server") if claim.from_inventory]
    endpoints = servers or claim_index.of(files.name, "control-plane", "kubeconfig-server")
    addresses = [claim.text if claim.from_inventory else address(claim) for claim in endpoints]
    settings = [claim.location for claim in claim_index.of(files.name, "proxy-mode") if not claim.from_inventory]
    pools = [
        f"{address(claim)} ({claim.traits.get('controller') or 'unknown'})"
        for claim in claim_index.of(files.name, "pool")
        if claim.block and not claim.status.latent
    ]
    return ClusterSummary(
        files=files,
        control_plane=tuple(dict.fromkeys((*addresses, *control_plane(claim_index, files.name)))),
        proxy_mode=known.proxy_mode if known else "",
        proxy_place=next(iter(settings), known.stated.get("proxy_mode") if known else None),
        nodes=len({node_name(claim) for claim in claim_index.of(files.name, "node")}),
        pools=tuple(dict.fromkeys(pools)),
    )


def _tool(title: str) -> str:
    """The GitOps tool of a deployer, by its title; empty for a kustomization that users build themselves."""
    kind = title.partition(" ")[0]
    return {"Flux": "Flux", "FluxInstance": "Flux", "Application": "Argo CD", "ApplicationSet": "Argo CD"}.get(kind, "")


def _aside(checked: Checked) -> list[str]:
    """The folders (with a slash) and files that cannot be read and are not deployed, according to their names."""
    unread = (finding.location.file for finding in checked.result.findings if finding.rule in _UNREAD)
    return [path for file in unread if (path := sample_path(file, ()))]
