"""What a manifest states of its cluster → what the inventory says instead; who holds an address; a subnet's ends."""

from __future__ import annotations

from svclint.claims.blocks import format_block
from svclint.claims.facts import PROXY_MODES, minor_version
from svclint.findings.scene import Scene, address, listed
from svclint.model import Claim

_KUBE_PROXY = frozenset({"ipvs", "iptables", "nftables"})
# Kinds that add a range to those of the cluster, or speak of a part of one: only where no other manifest states the
# cluster's own range do they tell of it.
_FURTHER_RANGES = frozenset({"IPPool", "CiliumPodIPPool", "Installation", "Node", "ServiceCIDR", "DaemonSet", "Pod"})
_NETWORKS = frozenset({"pod-network", "service-network"})


def contradicted(scene: Scene, index: int) -> list[str]:
    """What the inventory says of a fact that the claim's manifest states otherwise; nothing where they agree.

    A file that several clusters share may be right for any of them.
    """
    claim = scene.claims[index]
    said = _said(scene, claim)
    if claim.from_inventory or not said or _agrees(scene, claim, claim.owner.cluster):
        return []
    if claim.owner.kind in _FURTHER_RANGES and claim.role in _NETWORKS and confirmed(scene, index):
        return []
    others = (name for name in scene.clusters if name != claim.owner.cluster)
    if any(_agrees(scene, one, name) for name in others for one in _same_place(scene, claim, name)):
        return []
    return sorted({address(one) for one in said})


def confirmed(scene: Scene, index: int) -> bool:
    """Whether another manifest of the cluster states the fact as the inventory does."""
    claim = scene.claims[index]
    family = claim.block.family if claim.block else 0

    def places() -> list[str]:
        stated = [one for one in scene.of(claim.owner.cluster, claim.role) if not one.from_inventory]
        return [_place(one) for one in stated if _alike(one, claim) and _agrees(scene, one, claim.owner.cluster)]

    found = scene.once(("agreeing", claim.owner.cluster, claim.role, family), places)
    return isinstance(found, list) and any(one != _place(claim) for one in found)


def held(scene: Scene, index: int) -> bool:
    """Whether a node, a VIP holder on the nodes, or a load balancer outside the cluster has the claim's address."""
    claim = scene.claims[index]
    known = scene.of(claim.owner.cluster, "node", "control-plane", "bind-address", "load-balancer")
    return any(
        one.block == claim.block
        and (
            one.role == "node"
            or bool(one.traits.get("holder"))
            or (one.owner.kind == "loadBalancers" and one.from_inventory and one.traits.get("owner_kind") != "Service")
        )
        for one in known
        if one.block is not None
    )  # fmt: skip


def is_cluster_ip(scene: Scene, index: int) -> bool:
    """Whether some Service of the cluster has the claim's address as its ClusterIP."""
    cluster = scene.claims[index].owner.cluster
    taken = scene.once(("cluster-ips", cluster), lambda: [address(one) for one in scene.of(cluster, "cluster-ip")])
    return isinstance(taken, list) and address(scene.claims[index]) in taken


def other_pod_networks(scene: Scene, index: int) -> list[str]:
    """The pod networks of the claim's cluster that other objects state."""
    claim = scene.claims[index]
    return sorted({address(one) for one in scene.of(claim.owner.cluster, "pod-network") if one.owner != claim.owner})


def subnet_ends(scene: Scene, i: int, j: int) -> str:
    """The first and last address of the IPv4 subnet j, as far as the claim i holds them."""
    claim, subnet = scene.claims[i].block, scene.claims[j].block
    if claim is None or subnet is None or claim.family != 4 or subnet.family != 4 or subnet.size < 4:
        return ""
    ends = (type(subnet)(4, end, end) for end in (subnet.first, subnet.last))
    return " and ".join(format_block(end) for end in ends if claim.contains(end))


