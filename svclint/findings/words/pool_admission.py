"""Words for pools that serve only some Services, and a Service that none of them serves."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.name_lists import few
from svclint.findings.restricted_pools import is_restricted, serves
from svclint.findings.words.load_balancers import classless_controllers, selecting_controllers
from svclint.findings.words.registry import claim_word
from svclint.model import Claim

_READ = frozenset({"metallb", "cilium"})
"""The controllers whose restrictions of pools svclint reads."""


@claim_word("list", rests_on=("loadBalancerControllers",))
def pools_without_it(claim_index: ClaimIndex, index: int) -> list[str]:
    """The pool that a Service requests by name, if it does not serve the Service. For a Service without a request: the
    pools of the only controller, if none of them serves it.
    """
    claim = claim_index.claims[index]
    if claim.role == "pool-request":
        pools = _pools(claim_index, claim.owner.cluster, str(claim.traits.get("controller", "")))
        named = pools.get(claim.text, [])
        service = next((own for own in claim_index.claims_of(claim.owner) if own.role == "load-balancer-service"), None)
        return _excluding(named, service) if service else []
    if claim.role != "load-balancer-service" or claim.traits.get("asks_for_address") or claim.traits.get("lb_class"):
        return []
    cluster = claim.owner.cluster
    pools = claim_index.memo(("pools for all requests", cluster), lambda: _pools_for_all(claim_index, cluster))
    return _excluding([pool for group in pools.values() for pool in group], claim)


def _excluding(pools: list[Claim], service: Claim) -> list[str]:
    """The pools, if each of them serves only some Services and not this one."""
    if any(not is_restricted(pool) or serves(pool, service) for pool in pools):
        return []
    return few(str(pool.owner) for pool in pools)


def _pools_for_all(claim_index: ClaimIndex, cluster: str) -> dict[str, list[Claim]]:
    """The pools of the cluster's only controller; none if another one may serve its Services."""
    controllers = {*classless_controllers(claim_index, cluster), *selecting_controllers(claim_index, cluster)}
    return _pools(claim_index, cluster, controllers.pop()) if len(controllers) == 1 else {}


def _pools(claim_index: ClaimIndex, cluster: str, controller: str) -> dict[str, list[Claim]]:
    """The pools of a controller by name; none if some of their addresses or names are not known."""

    def work() -> dict[str, list[Claim]]:
        if controller not in _READ:
            return {}
        pools: dict[str, list[Claim]] = {}
        for pool in claim_index.of(cluster, "pool", "unknown-pool"):
            if pool.traits.get("controller") == controller and not pool.traits.get("pool_disabled"):
                pools.setdefault(str(pool.traits.get("pool_name", "")), []).append(pool)
        return pools

    return claim_index.memo(("pools by name", cluster, controller), work)
