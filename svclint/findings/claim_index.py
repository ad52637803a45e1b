"""Claims and clusters → ClaimIndex: look-ups by cluster, role, owner and address, each built when first needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from svclint.claims.blocks import format_block
from svclint.claims.effects import Effect, effect
from svclint.claims.ranges import Ranges
from svclint.claims.service_proxy import ServiceProxy, service_proxy
from svclint.findings.overlaps import holders
from svclint.lazy_dataclasses import replace
from svclint.light_typing import TYPE_CHECKING
from svclint.model import Block, Claim, Cluster, Owner, TraitValue

if TYPE_CHECKING:
    from svclint.light_typing import TypeVar

    Made = TypeVar("Made")

# Roles that are areas: other claims can lie within them, and `claim.inside` names them.
AREAS = frozenset(
    {
        "node-network", "pod-network", "service-network", "external-network", "load-balancer", "pool", "reserved",
        "cluster-dns", "node",
    }
)  # fmt: skip

# Areas that count for claims of their own owner too: one file of k3s, Talos or kubespray states the service network
# and addresses in it.
OWN_AREAS = frozenset({"service-network"})


class ClaimIndex:
    """The claims and clusters of a run, with the look-ups that rules need; an index is a position in `claims`."""

    def __init__(self, claims: Sequence[Claim], clusters: Mapping[str, Cluster]) -> None:
        self.claims = claims
        self.clusters = clusters
        # Claims of clusters on one layer-2 segment are compared with each other.
        self.scopes = {name: f"lan:{cluster.lan}" if cluster.lan else name for name, cluster in clusters.items()}
        self._effects: dict[int, Effect] = {}
        self._memo: dict[object, object] = {}

    def memo(self, key: object, work: Callable[[], Made]) -> Made:
        """The result of `work`, computed at the first call for a key and kept for the run; a key has one type."""
        if key not in self._memo:
            self._memo[key] = work()
        return self._memo[key]  # type: ignore[return-value]  # the result of `work`

    def effect(self, index: int) -> Effect:
        """The effect of a claim in its cluster, computed once."""
        result = self._effects.get(index)
        if result is None:
            claim = self.claims[index]
            result = self._effects[index] = effect(claim, self.proxy(claim.owner.cluster))
        return result

    def proxy(self, cluster: str) -> ServiceProxy:
        """The service proxy of a cluster, with the settings among its claims."""
        return self.memo(
            ("service proxy", cluster),
            lambda: service_proxy(self.clusters[cluster], lambda role: self.of(cluster, role)),
        )

    def of(self, cluster: str, *roles: str) -> list[Claim]:
        """The claims of a cluster that have one of the roles, role by role, each in order."""
        return [claim for role in roles for claim in self._by_role.get((cluster, role), ())]

    def claims_of(self, owner: Owner) -> list[Claim]:
        """The claims of one owner, in order."""
        return [self.claims[index] for index in self._by_owner.get(owner, ())]

    def identity(self, owner: Owner) -> Owner:
        """The owner, with the namespace of its only namesake in the cluster if it has none.

        Objects without a namespace get theirs when they are applied: they may be the same object in another form, such
        as the template of a chart.
        """
        namespaces = self._namespaces.get((owner.cluster, owner.group, owner.kind, owner.name), ())
        return replace(owner, namespace=namespaces[0]) if not owner.namespace and len(namespaces) == 1 else owner

    def roles(self, cluster: str) -> Counter[str]:
        """The number of claims of each role in a cluster."""
        return self._role_counts.get(cluster, Counter())

    def roles_of(self, owner: Owner) -> Counter[str]:
        """The number of claims of each role of an owner. Raises KeyError for an owner without claims."""
        return self._roles_of[owner]

    def requests(self, index: int) -> list[int]:
        """The indexes of the claims of the cluster that request exactly the same address from a controller."""
        claim = self.claims[index]
        return self._requests.get((claim.owner.cluster, claim.block), [])

    def ranges(self, cluster: str, *roles: str) -> Ranges:
        """The blocks of a cluster's claims that have one of the roles."""

        def work() -> Ranges:
            return Ranges(claim.block for claim in self.of(cluster, *roles) if claim.block is not None)

        return self.memo(("ranges", cluster, roles), work)

    def scope(self, cluster: str) -> str:
        """The clusters with one scope share a layer-2 segment: the same address is one address for all of them."""
        return self.scopes.get(cluster, cluster)

    @cached_property
    def shared_files(self) -> frozenset[str]:
        """The files that contain claims of several clusters."""
        pairs = {(claim.location.file, claim.owner.cluster) for claim in self.claims}
        counts = Counter(file for file, _ in pairs)
        return frozenset(file for file, clusters in counts.items() if clusters > 1)

    @cached_property
    def _by_role(self) -> dict[tuple[str, str], list[Claim]]:
        claims: dict[tuple[str, str], list[Claim]] = {}
        for claim in self.claims:
            claims.setdefault((claim.owner.cluster, claim.role), []).append(claim)
        return claims

    @cached_property
    def _role_counts(self) -> dict[str, Counter[str]]:
        counts: dict[str, Counter[str]] = {}
        for (cluster, role), claims in self._by_role.items():
            counts.setdefault(cluster, Counter())[role] = len(claims)
        return counts

    @cached_property
    def _requests(self) -> dict[tuple[str, Block | None], list[int]]:
        requests: dict[tuple[str, Block | None], list[int]] = {}
        for index, claim in enumerate(self.claims):
            if claim.role in ("load-balancer-request", "load-balancer-status") and claim.block is not None:
                requests.setdefault((claim.owner.cluster, claim.block), []).append(index)
        return requests

    @cached_property
    def _by_owner(self) -> dict[Owner, list[int]]:
        indexes: dict[Owner, list[int]] = {}
        for index, claim in enumerate(self.claims):
            indexes.setdefault(claim.owner, []).append(index)
        return indexes

    @cached_property
    def _namespaces(self) -> dict[tuple[str, str, str, str], list[str]]:
        """Cluster, group, kind and name of objects → the namespaces in which they are."""
        namespaces: dict[tuple[str, str, str, str], list[str]] = {}
        for owner in self._by_owner:
            if owner.namespace:
                namespaces.setdefault((owner.cluster, owner.group, owner.kind, owner.name), []).append(owner.namespace)
        return namespaces

    @cached_property
    def _roles_of(self) -> dict[Owner, Counter[str]]:
        return {owner: Counter(self.claims[i].role for i in indexes) for owner, indexes in self._by_owner.items()}

    @cached_property
    def areas(self) -> dict[int, set[str]]:
        """Claim index → the roles of its cluster's areas that contain it; its owner's areas only if in `OWN_AREAS`."""
        return holders(self.claims, AREAS, OWN_AREAS)


def inside(inner: Claim, outer: Claim) -> bool:
    """Whether `outer` contains all addresses of `inner`; false if one of them has no address."""
    return inner.block is not None and outer.block is not None and outer.block.contains(inner.block)


def common(claim: Claim, other: Claim) -> Block | None:
    """The addresses that two claims share; None if they share none."""
    a, b = claim.block, other.block
    if a is None or b is None or not a.overlaps(b):
        return None
    return Block(a.family, max(a.first, b.first), min(a.last, b.last))


def family_of(claim: Claim) -> str:
    """`IPv4` or `IPv6`; empty for a claim without an address."""
    return f"IPv{claim.block.family}" if claim.block else ""


def node_name(claim: Claim) -> str:
    """The node that a claim belongs to. Its owner is not enough, because one file may describe several nodes."""
    return str(claim.traits.get("node", "")) or claim.owner.name or claim.text


def listed(value: TraitValue) -> tuple[str, ...]:
    """The items of a list trait; empty for a trait of another type."""
    return value if isinstance(value, tuple) else ()


def address(claim: Claim) -> str:
    """What a claim is about, for people: its block, else its name, else its text."""
    return format_block(claim.block) if claim.block else claim.host or claim.text