def external_ips_off(scene: Scene, cluster: str) -> list[str]:
    """What switches externalIPs off for the whole cluster: kube-proxy's gate, or the admission plugin."""
    found = set()
    for one in scene.of(cluster, "setting"):
        setting = one.traits.get("setting")
        gate = setting == "allow-service-external-ips" and one.text.strip().lower() == "false"
        if gate or (setting == "admission-plugins" and "DenyServiceExternalIPs" in one.text):
            found.add(one.title)
    return sorted(found)


def node_parts(scene: Scene, index: int) -> int:
    """How many nodes the controller manager can give a part of an IPv4 pod network; 0 where that is not known.

    A part is a /24 unless `node-cidr-mask-size` says otherwise (kube-controller-manager's defaults).
    """
    claim = scene.claims[index]
    if claim.block is None or claim.block.family != 4 or not claim.traits.get("cut_for_nodes"):
        return 0
    settings = scene.of(claim.owner.cluster, "setting")
    stated = {one.text.strip() for one in settings if one.traits.get("setting") == "node-cidr-mask-size"}
    mask = next(iter(stated), "24")
    if len(stated) > 1 or not mask.isdecimal() or not 0 < len(mask) < 3 or int(mask) > 32:
        return 0
    return int(claim.block.size >> (32 - int(mask)))


def _said(scene: Scene, claim: Claim) -> list[Claim]:
    """The inventory's claims of the same fact, of the same family."""
    ours = [one for one in scene.of(claim.owner.cluster, claim.role) if one.from_inventory]
    return [one for one in ours if _alike(one, claim)]


def _alike(one: Claim, other: Claim) -> bool:
    """Whether two claims of one role can be compared: addresses of one family, or two settings."""
    if one.block is None or other.block is None:
        return one.block is other.block and not one.host and not other.host
    return one.block.family == other.block.family


def _agrees(scene: Scene, claim: Claim, cluster: str) -> bool:
    """Whether a manifest's claim fits what the inventory says of the cluster; true where it says nothing."""
    said = [one for one in scene.of(cluster, claim.role) if one.from_inventory and _alike(one, claim)]
    if not said:
        return True
    if claim.role == "proxy-mode":
        return any(_modes_fit(one.text, claim.text or "iptables") for one in said)
    if claim.role == "strict-arp":
        return any(_true(one.text) == _true(claim.text) for one in said)
    if claim.role == "kubernetes-version":
        minor = minor_version(claim.text)
        return minor is None or any(minor_version(one.text) in (minor, None) for one in said)
    if claim.role == "control-plane":
        said = [*said, *_control_plane_nodes(scene, cluster)]
    return claim.block is not None and any(one.block and one.block.contains(claim.block) for one in said)


def _modes_fit(said: str, stated: str) -> bool:
    """What kube-proxy is set to says nothing where the inventory has another service proxy do its work."""
    if said == stated or stated not in PROXY_MODES:
        return True
    return said not in _KUBE_PROXY and (stated in _KUBE_PROXY or stated == "none")


def _true(text: str) -> bool:
    return text.strip().lower() in ("true", "yes", "on", "y", "1")


def _control_plane_nodes(scene: Scene, cluster: str) -> list[Claim]:
    nodes = scene.of(cluster, "node")
    masters = [one for one in nodes if "control-plane" in listed(one.traits.get("node_roles", ()))]
    # Where no node's role is known, any of them may be a control-plane node.
    return masters or nodes


def _same_place(scene: Scene, claim: Claim, cluster: str) -> list[Claim]:
    return [one for one in scene.of(cluster, claim.role) if _place(one) == _place(claim)]


def _place(claim: Claim) -> str:
    return f"{claim.location.file}:{claim.location.span.line}:{claim.location.span.column}"


def primary_family(scene: Scene, cluster: str) -> str:
    """The family of the first service network, which the API server gives to Services that state none.

    Empty where no network is known, or where two places differ in the family that comes first.
    """
    firsts: dict[object, int] = {}
    for one in scene.of(cluster, "service-network"):
        if one.block is not None:  # entries of an inventory's list are owners of their own
            place = one.location.file if one.from_inventory else one.owner
            firsts.setdefault(place, one.block.family)
    families = set(firsts.values())
    return f"IPv{families.pop()}" if len(families) == 1 else ""
