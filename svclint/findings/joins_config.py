"""What a manifest states of its cluster → what the inventory says instead; who holds an address; a subnet's ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from svclint.claims.blocks import format_block
from svclint.claims.cluster_settings import PROXY_MODES, minor_version
from svclint.findings.claim_index import ClaimIndex, address, listed
from svclint.findings.name_lists import few, first_few
from svclint.findings.ranges import Ranges
from svclint.model import Claim, Owner

_Place = tuple[str, int, int]

_KUBE_PROXY = frozenset({"ipvs", "iptables", "nftables"})
# Kinds that add a range to those of the cluster, or speak of a part of one: only where no other manifest states the
# cluster's own range do they tell of it.
_FURTHER_RANGES = frozenset({"IPPool", "CiliumPodIPPool", "Installation", "Node", "ServiceCIDR", "DaemonSet", "Pod"})
_NETWORKS = frozenset({"pod-network", "service-network"})


def contradicted(claim_index: ClaimIndex, index: int) -> list[str]:
    """What the inventory says of a fact that the claim's manifest states otherwise; nothing where they agree.

    A file that several clusters share may be right for any of them.
    """
    claim = claim_index.claims[index]
    if claim.from_inventory:
        return []
    cluster = claim.owner.cluster
    said = _said(claim_index, claim, cluster)
    if said is None or said.agrees(claim):
        return []
    if claim.owner.kind in _FURTHER_RANGES and claim.role in _NETWORKS and confirmed(claim_index, index):
        return []
    agreeing = claim_index.once(("agreeing clusters", claim.role, _place(claim)), lambda: _agreeing(claim_index, claim))
    return [] if len(agreeing) > (cluster in agreeing) else said.shown


def confirmed(claim_index: ClaimIndex, index: int) -> bool:
    """Whether another manifest of the cluster states the fact as the inventory does."""
    claim = claim_index.claims[index]
    cluster, kind = claim.owner.cluster, _kind(claim)

    def places() -> frozenset[_Place]:
        stated = [one for one in claim_index.of(cluster, claim.role) if not one.from_inventory and _kind(one) == kind]
        return frozenset(_place(one) for one in stated if _agrees(claim_index, one, cluster))

    if kind is None:
        return False
    found = claim_index.once(("agreeing", cluster, claim.role, kind), places)
    return len(found) > (_place(claim) in found)


def held(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a node, a VIP holder on the nodes, or a load balancer outside the cluster has the claim's address."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    return claim.block is not None and claim.block in claim_index.once(
        ("held", cluster),
        lambda: {
            one.block
            for one in claim_index.of(cluster, "node", "control-plane", "bind-address", "load-balancer")
            if one.role == "node"
            or bool(one.traits.get("holder"))
            or (one.owner.kind == "loadBalancers" and one.from_inventory and one.traits.get("owner_kind") != "Service")
        },
    )


def is_cluster_ip(claim_index: ClaimIndex, index: int) -> bool:
    """Whether some Service of the cluster has the claim's address as its ClusterIP."""
    cluster = claim_index.claims[index].owner.cluster
    taken = claim_index.once(
        ("cluster-ips", cluster), lambda: {address(one) for one in claim_index.of(cluster, "cluster-ip")}
    )
    return address(claim_index.claims[index]) in taken


def other_pod_networks(claim_index: ClaimIndex, index: int) -> list[str]:
    """The pod networks of the claim's cluster that other objects state; of many the first, and how many more."""
    owner = claim_index.claims[index].owner
    owners = claim_index.once(("pod networks", owner.cluster), lambda: _pod_networks(claim_index, owner.cluster))

    def others() -> list[str]:
        own = {address(one) for one in claim_index.claims_of(owner) if one.role == "pod-network"}
        alone = {name for name in own if len(owners[name]) == 1}
        return first_few(owners, lambda name: name not in alone, len(owners) - len(alone))

    return claim_index.once(("other pod networks", owner), others)


def _pod_networks(claim_index: ClaimIndex, cluster: str) -> dict[str, set[Owner]]:
    """Who states each pod network, in order of the addresses."""
    found: dict[str, set[Owner]] = {}
    for one in claim_index.of(cluster, "pod-network"):
        found.setdefault(address(one), set()).add(one.owner)
    return dict(sorted(found.items(), key=lambda item: item[0]))


