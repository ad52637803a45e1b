"""Words for load-balancer pools: which addresses pools contain."""

from __future__ import annotations

from bisect import bisect_right

from svclint.claims.controllers import ONLY_ON_REQUEST
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.name_lists import few
from svclint.findings.words.registry import claim_word
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Claim

# A variable in a name: `${POOL}`, `$(POOL)`, `{{ pool }}`.
_VARIABLE = regex(r"[$][{(]|[{]{2}")


@dataclass(frozen=True, slots=True)
class Pools:
    """The addresses of the pools of one controller, or of all, by family, as sorted ranges that do not overlap.

    `unknown` are the families in which a pool may have unknown addresses.
    """

    starts: dict[int, list[int]]
    ends: dict[int, list[int]]
    unknown: frozenset[int]
    controllers: tuple[str, ...]

    def hold(self, claim: Claim) -> bool:
        """Whether all addresses of the claim are in pools."""
        if claim.block is None:
            return False
        starts = self.starts.get(claim.block.family, [])
        at = bisect_right(starts, claim.block.first) - 1
        return at >= 0 and claim.block.last <= self.ends[claim.block.family][at]


@claim_word("bool")
def in_pool(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a pool of the requested controller contains it.

    If it requests none, all pools count, except those of controllers that serve nothing without a request.
    """
    return _pools(claim_index, claim_index.claims[index]).hold(claim_index.claims[index])


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
    starts: dict[int, list[int]] = {4: [], 6: []}
    ends: dict[int, list[int]] = {4: [], 6: []}
    for family, first, last in sorted(
        (pool.block.family, pool.block.first, pool.block.last) for pool in pools if pool.block
    ):
        if ends[family] and first <= ends[family][-1] + 1:
            ends[family][-1] = max(ends[family][-1], last)
        else:
            starts[family].append(first)
            ends[family].append(last)
    known = {(pool.owner, pool.block.family) for pool in pools if pool.block}
    families = frozenset(family for family in (4, 6) if any((pool.owner, family) not in known for pool in unknown))
    return Pools(starts, ends, families, controllers)


def _counts(pool: Claim, controller: str) -> bool:
    """Whether a request to a controller, or to none in particular (empty), can get an address of the pool."""
    own = str(pool.traits.get("controller", ""))
    return own == controller if controller else own not in ONLY_ON_REQUEST
