"""Which addresses of a range are never assigned: exclusions of its controller, and its own settings."""

from __future__ import annotations

import pytest

from svclint.claims.blocks import parse_block
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.pool_exclusions import ends, excluded
from svclint.lazy_dataclasses import replace
from svclint.model import Block, Claim, Cluster
from tests.support.built_claims import claim


def at(text: str) -> Block:
    parsed = parse_block(text)
    assert hasattr(parsed, "block")
    return parsed.block


def pool(addresses: str, controller: str, role: str = "pool", owner: str = "pool", **traits: object) -> Claim:
    built = claim(role, owner=owner, block=at(addresses), traits={"controller": controller, **traits})
    return replace(built, location=replace(built.location, pointer="/spec/blocks/0/cidr"))


def is_excluded(first: Claim, second: Claim, *more: Claim) -> bool:
    return excluded(ClaimIndex((first, second, *more), {"prod": Cluster("prod")}), 0, 1)


def reservation(addresses: str, controller: str = "calico", owner: str = "reservation") -> Claim:
    return claim("pool-exclusion", owner=owner, block=at(addresses), traits={"controller": controller})


@pytest.mark.parametrize(
    ("controller", "applies"), [("calico", True), ("metallb", False), ("cilium", False), ("", True)]
)
@pytest.mark.parametrize("addresses", ["10.0.0.9", "fd00::9"])
def test_a_reservation_of_calico_applies_to_pools_of_calico(controller: str, applies: bool, addresses: str) -> None:
    network = "10.0.0.0/24" if "." in addresses else "fd00::/64"
    api = claim("control-plane", block=at(addresses))
    assert is_excluded(pool(network, controller), api, reservation(addresses)) is applies
    assert is_excluded(api, pool(network, controller), reservation(addresses)) is applies


@pytest.mark.parametrize("owner", ["own", "another"])
def test_an_exclusion_of_whereabouts_applies_to_its_own_range(owner: str) -> None:
    api = claim("control-plane", block=at("10.0.0.9"))
    own = pool("10.0.0.0/24", "whereabouts", "secondary-network", owner="own")
    assert is_excluded(own, api, reservation("10.0.0.8/30", "whereabouts", owner)) is (owner == "own")


def test_metallb_avoids_addresses_that_end_in_0_or_255() -> None:
    careful = pool("10.0.0.0/23", "metallb", avoids_buggy=True)
    for address, avoided in (("10.0.0.255", True), ("10.0.1.0", True), ("10.0.1.1", False), ("10.0.0.254/31", False)):
        assert is_excluded(careful, claim("node", block=at(address))) is avoided
    assert not is_excluded(pool("fd00::/64", "metallb", avoids_buggy=True), claim("node", block=at("fd00::")))


def test_cilium_leaves_out_the_ends_of_a_network_on_request() -> None:
    node = claim("node", block=at("10.0.0.15"))
    assert is_excluded(pool("10.0.0.0/28", "cilium", first_last="No"), node)
    assert not is_excluded(pool("10.0.0.0/28", "cilium", first_last="Yes"), node)
    assert not is_excluded(pool("10.0.0.14/31", "cilium", first_last="No"), node)


def test_ends_of_a_subnet_are_those_that_the_pool_may_assign() -> None:
    def told(own: Claim, subnet: str) -> str:
        return ends(ClaimIndex((own, claim("node-network", block=at(subnet))), {"prod": Cluster("prod")}), 0, 1)

    assert told(pool("10.0.0.0/24", "metallb"), "10.0.0.0/24") == "10.0.0.0 and 10.0.0.255"
    assert told(pool("10.0.0.0/24", "metallb", avoids_buggy=True), "10.0.0.0/24") == ""
    assert told(pool("10.0.0.0/24", "metallb", avoids_buggy=True), "10.0.0.0/26") == "10.0.0.63"
    assert told(pool("fd00::/64", "metallb"), "fd00::/64") == ""
