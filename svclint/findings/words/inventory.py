"""Words that compare what manifests state about their cluster with the inventory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from svclint.claims.cluster_settings import PROXY_MODES
from svclint.claims.ranges import Ranges
from svclint.findings.claim_index import ClaimIndex, address
from svclint.findings.name_lists import few
from svclint.findings.words.control_plane import nodes_of_control_plane
from svclint.findings.words.registry import claim_word
from svclint.model import Claim

_Place = tuple[str, int, int]

_KUBE_PROXY = frozenset({"ipvs", "iptables", "nftables"})
# Kinds that add a range to those of the cluster, or describe a part of one. They contradict the inventory only if no
# other manifest confirms it.
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
    fact = _inventory_fact(claim_index, claim, cluster)
    if fact is None or fact.agrees(claim):
        return []
    if claim.owner.kind in _FURTHER_RANGES and claim.role in _NETWORKS and inventory_confirmed(claim_index, index):
        return []
    agreeing = claim_index.memo(("agreeing clusters", claim.role, _place(claim)), lambda: _agreeing(claim_index, claim))
    return [] if len(agreeing) > (cluster in agreeing) else fact.values


@claim_word("bool")
def inventory_confirmed(claim_index: ClaimIndex, index: int) -> bool:
    """Whether another manifest agrees with the inventory."""
    claim = claim_index.claims[index]
    cluster, kind = claim.owner.cluster, _kind(claim)

    def agreeing_places() -> frozenset[_Place]:
        others = [
            other for other in claim_index.of(cluster, claim.role) if not other.from_inventory and _kind(other) == kind
        ]
        return frozenset(_place(other) for other in others if _agrees(claim_index, other, cluster))

    if kind is None:
        return False
    places = claim_index.memo(("agreeing", cluster, claim.role, kind), agreeing_places)
    return len(places) > (_place(claim) in places)


class _InventoryFact:
    """What the inventory states about one fact, in comparable claims. `more` are further claims that agree with it."""

    def __init__(self, claims: Sequence[Claim], more: Iterable[Claim]) -> None:
        self._role = claims[0].role
        self._texts = {claim.text for claim in claims}
        self._typed = {claim.value for claim in claims}
        self._blocks = Ranges(claim.block for claim in (*claims, *more) if claim.block is not None)
        self.values = few(address(claim) for claim in claims)

    def agrees(self, claim: Claim) -> bool:
        """Whether a claim of a manifest agrees with it."""
        if self._role == "proxy-mode":
            return any(_modes_fit(text, claim.text or "iptables") for text in self._texts)
        if self._role in ("strict-arp", "kubernetes-version"):
            return claim.value is None or not self._typed.isdisjoint({claim.value, None})
        return claim.block is not None and self._blocks.hold(claim.block)


def _inventory_fact(claim_index: ClaimIndex, claim: Claim, cluster: str) -> _InventoryFact | None:
    """What the inventory of a cluster states about the fact of a claim; None if it states nothing."""
    kind = _kind(claim)

    def from_inventory() -> _InventoryFact | None:
        claims = [
            other for other in claim_index.of(cluster, claim.role) if other.from_inventory and _kind(other) == kind
        ]
        return (
            _InventoryFact(
                claims, nodes_of_control_plane(claim_index, cluster) if claim.role == "control-plane" else ()
            )
            if claims
            else None
        )

    return claim_index.memo(("inventory fact", cluster, claim.role, kind), from_inventory) if kind is not None else None


def _kind(claim: Claim) -> int | None:
    """Which claims can be compared: addresses of one family (4 or 6), settings (0), or none (None) for a name."""
    if claim.block is None:
        return None if claim.host else 0
    return claim.block.family


def _agrees(claim_index: ClaimIndex, claim: Claim, cluster: str) -> bool:
    """Whether a claim of a manifest agrees with the inventory of a cluster; true if it states nothing."""
    fact = _inventory_fact(claim_index, claim, cluster)
    return fact is None or fact.agrees(claim)


def _agreeing(claim_index: ClaimIndex, claim: Claim) -> set[str]:
    """The clusters whose inventory agrees with the claims at the claim's location. Clusters may share a file."""
    by_place = claim_index.memo("by place", lambda: _by_place(claim_index))
    return {
        other.owner.cluster
        for other in by_place[claim.role, _place(claim)]
        if _agrees(claim_index, other, other.owner.cluster)
    }


def _by_place(claim_index: ClaimIndex) -> dict[tuple[str, _Place], list[Claim]]:
    by_place: dict[tuple[str, _Place], list[Claim]] = {}
    for claim in claim_index.claims:
        if claim.owner.cluster in claim_index.clusters:
            by_place.setdefault((claim.role, _place(claim)), []).append(claim)
    return by_place


def _modes_fit(inventory: str, manifest: str) -> bool:
    """Whether the modes agree. With another service proxy in the inventory, the mode of kube-proxy does not matter."""
    if inventory == manifest or manifest not in PROXY_MODES:
        return True
    return inventory not in _KUBE_PROXY and (manifest in _KUBE_PROXY or manifest == "none")


def _place(claim: Claim) -> _Place:
    return claim.location.file, claim.location.span.line, claim.location.span.column
