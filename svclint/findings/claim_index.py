"""Claims and clusters → Scene: the joins that rules ask for, each worked out once, when it is first needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from svclint.claims.blocks import format_block
from svclint.claims.effects import Effect, effect
from svclint.findings.overlaps import holders
from svclint.findings.ranges import OwnedRanges, Ranges
from svclint.model import Block, Claim, Cluster, Owner, TraitValue

if TYPE_CHECKING:
    from typing import TypeVar

    Made = TypeVar("Made")

# Roles that are areas: other claims lie within them, and `claim.within` names them.
AREAS = frozenset(
    {
        "node-network", "pod-network", "service-network", "external-network", "load-balancer", "pool", "reserved",
        "cluster-dns", "node",
    }
)  # fmt: skip

# One file of k3s, Talos or kubespray states the service network and the addresses in it.
OWN_AREAS = frozenset({"service-network"})


class ClaimIndex:
    """Everything that a run's rules may ask about; indexes are those of `claims`."""

    def __init__(self, claims: Sequence[Claim], clusters: Mapping[str, Cluster]) -> None:
        self.claims = claims
        self.clusters = clusters
        # Claims of clusters on one layer-2 segment are compared with each other.
        self.scopes = {name: f"lan:{one.lan}" if one.lan else name for name, one in clusters.items()}
        self._effects: dict[int, Effect] = {}
        self.kept: dict[object, object] = {}

    def once(self, key: object, work: Callable[[], Made]) -> Made:
        """What is worked out the first time it is asked for, and then kept for all claims; the key tells its type."""
        if key not in self.kept:
            self.kept[key] = work()
        return self.kept[key]  # type: ignore[return-value]  # what `work` made

    def effect(self, index: int) -> Effect:
        found = self._effects.get(index)
        if found is None:
            claim = self.claims[index]
            found = self._effects[index] = effect(claim, self.clusters[claim.owner.cluster])
        return found

    def of(self, cluster: str, *roles: str) -> list[Claim]:
        """The claims of a cluster that have one of the roles, in order."""
        return [claim for role in roles for claim in self._by_role.get((cluster, role), ())]

    def claims_of(self, owner: Owner) -> list[Claim]:
        """The claims of one owner, in order."""
        return [self.claims[index] for index in self._by_owner.get(owner, ())]

    def roles(self, cluster: str) -> Counter[str]:
        """How many claims each role has in a cluster."""
        return self._role_counts.get(cluster, Counter())

    def within(self, index: int) -> list[str]:
        """Roles of the cluster's areas that hold the whole claim, its own owner's left out but for `OWN_AREAS`."""
        return sorted(self._areas.get(index, ()))

    def siblings(self, index: int) -> list[str]:
        """Roles of the other claims of the same owner."""
        claim = self.claims[index]
        counts = self._roles_of[claim.owner]
        return sorted(role for role, count in counts.items() if role != claim.role or count > 1)

    def requests(self, index: int) -> list[int]:
        """The claims of the cluster that ask a controller for exactly the same address."""
        claim = self.claims[index]
        return self._requests.get((claim.owner.cluster, claim.block), [])

    def ranges(self, cluster: str, *roles: str) -> Ranges:
        """The blocks of a cluster's claims that have one of the roles."""

        def work() -> Ranges:
            return Ranges(one.block for one in self.of(cluster, *roles) if one.block is not None)

        return self.once(("ranges", cluster, roles), work)

    def excluded(self, i: int, j: int) -> bool:
        """Whether a pool-exclusion of the cluster of i holds all that i and j have in common."""
        shared = common(self.claims[i], self.claims[j])
        return shared is not None and self.ranges(self.claims[i].owner.cluster, "pool-exclusion").hold(shared)

    def first_of_service_network(self, index: int) -> bool:
        """Whether the claim is the address that the API server gives to default/kubernetes: the first but one."""
        cluster, block = self.claims[index].owner.cluster, self.claims[index].block
        return block is not None and block in self.once(
            ("first addresses", cluster),
            lambda: frozenset(
                Block(one.block.family, one.block.first + 1, one.block.first + 1)
                for one in self.of(cluster, "service-network")
                if one.block is not None and one.block.size > 1
            ),
        )

    def proxy_excludes(self, index: int) -> bool:
        """Whether kube-proxy's excludeCIDRs hold the claim."""
        cluster, block = self.claims[index].owner.cluster, self.claims[index].block
        excluded = self.clusters[cluster].exclude_cidrs
        return block is not None and self.once(("exclude cidrs", cluster), lambda: Ranges(excluded)).hold(block)

    def control_plane_nodes(self, cluster: str) -> int:
        """How many nodes are known to run the control plane."""
        nodes = self.of(cluster, "node")
        return len({node_name(one) for one in nodes if "control-plane" in listed(one.traits.get("node_roles", ()))})

    def meets(self, index: int, role: str) -> bool:
        """Whether a claim shares an address with one of that role of another owner, or none of its family is known."""
        owner, block = self.claims[index].owner, self.claims[index].block
        if block is None:
            return True

        def work() -> OwnedRanges:
            return OwnedRanges((one.block, one.owner) for one in self.of(owner.cluster, role) if one.block is not None)

        others = self.once(("owned ranges", owner.cluster, role), work)
        return not others.has_others(block.family, owner) or others.meet(block, owner)

    def classless_controllers(self, cluster: str) -> list[str]:
        """The controllers that take LoadBalancer Services which name no class. OpenELB wants an annotation."""
        stated = set(self.clusters[cluster].controllers or ()) - {"openelb"}
        shown = {str(one.traits.get("controller", "")) for one in self.of(cluster, "lb-controller", "pool")}
        return sorted((stated | shown) - {"", "openelb"})

    def control_plane(self, cluster: str) -> list[str]:
        """The addresses at which the API servers of a cluster are reached."""
        return sorted({address(one) for one in self.of(cluster, "control-plane") if one.block is not None})

    def at_control_plane(self, index: int) -> bool:
        """Whether the claim is an address of the control plane, or of a control-plane node."""
        claim = self.claims[index]
        owners = self._api_servers.get((claim.owner.cluster, claim.block), ())
        return len(owners) > (claim.owner in owners)

    def publishes_control_plane(self, index: int) -> bool:
        """Whether the object that publishes a name also holds, or points it to, the control plane's address."""
        owner = self.claims[index].owner

        def work() -> bool:
            known = self.once(
                ("control plane", owner.cluster), lambda: {one.block for one in self.of(owner.cluster, "control-plane")}
            )
            return any(one.block in known for one in self.claims_of(owner) if one.block is not None)

        return self.once(("publishes control plane", owner), work)

    def missing_from_certificate(self, cluster: str) -> list[str]:
        """Names and addresses that kubeconfigs go to and that no certificate-name has.

        Nodes' own addresses, and the endpoint that kubeadm, Talos or KubeKey is told, are always in.
        """
        present = {address(one) for one in self.of(cluster, "certificate-name", "node")}
        present |= {address(one) for one in self.of(cluster, "control-plane") if not one.from_inventory}
        return sorted({address(one) for one in self.of(cluster, "kubeconfig-server")} - present)

    @cached_property
    def shared_files(self) -> frozenset[str]:
        """The files that hold claims of several clusters."""
        pairs = {(claim.location.file, claim.owner.cluster) for claim in self.claims}
        counts = Counter(file for file, _ in pairs)
        return frozenset(file for file, clusters in counts.items() if clusters > 1)

    @cached_property
    def _by_role(self) -> dict[tuple[str, str], list[Claim]]:
        found: dict[tuple[str, str], list[Claim]] = {}
        for claim in self.claims:
            found.setdefault((claim.owner.cluster, claim.role), []).append(claim)
        return found

    @cached_property
    def _role_counts(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for (cluster, role), claims in self._by_role.items():
            found.setdefault(cluster, Counter())[role] = len(claims)
        return found

    @cached_property
    def _api_servers(self) -> dict[tuple[str, Block | None], set[Owner]]:
        """Whose every address of a cluster's control plane and control-plane nodes is."""
        found: dict[tuple[str, Block | None], set[Owner]] = {}
        for cluster in {cluster for cluster, _ in self._by_role}:
            nodes = self.of(cluster, "node")
            masters = [one for one in nodes if "control-plane" in listed(one.traits.get("node_roles", ()))]
            # Where no node's role is known, any of them may be a control-plane node.
            for one in (*self.of(cluster, "control-plane"), *(masters or nodes)):
                found.setdefault((cluster, one.block), set()).add(one.owner)
        return found

    @cached_property
    def _requests(self) -> dict[tuple[str, Block | None], list[int]]:
        found: dict[tuple[str, Block | None], list[int]] = {}
        for index, claim in enumerate(self.claims):
            if claim.role in ("load-balancer-request", "load-balancer-status") and claim.block is not None:
                found.setdefault((claim.owner.cluster, claim.block), []).append(index)
        return found

    @cached_property
    def _by_owner(self) -> dict[Owner, list[int]]:
        found: dict[Owner, list[int]] = {}
        for index, claim in enumerate(self.claims):
            found.setdefault(claim.owner, []).append(index)
        return found

    @cached_property
    def _roles_of(self) -> dict[Owner, Counter[str]]:
        return {owner: Counter(self.claims[i].role for i in found) for owner, found in self._by_owner.items()}

    @cached_property
    def _areas(self) -> dict[int, set[str]]:
        return holders(self.claims, AREAS, OWN_AREAS)


def inside(one: Claim, other: Claim) -> bool:
    """Whether `other` holds all addresses of `one`."""
    return one.block is not None and other.block is not None and other.block.contains(one.block)


def common(one: Claim, other: Claim) -> Block | None:
    """The addresses that two claims share."""
    if one.block is None or other.block is None or not one.block.overlaps(other.block):
        return None
    return Block(one.block.family, max(one.block.first, other.block.first), min(one.block.last, other.block.last))


def node_name(claim: Claim) -> str:
    """Which node a claim is of: one file may describe several."""
    return str(claim.traits.get("node", "")) or claim.owner.name or claim.text


def listed(value: TraitValue) -> tuple[str, ...]:
    """A list trait's items; nothing for a trait of another type."""
    return value if isinstance(value, tuple) else ()


def address(claim: Claim) -> str:
    """What a claim is about, for people: its block, else its name, else its text."""
    return format_block(claim.block) if claim.block else claim.host or claim.text
