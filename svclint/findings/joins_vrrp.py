"""An address that keepalived holds → the VRRP groups of its segment that are taken for its own."""

from __future__ import annotations

from svclint.findings.scene import Scene
from svclint.model import Claim


def shares_vrrp_group_with(scene: Scene, index: int) -> list[str]:
    """VRRP instances of the same LAN, interface and family with the claim's virtual_router_id and other addresses.

    Machines of one group share their addresses, and those that speak unicast hear nobody else.
    """
    claim = scene.claims[index]
    group = _vrrp_group(scene, claim)
    if not group:
        return []
    found = scene.kept.get("vrrp")
    if not isinstance(found, _VrrpGroups):
        found = scene.kept["vrrp"] = _VrrpGroups(scene)
    instances = found.instances[group]
    own = {one.block for one in instances[_instance(claim)]}
    others = (held for name, held in instances.items() if name != _instance(claim))
    return sorted({str(held[0].owner) for held in others if not own & {one.block for one in held}})


class _VrrpGroups:
    """The addresses of every VRRP group that speaks multicast, by instance."""

    def __init__(self, scene: Scene) -> None:
        self.instances: dict[tuple[object, ...], dict[tuple[object, ...], list[Claim]]] = {}
        for cluster in scene.clusters:
            for one in scene.of(cluster, "bind-address"):
                if key := _vrrp_group(scene, one):
                    self.instances.setdefault(key, {}).setdefault(_instance(one), []).append(one)


def _vrrp_group(scene: Scene, claim: Claim) -> tuple[object, ...]:
    """Who would take the claim's advertisements for those of its own group; nothing where it has none."""
    router, interface = claim.traits.get("virtual_router_id"), claim.traits.get("vrrp_interface")
    if not router or not interface or claim.block is None or claim.traits.get("vrrp_unicast"):
        return ()
    return scene.scopes[claim.owner.cluster], router, interface, claim.block.family


def _instance(claim: Claim) -> tuple[object, ...]:
    return claim.owner, claim.location.file, claim.traits.get("vrrp_instance")
