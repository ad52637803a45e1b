"""Words for load-balancer pools: which controllers assign addresses, and which addresses pools contain."""

from __future__ import annotations

from collections.abc import Hashable

from svclint.claims.controllers import ANSWERING, ONLY_FROM_POOLS, ONLY_ON_REQUEST
from svclint.findings.claim_index import ClaimIndex, common
from svclint.findings.name_lists import few
from svclint.findings.ranges import Ranges
from svclint.findings.restricted_pools import RestrictedPools, is_restricted, serves
from svclint.findings.words.addresses import block
from svclint.findings.words.registry import claim_word, cluster_word, pair_word
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Claim

# A variable in a name: `${POOL}`, `$(POOL)`, `{{ pool }}`.
_VARIABLE = regex(r"[$][{(]|[{]{2}")


@dataclass(frozen=True, slots=True)
class Pools:
    """The pools of one controller, or of all: those that serve every Service, and those that serve only some.

    `unknown` are the families in which a pool may have unknown addresses.
    """

    unrestricted: Ranges
    restricted: RestrictedPools
    unknown: frozenset[int]
    controllers: tuple[str, ...]

    def serve(self, claim: Claim) -> bool:
        """Whether pools that serve the claim's Service contain all its addresses."""
        block = claim.block
        if block is None:
            return False
        return self.unrestricted.hold(block) or any(serves(pool, claim) for pool in self.restricted.containing(block))


