"""Claims and clusters → ClaimIndex: look-ups by cluster, role, owner and address, each made when it is first needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from svclint.claims.blocks import format_block
from svclint.claims.effects import Effect, effect
from svclint.findings.overlaps import holders
from svclint.findings.ranges import Ranges
from svclint.model import Block, Claim, Cluster, Owner, TraitValue

if TYPE_CHECKING:
    from typing import TypeVar

    Made = TypeVar("Made")

# Roles that are areas: other claims lie within them, and `claim.inside` names them.
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
        self._memo: dict[object, object] = {}

    def memo(self, key: object, work: Callable[[], Made]) -> Made:
        """What `work` makes, made when it is first asked for and kept for the whole run; a key has one type."""
        if key not in self._memo:
            self._memo[key] = work()
        return self._memo[key]  # type: ignore[return-value]  # what `work` made

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

    def roles_of(self, owner: Owner) -> Counter[str]:
        """How many claims of each role an owner has."""
        return self._roles_of[owner]

    def requests(self, index: int) -> list[int]:
        """The claims of the cluster that ask a controller for exactly the same address."""
        claim = self.claims[index]
        return self._requests.get((claim.owner.cluster, claim.block), [])

    def ranges(self, cluster: str, *roles: str) -> Ranges:
        """The blocks of a cluster's claims that have one of the roles."""

        def work() -> Ranges:
            return Ranges(one.block for one in self.of(cluster, *roles) if one.block is not None)

        return self.memo(("ranges", cluster, roles), work)

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
    def areas(self) -> dict[int, set[str]]:
        """By claim, the roles of the areas of its cluster that hold it whole; its own owner's only of `OWN_AREAS`."""
        return holders(self.claims, AREAS, OWN_AREAS)


def inside(one: Claim, other: Claim) -> bool:
    """Whether `other` holds all addresses of `one`."""
    return one.block is not None and other.block is not None and other.block.contains(one.block)


def common(one: Claim, other: Claim) -> Block | None:
    """The addresses that two claims share."""
    if one.block is None or other.block is None or not one.block.overlaps(other.block):
        return None
    return Block(one.block.family, max(one.block.first, other.block.first), min(one.block.last, other.block.last))


def family_of(claim: Claim) -> str:
    """`IPv4`, `IPv6`, or nothing where it has no address."""
    return f"IPv{claim.block.family}" if claim.block else ""


def node_name(claim: Claim) -> str:
    """Which node a claim is of: one file may describe several."""
    return str(claim.traits.get("node", "")) or claim.owner.name or claim.text


def listed(value: TraitValue) -> tuple[str, ...]:
    """A list trait's items; nothing for a trait of another type."""
    return value if isinstance(value, tuple) else ()


def address(claim: Claim) -> str:
    """What a claim is about, for people: its block, else its name, else its text."""
    return format_block(claim.block) if claim.block else claim.host or claim.text
