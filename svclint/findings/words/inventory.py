"""What a manifest states of its cluster, held against what the inventory says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from svclint.claims.cluster_settings import PROXY_MODES
from svclint.findings.claim_index import ClaimIndex, address
from svclint.findings.name_lists import few
from svclint.findings.ranges import Ranges
from svclint.findings.words.control_plane import nodes_of_control_plane
from svclint.findings.words.registry import claim_word
from svclint.model import Claim

_Place = tuple[str, int, int]

_KUBE_PROXY = frozenset({"ipvs", "iptables", "nftables"})
# Kinds that add a range to those of the cluster, or speak of a part of one: only where no other manifest states the
# cluster's own range do they tell of it.
_FURTHER_RANGES = frozenset({"IPPool", "CiliumPodIPPool", "Installation", "Node", "ServiceCIDR", "DaemonSet", "Pod"})
_NETWORKS = frozenset({"pod-network", "service-network"})


@claim_word("list", compares=True)
def contradicts(claim_index: ClaimIndex, index: int) -> list[str]:
    """What the inventory states instead, if its manifest contradicts it: networks, control plane, proxy setting or
    version.

    A file that several clusters share may be right for any of them.
    """
    claim = claim_index.claims[index]
    if claim.from_inventory:
        return []
    cluster = claim.owner.cluster
    said = _said(claim_index, claim, cluster)
    if said is None or said.agrees(claim):
        return []
    if claim.owner.kind in _FURTHER_RANGES and claim.role in _NETWORKS and inventory_confirmed(claim_index, index):
        return []
    agreeing = claim_index.memo(("agreeing clusters", claim.role, _place(claim)), lambda: _agreeing(claim_index, claim))
    return [] if len(agreeing) > (cluster in agreeing) else said.shown


@claim_word("bool")
def inventory_confirmed(claim_index: ClaimIndex, index: int) -> bool:
    """Whether another manifest agrees with the inventory."""
    claim = claim_index.claims[index]
    cluster, kind = claim.owner.cluster, _kind(claim)

    def places() -> frozenset[_Place]:
        stated = [one for one in claim_index.of(cluster, claim.role) if not one.from_inventory and _kind(one) == kind]
        return frozenset(_place(one) for one in stated if _agrees(claim_index, one, cluster))

    if kind is None:
        return False
    found = claim_index.memo(("agreeing", cluster, claim.role, kind), places)
    return len(found) > (_place(claim) in found)


class _Said:
    """What the inventory says of one fact, in claims that can be compared with each other."""

    def __init__(self, claims: Sequence[Claim], more: Iterable[Claim]) -> None:
        self._role = claims[0].role
        self._texts = {one.text for one in claims}
        self._values = {one.value for one in claims}
        self._blocks = Ranges(one.block for one in (*claims, *more) if one.block is not None)
        self.shown = few(address(one) for one in claims)

    def agrees(self, claim: Claim) -> bool:
        """Whether a manifest's claim fits it."""
        if self._role == "proxy-mode":
            return any(_modes_fit(text, claim.text or "iptables") for text in self._texts)
        if self._role in ("strict-arp", "kubernetes-version"):
            return claim.value is None or not self._values.isdisjoint({claim.value, None})
        return claim.block is not None and self._blocks.hold(claim.block)


def _said(claim_index: ClaimIndex, claim: Claim, cluster: str) -> _Said | None:
    """What the inventory says of a cluster about the fact that a claim states; None where it says nothing."""
    kind = _kind(claim)

    def work() -> _Said | None:
        ours = [one for one in claim_index.of(cluster, claim.role) if one.from_inventory and _kind(one) == kind]
        return (
            _Said(ours, nodes_of_control_plane(claim_index, cluster) if claim.role == "control-plane" else ())
            if ours
            else None
        )

    return claim_index.memo(("said", cluster, claim.role, kind), work) if kind is not None else None


def _kind(claim: Claim) -> int | None:
    """What can be compared: addresses of one family, or settings (0). A name (None) can not."""
    if claim.block is None:
        return None if claim.host else 0
    return claim.block.family


def _agrees(claim_index: ClaimIndex, claim: Claim, cluster: str) -> bool:
    """Whether a manifest's claim fits what the inventory says of the cluster; true where it says nothing."""
    said = _said(claim_index, claim, cluster)
    return said is None or said.agrees(claim)


def _agreeing(claim_index: ClaimIndex, claim: Claim) -> set[str]:
    """The clusters with which what stands at the claim's place agrees: a file may be one of several clusters."""
    by_place = claim_index.memo("by place", lambda: _by_place(claim_index))
    return {
        one.owner.cluster for one in by_place[claim.role, _place(claim)] if _agrees(claim_index, one, one.owner.cluster)
    }


def _by_place(claim_index: ClaimIndex) -> dict[tuple[str, _Place], list[Claim]]:
    found: dict[tuple[str, _Place], list[Claim]] = {}
    for claim in claim_index.claims:
        if claim.owner.cluster in claim_index.clusters:
            found.setdefault((claim.role, _place(claim)), []).append(claim)
    return found


def _modes_fit(said: str, stated: str) -> bool:
    """What kube-proxy is set to says nothing where the inventory has another service proxy do its work."""
    if said == stated or stated not in PROXY_MODES:
        return True
    return said not in _KUBE_PROXY and (stated in _KUBE_PROXY or stated == "none")


def _place(claim: Claim) -> _Place:
    return claim.location.file, claim.location.span.line, claim.location.span.column