def subnet_ends(claim_index: ClaimIndex, i: int, j: int) -> str:
    """The first and last address of the IPv4 subnet j, as far as the claim i holds them."""
    claim, subnet = claim_index.claims[i].block, claim_index.claims[j].block
    if claim is None or subnet is None or claim.family != 4 or subnet.family != 4 or subnet.size < 4:
        return ""
    ends = (type(subnet)(4, end, end) for end in (subnet.first, subnet.last))
    return " and ".join(format_block(end) for end in ends if claim.contains(end))


def external_ips_off(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """What switches externalIPs off for the whole cluster: kube-proxy's gate, or the admission plugin."""
    found = set()
    for one in claim_index.of(cluster, "setting"):
        setting = one.traits.get("setting")
        gate = setting == "allow-service-external-ips" and one.text.strip().lower() == "false"
        if gate or (setting == "admission-plugins" and "DenyServiceExternalIPs" in one.text):
            found.add(one.title)
    return sorted(found)


def node_parts(claim_index: ClaimIndex, index: int) -> int:
    """How many nodes the controller manager can give a part of an IPv4 pod network; 0 where that is not known.

    A part is a /24 unless `node-cidr-mask-size` says otherwise (kube-controller-manager's defaults).
    """
    claim = claim_index.claims[index]
    if claim.block is None or claim.block.family != 4 or not claim.traits.get("cut_for_nodes"):
        return 0
    mask = claim_index.once(("node mask", claim.owner.cluster), lambda: _node_mask(claim_index, claim.owner.cluster))
    return int(claim.block.size >> (32 - mask)) if mask else 0


def _node_mask(claim_index: ClaimIndex, cluster: str) -> int:
    """The prefix length of a node's part; 0 where that is not known."""
    settings = claim_index.of(cluster, "setting")
    stated = {one.text.strip() for one in settings if one.traits.get("setting") == "node-cidr-mask-size"}
    mask = next(iter(stated), "24")
    if len(stated) > 1 or not mask.isdecimal() or not 0 < len(mask) < 3 or int(mask) > 32:
        return 0
    return int(mask)


class _Said:
    """What the inventory says of one fact, in claims that can be compared with each other."""

    def __init__(self, claims: Sequence[Claim], more: Iterable[Claim]) -> None:
        self._role = claims[0].role
        self._texts = {one.text for one in claims}
        self._blocks = Ranges(one.block for one in (*claims, *more) if one.block is not None)
        self.shown = few(address(one) for one in claims)

    def agrees(self, claim: Claim) -> bool:
        """Whether a manifest's claim fits it."""
        if self._role == "proxy-mode":
            return any(_modes_fit(text, claim.text or "iptables") for text in self._texts)
        if self._role == "strict-arp":
            return any(_true(text) == _true(claim.text) for text in self._texts)
        if self._role == "kubernetes-version":
            minor = minor_version(claim.text)
            return minor is None or any(minor_version(text) in (minor, None) for text in self._texts)
        return claim.block is not None and self._blocks.hold(claim.block)


def _said(claim_index: ClaimIndex, claim: Claim, cluster: str) -> _Said | None:
    """What the inventory says of a cluster about the fact that a claim states; None where it says nothing."""
    kind = _kind(claim)

    def work() -> _Said | None:
        ours = [one for one in claim_index.of(cluster, claim.role) if one.from_inventory and _kind(one) == kind]
        return (
            _Said(ours, _control_plane_nodes(claim_index, cluster) if claim.role == "control-plane" else ())
            if ours
            else None
        )

    return claim_index.once(("said", cluster, claim.role, kind), work) if kind is not None else None


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
    by_place = claim_index.once("by place", lambda: _by_place(claim_index))
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


def _true(text: str) -> bool:
    return text.strip().lower() in ("true", "yes", "on", "y", "1")


def _control_plane_nodes(claim_index: ClaimIndex, cluster: str) -> list[Claim]:
    nodes = claim_index.of(cluster, "node")
    masters = [one for one in nodes if "control-plane" in listed(one.traits.get("node_roles", ()))]
    # Where no node's role is known, any of them may be a control-plane node.
    return masters or nodes


def _place(claim: Claim) -> _Place:
    return claim.location.file, claim.location.span.line, claim.location.span.column


def primary_family(claim_index: ClaimIndex, cluster: str) -> str:
    """The family of the first service network, which the API server gives to Services that state none.

    Empty where no network is known, or where two places differ in the family that comes first.
    """
    firsts: dict[object, int] = {}
    for one in claim_index.of(cluster, "service-network"):
        if one.block is not None:  # entries of an inventory's list are owners of their own
            place = one.location.file if one.from_inventory else one.owner
            firsts.setdefault(place, one.block.family)
    families = set(firsts.values())
    return f"IPv{families.pop()}" if len(families) == 1 else ""
