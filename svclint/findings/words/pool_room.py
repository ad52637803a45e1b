"""Words for the room in pools: how many addresses a pool has, and how many Services need one of them."""

from __future__ import annotations

from collections import defaultdict

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.restricted_pools import is_restricted
from svclint.findings.words.load_balancers import classless_services
from svclint.findings.words.registry import claim_word
from svclint.model import Claim, Owner

# Controllers that give each Service an address of its own, unless Services have a common sharing key.
_ONE_EACH = frozenset({"metallb", "cilium"})
_LARGEST = 1 << 31


@claim_word("int")
def pool_room(claim_index: ClaimIndex, index: int) -> int:
    """How many addresses the object of the pool has in the family with more of them; at most 2^31."""
    owner = claim_index.claims[index].owner
    return claim_index.memo(("pool room", owner), lambda: _room(claim_index, owner))


def _room(claim_index: ClaimIndex, owner: Owner) -> int:
    sizes: dict[int, int] = defaultdict(int)
    for claim in claim_index.claims_of(owner):
        if claim.role == "pool" and claim.block is not None:
            sizes[claim.block.family] += claim.block.size
    return min(max(sizes.values(), default=0), _LARGEST)


@claim_word("int", rests_on=("loadBalancerControllers",))
def pool_demand(claim_index: ClaimIndex, index: int) -> int:
    """How many addresses Services need that can have them from no other pool; counted for its first range only.

    These are Services that name the pool, and all Services of its controller if that has no other pool. Services with
    one sharing key count as one, and Services with a class do not count.
    """
    pool = claim_index.claims[index]
    cluster, controller = pool.owner.cluster, str(pool.traits.get("controller", ""))
    if controller not in _ONE_EACH:
        return 0
    firsts = claim_index.memo(("first ranges", cluster, controller), lambda: _first(claim_index, cluster, controller))
    if firsts.get(pool.owner) is not pool:
        return 0
    by_pool = claim_index.memo(("demand", cluster, controller), lambda: _demand(claim_index, cluster, controller))
    named = by_pool.get(str(pool.traits.get("pool_name", "")), frozenset())
    only_pool = len(firsts) == 1 and not is_restricted(pool)
    return len(named | by_pool.get("", frozenset())) if only_pool else len(named)


def _first(claim_index: ClaimIndex, cluster: str, controller: str) -> dict[Owner, Claim]:
    """The first range of each pool of a controller; none if the addresses of a pool are unknown."""
    if any(pool.traits.get("controller") == controller for pool in claim_index.of(cluster, "unknown-pool")):
        return {}
    firsts: dict[Owner, Claim] = {}
    for claim in claim_index.of(cluster, "pool"):
        if claim.traits.get("controller") == controller and not claim.status.latent:
            firsts.setdefault(claim.owner, claim)
    return firsts


def _demand(claim_index: ClaimIndex, cluster: str, controller: str) -> dict[str, frozenset[object]]:
    """The Services of a controller, or their sharing keys, by the name of the pool that they request, empty if none."""
    named = {
        claim.owner: claim.text
        for claim in claim_index.of(cluster, "pool-request")
        if claim.traits.get("controller") == controller
    }
    needs: dict[str, set[object]] = defaultdict(set)
    for claim in classless_services(claim_index, cluster, controller):
        needs[named.get(claim.owner, "")].add(claim.traits.get("sharing_key") or claim.owner)
    return {pool: frozenset(users) for pool, users in needs.items()}
