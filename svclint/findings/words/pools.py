"""Words for load-balancer pools: which addresses pools contain."""

from __future__ import annotations

from svclint.claims.controllers import ONLY_ON_REQUEST
from svclint.claims.ranges import Ranges
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.name_lists import few
from svclint.findings.restricted_pools import RestrictedPools, is_restricted, serves
from svclint.findings.words.registry import claim_word
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

    If it requests no controller, all pools count, except those of controllers that serve nothing without a request.
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
    """The controller from which it requests its address, or all controllers whose pools count for it."""
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
    pools, unknown = ([pool for pool in claims if _counts(pool, controller)] for claims in (pools, unknown))
    controllers = tuple(sorted({str(pool.traits.get("controller", "")) for pool in pools} - {""}))
    known = {(pool.owner, pool.block.family) for pool in pools if pool.block}
    families = frozenset(family for family in (4, 6) if any((pool.owner, family) not in known for pool in unknown))
    unrestricted = Ranges(pool.block for pool in pools if pool.block and not is_restricted(pool))
    return Pools(unrestricted, RestrictedPools(filter(is_restricted, pools)), families, controllers)


def _counts(pool: Claim, controller: str) -> bool:
    """Whether a request to a controller, or to none in particular (empty), can get an address of the pool."""
    own = str(pool.traits.get("controller", ""))
    return own == controller if controller else own not in ONLY_ON_REQUEST
