"""An index of pools says what asking each of them would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.pools import asked_controllers, in_pool, pool_names, unknown_pools
from svclint.model import Block, Claim, Cluster
from tests.support.built_claims import block, claim

CONTROLLERS = st.sampled_from(["", "metallb", "cilium"])
RANGES = st.tuples(st.integers(0, 12), st.integers(0, 4)).map(lambda pair: block(pair[0], pair[0] + pair[1]))


@st.composite
def claim_indexes(draw: st.DrawFn) -> ClaimIndex:
    pools = [
        claim("pool", owner=f"pool{n}", block=draw(RANGES), traits={"controller": draw(CONTROLLERS)})
        for n in range(draw(st.integers(0, 5)))
    ]
    asked = claim(
        "load-balancer-request", block=block(draw(st.integers(0, 16))), traits={"controller": draw(CONTROLLERS)}
    )
    return ClaimIndex((asked, *pools), {"prod": Cluster("prod")})


def brute(claim_index: ClaimIndex) -> bool:
    asked, *pools = claim_index.claims
    mine = [one for one in pools if asked.traits["controller"] in ("", one.traits["controller"])]
    return any(one.block.contains(asked.block) for one in mine if one.block and asked.block)


@given(claim_indexes())
def test_an_address_is_in_the_pools_that_hold_it(claim_index: ClaimIndex) -> None:
    assert brute(claim_index) is in_pool(claim_index, 0)


def test_the_requested_controller_and_unknown_ones() -> None:
    def claim_index(*more: Claim) -> ClaimIndex:
        asked = claim("load-balancer-request", block=block(1), traits={"controller": ""})
        pool = claim("pool", owner="a", block=block(4), traits={"controller": "metallb"})
        return ClaimIndex((asked, pool, *more), {"prod": Cluster("prod")})

    unknown = {"controller": "metallb"}
    assert asked_controllers(claim_index(), 0) == ["metallb"]
    assert not unknown_pools(claim_index(), 0)
    assert not unknown_pools(claim_index(claim("unknown-pool", owner="a", traits=unknown)), 0)
    assert unknown_pools(claim_index(claim("unknown-pool", owner="b", traits=unknown)), 0)
    sixth = Block(6, 1, 1)
    mixed = claim_index(
        claim("unknown-pool", owner="c", traits=unknown), claim("pool", owner="c", block=sixth, traits=unknown)
    )
    assert unknown_pools(mixed, 0)


def test_pool_names_are_those_of_the_requested_controller_if_all_are_known() -> None:
    def names(*more: Claim) -> list[str]:
        asked = claim("pool-request", traits={"controller": "metallb"})
        pool = claim("pool", owner="a", block=block(4), traits={"controller": "metallb", "pool_name": "lan"})
        other = claim("pool", owner="b", block=block(5), traits={"controller": "cilium", "pool_name": "b"})
        return pool_names(ClaimIndex((asked, pool, other, *more), {"prod": Cluster("prod")}), 0)

    held_back = {"controller": "metallb", "pool_name": "edge"}
    assert names() == ["lan"]
    assert names(claim("unknown-pool", owner="c", traits=held_back)) == ["edge", "lan"]
    assert names(claim("pool", owner="c", block=block(6), traits={"controller": "metallb"})) == []
    assert names(claim("unknown-pool", owner="c", traits=held_back | {"pool_name": "${NAME}"})) == []