@claim_word("bool")
def in_pool(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a pool that serves its Service contains it.

    The pool is of the requested controller, or of any controller if the claim requests none.
    """
    claim = claim_index.claims[index]
    return _pools(claim_index, claim).serve(claim)


@claim_word("list")
def pools_of_others(claim_index: ClaimIndex, index: int) -> list[str]:
    """The pools of that controller that contain it and do not serve its Service, if no other pool contains it."""
    claim = claim_index.claims[index]
    pools = _pools(claim_index, claim)
    if claim.block is None or pools.serve(claim):
        return []
    containing = pools.restricted.containing(claim.block)
    return few(sorted({str(pool.owner) for pool in containing}))


@claim_word("bool")
def unknown_pools(claim_index: ClaimIndex, index: int) -> bool:
    """Whether that controller has pools with unknown addresses.

    If a pool has known addresses of the family, its unknown addresses are assumed to be of the other family.
    """
    claim = claim_index.claims[index]
    return claim.block is not None and claim.block.family in _pools(claim_index, claim).unknown


@claim_word("list")
def asked_controllers(claim_index: ClaimIndex, index: int) -> list[str]:
    """The controller from which it requests its address, or all controllers that have pools."""
    claim = claim_index.claims[index]
    controller = str(claim.traits.get("controller", ""))
    return [controller] if controller else list(_pools(claim_index, claim).controllers)


@claim_word("list")
def pool_names(claim_index: ClaimIndex, index: int) -> list[str]:
    """The names of its controller's pools; empty if one of them is unknown."""
    claim = claim_index.claims[index]
    cluster, controller = claim.owner.cluster, str(claim.traits.get("controller", ""))
    return claim_index.memo(("pool names", cluster, controller), lambda: _names(claim_index, cluster, controller))


@claim_word("bool")
def pool_is_known(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a pool of its controller has its text as a name, or a pool with an unknown name may have it."""
    claim = claim_index.claims[index]
    cluster, controller = claim.owner.cluster, str(claim.traits.get("controller", ""))
    names = claim_index.memo(
        ("pool names, set", cluster, controller), lambda: frozenset(pool_names(claim_index, index))
    )
    return not names or claim.text in names


@claim_word("list")
def first_pool_names(claim_index: ClaimIndex, index: int) -> list[str]:
    """The first `pool_names` and the number of others, for messages."""
    claim = claim_index.claims[index]
    cluster, controller = claim.owner.cluster, str(claim.traits.get("controller", ""))
    return claim_index.memo(("pool names, first", cluster, controller), lambda: few(pool_names(claim_index, index)))


def _names(claim_index: ClaimIndex, cluster: str, controller: str) -> list[str]:
    pools = [
        claim
        for claim in claim_index.of(cluster, "pool", "unknown-pool")
        if claim.traits.get("controller") == controller
    ]
    names = {str(claim.traits.get("pool_name", "")) for claim in pools}
    return [] if any(not name or _VARIABLE.search(name) for name in names) else sorted(names)


def _pools(claim_index: ClaimIndex, claim: Claim) -> Pools:
    key = claim.owner.cluster, str(claim.traits.get("controller", ""))
    return claim_index.memo(("pools", *key), lambda: _collect_pools(claim_index, *key))


def _collect_pools(claim_index: ClaimIndex, cluster: str, controller: str) -> Pools:
    pools = [pool for pool in claim_index.of(cluster, "pool") if not pool.traits.get("pool_disabled")]
    unknown = claim_index.of(cluster, "unknown-pool")
    controllers = tuple(sorted({str(pool.traits.get("controller", "")) for pool in pools} - {""}))
    if controller:
        pools = [pool for pool in pools if pool.traits.get("controller") == controller]
        unknown = [pool for pool in unknown if pool.traits.get("controller") == controller]
    known = {(pool.owner, pool.block.family) for pool in pools if pool.block}
    families = frozenset(family for family in (4, 6) if any((pool.owner, family) not in known for pool in unknown))
    unrestricted = Ranges(pool.block for pool in pools if pool.block and not is_restricted(pool))
    return Pools(unrestricted, RestrictedPools(filter(is_restricted, pools)), families, controllers)


def _excludable(claim_index: ClaimIndex, index: int) -> Hashable:
    """The block if a pool of any cluster has exclusions; otherwise None."""
    has_exclusions = claim_index.memo(
        "pools leave out", lambda: any(claim.role == "pool-exclusion" for claim in claim_index.claims)
    )
    return block(claim_index, index) if has_exclusions else None


@pair_word("bool", depends=(_excludable, _excludable))
def excluded(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """The addresses they share are excluded from every pool of the cluster."""
    claim, other = claim_index.claims[i], claim_index.claims[j]
    both = common(claim, other)
    return both is not None and claim_index.ranges(claim.owner.cluster, "pool-exclusion").hold(both)


@cluster_word("list", rests_on=("loadBalancerControllers",))
def controllers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The controllers that assign load-balancer addresses."""
    return sorted(claim_index.clusters[cluster].controllers or ())


@cluster_word("list", rests_on=("addressPools",))
def pool_controllers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The controllers with known pools."""
    return sorted(_controllers(claim_index, cluster, "pool") - {""})


@cluster_word("list", rests_on=("loadBalancerControllers",))
def classless_controllers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The controllers that serve LoadBalancer Services without a class."""
    stated = set(claim_index.clusters[cluster].controllers or ())
    from_claims = _controllers(claim_index, cluster, "lb-controller", "pool")
    return sorted((stated | from_claims) - {""} - ONLY_ON_REQUEST)


@cluster_word("list", rests_on=("loadBalancerControllers",))
def answering_controllers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The controllers that assign load-balancer addresses and let one machine answer for each address."""
    return sorted(ANSWERING.intersection(claim_index.clusters[cluster].controllers or ()))


@claim_word("string", rests_on=("loadBalancerControllers",))
def served_by(claim_index: ClaimIndex, index: int) -> str:
    """The controller from which it requests its address, or the only one of the cluster; empty if unknown."""
    claim = claim_index.claims[index]
    stated = claim_index.clusters[claim.owner.cluster].controllers or ()
    return str(claim.traits.get("controller", "")) or (stated[0] if len(stated) == 1 else "")


@claim_word("bool", rests_on=("loadBalancerControllers",))
def needs_pool(claim_index: ClaimIndex, index: int) -> bool:
    """Whether `served_by` assigns only addresses from its pools."""
    return served_by(claim_index, index) in ONLY_FROM_POOLS


def _controllers(claim_index: ClaimIndex, cluster: str, *roles: str) -> set[str]:
    return {str(claim.traits.get("controller", "")) for claim in claim_index.of(cluster, *roles)}


@cluster_word("list")
def announcers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The objects that announce addresses by ARP."""
    return sorted({str(claim.owner) for claim in claim_index.of(cluster, "l2-announcer")})
