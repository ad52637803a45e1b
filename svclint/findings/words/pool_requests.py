"""Words for requests and pools: who may take a requested address, and requests that contradict each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable

from svclint.claims.blocks import format_block
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.name_lists import few
from svclint.findings.restricted_pools import is_restricted
from svclint.findings.words.load_balancers import classless_services
from svclint.findings.words.registry import claim_word, pair_word
from svclint.model import Block


@claim_word("list")
def requested_addresses(claim_index: ClaimIndex, index: int) -> list[str]:
    """The addresses of the pool that Services request."""
    claim = claim_index.claims[index]
    if claim.block is None:
        return []
    blocks = claim_index.memo(("requested", claim.owner.cluster), lambda: _requested(claim_index, claim.owner.cluster))
    start = bisect_left(blocks, Block(claim.block.family, claim.block.first, claim.block.first))
    inside: list[str] = []
    for block in blocks[start:]:
        if not claim.block.contains(block):
            break
        inside.append(format_block(block))
    return few(inside)


def _requested(claim_index: ClaimIndex, cluster: str) -> list[Block]:
    claims = claim_index.of(cluster, "load-balancer-request")
    return sorted({claim.block for claim in claims if claim.block and claim.block.size == 1})


@claim_word("list", rests_on=("loadBalancerControllers",))
def undemanding_services(claim_index: ClaimIndex, index: int) -> list[str]:
    """The Services that take any free address of the pool; empty for a pool that is for some Services only.

    Whether a Service that a chart creates requests an address is not known, so only Services as objects count.
    """
    pool = claim_index.claims[index]
    if is_restricted(pool):
        return []
    key = pool.owner.cluster, str(pool.traits.get("controller", ""))
    return claim_index.memo(("undemanding", *key), lambda: few(sorted(_undemanding(claim_index, *key))))


def _undemanding(claim_index: ClaimIndex, cluster: str, controller: str) -> set[str]:
    return {
        str(claim.owner)
        for claim in classless_services(claim_index, cluster, controller)
        if not claim.traits.get("asks_for_address")
    }


def _request(claim_index: ClaimIndex, index: int) -> Hashable:
    claim = claim_index.claims[index]
    return claim.owner.cluster, claim.block, claim.traits.get("controller", "")


def _requested_pool(claim_index: ClaimIndex, index: int) -> Hashable:
    claim = claim_index.claims[index]
    return claim.owner.cluster, claim.text, claim.traits.get("controller", "")


@pair_word("bool", depends=(_request, _requested_pool))
def outside_requested_pool(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """The pool that `other` names is known, and contains no address of the claim."""
    claim, other = claim_index.claims[i], claim_index.claims[j]
    cluster, controller = other.owner.cluster, str(other.traits.get("controller", ""))
    pools = claim_index.memo(("pools by name", cluster), lambda: _by_name(claim_index, cluster))
    blocks = pools.get((controller, other.text))
    return bool(blocks) and claim.block is not None and not any(block.overlaps(claim.block) for block in blocks or ())


def _by_name(claim_index: ClaimIndex, cluster: str) -> dict[tuple[str, str], list[Block]]:
    """The blocks of each pool, by controller and name, without pools that have unknown addresses."""
    unknown = {claim.owner for claim in claim_index.of(cluster, "unknown-pool")}
    blocks: dict[tuple[str, str], list[Block]] = {}
    for claim in claim_index.of(cluster, "pool"):
        if claim.block and claim.owner not in unknown:
            key = str(claim.traits.get("controller", "")), str(claim.traits.get("pool_name", ""))
            blocks.setdefault(key, []).append(claim.block)
    return blocks
