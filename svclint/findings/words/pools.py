"""Pools of load-balancer addresses: who hands them out, and what they hold."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable

from svclint.claims.controllers import ANSWERING, ONLY_FROM_POOLS, ONLY_ON_REQUEST
from svclint.findings.claim_index import ClaimIndex, common
from svclint.findings.name_lists import few
from svclint.findings.words.addresses import block
from svclint.findings.words.registry import claim_word, cluster_word, pair_word
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Claim

# A variable in a name: `${POOL}`, `$(POOL)`, `{{ pool }}`.
_HOLE = regex(r"[$][{(]|[{]{2}")


@dataclass(frozen=True, slots=True)
class Pools:
    """The pools of one controller, or of all: what they hold, by family, as sorted ranges that do not overlap.

    `unknown` are the families of which some pool may hold addresses that cannot be known here.
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
    """Whether a pool of the requested controller, or of any controller if it requests none, contains it."""
    return _pools(claim_index, claim_index.claims[index]).hold(claim_index.claims[index])


@claim_word("bool")
def unknown_pools(claim_index: ClaimIndex, index: int) -> bool:
    """Whether that controller has pools with unknown addresses.

    In a pool that has known addresses of the family, what is not known is the other family's, as a rule.
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
        one for one in claim_index.of(cluster, "pool", "unknown-pool") if one.traits.get("controller") == controller
    ]
    names = {str(one.traits.get("pool_name", "")) for one in pools}
    return [] if any(not name or _HOLE.search(name) for name in names) else sorted(names)


def _pools(claim_index: ClaimIndex, claim: Claim) -> Pools:
    key = claim.owner.cluster, str(claim.traits.get("controller", ""))
    return claim_index.memo(("pools", *key), lambda: _gathered(claim_index, *key))


def _gathered(claim_index: ClaimIndex, cluster: str, controller: str) -> Pools:
    pools = [one for one in claim_index.of(cluster, "pool") if not one.traits.get("pool_disabled")]
    unknown = claim_index.of(cluster, "unknown-pool")
    controllers = tuple(sorted({str(one.traits.get("controller", "")) for one in pools} - {""}))
    if controller:
        pools = [one for one in pools if one.traits.get("controller") == controller]
        unknown = [one for one in unknown if one.traits.get("controller") == controller]
    starts: dict[int, list[int]] = {4: [], 6: []}
    ends: dict[int, list[int]] = {4: [], 6: []}
    for family, first, last in sorted(
        (one.block.family, one.block.first, one.block.last) for one in pools if one.block
    ):
        if ends[family] and first <= ends[family][-1] + 1:
            ends[family][-1] = max(ends[family][-1], last)
        else:
            starts[family].append(first)
            ends[family].append(last)
    known = {(one.owner, one.block.family) for one in pools if one.block}
    families = frozenset(family for family in (4, 6) if any((one.owner, family) not in known for one in unknown))
    return Pools(starts, ends, families, controllers)


def _excludable(claim_index: ClaimIndex, index: int) -> Hashable:
    """The block where pools of some cluster leave something out, else nothing."""
    left_out = claim_index.memo(
        "pools leave out", lambda: any(one.role == "pool-exclusion" for one in claim_index.claims)
    )
    return block(claim_index, index) if left_out else None


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
    shown = _controllers(claim_index, cluster, "lb-controller", "pool")
    return sorted((stated | shown) - {""} - ONLY_ON_REQUEST)


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
    return {str(one.traits.get("controller", "")) for one in claim_index.of(cluster, *roles)}


@cluster_word("list")
def announcers(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The objects that announce addresses by ARP."""
    return sorted({str(one.owner) for one in claim_index.of(cluster, "l2-announcer")})
