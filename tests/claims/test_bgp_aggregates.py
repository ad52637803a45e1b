"""The blocks that an aggregating BGP advertisement announces: those of pools and external addresses, extended."""

from __future__ import annotations

import pytest

from svclint.claims.bgp_aggregates import aggregates
from svclint.claims.blocks import format_block
from svclint.lazy_dataclasses import replace
from svclint.model import Claim, TraitValue
from tests.support.built_claims import claim
from tests.support.stated_claims import block_of


def advertisement(length: str, family: int = 4, **traits: TraitValue) -> Claim:
    traits = {"addresses": ("LoadBalancerIP",), "selector_operators": ("NotIn",), **traits}
    built = claim("bgp-aggregation", owner="advertisement", traits=traits)
    return replace(
        built, text=length, location=replace(built.location, pointer=f"/service/aggregationLengthIPv{family}")
    )


def pool(addresses: str, owner: str = "pool", **traits: TraitValue) -> Claim:
    return claim("pool", owner=owner, block=block_of(addresses), traits={"controller": "cilium", **traits})


def announced(*claims: Claim) -> list[str]:
    return sorted(format_block(made.block) for made in aggregates(claims) if made.block)


def test_a_pool_is_extended_to_the_prefix_length() -> None:
    assert announced(advertisement("24"), pool("10.0.0.20-10.0.0.30")) == ["10.0.0.0/24"]
    assert announced(advertisement("28"), pool("10.0.0.20-10.0.0.40")) == ["10.0.0.16-10.0.0.47"]
    assert announced(advertisement("112", 6), pool("fd00::20-fd00::30"), pool("10.0.0.0/28")) == ["fd00::/112"]


@pytest.mark.parametrize("length", ["32", "${LENGTH}", "", "-1", "9999"])
def test_a_length_that_does_not_shorten_or_is_unknown_announces_no_block(length: str) -> None:
    assert announced(advertisement(length), pool("10.0.0.20")) == []


def test_pools_of_other_controllers_and_disabled_pools_do_not_count() -> None:
    assert announced(advertisement("24"), pool("10.0.0.20", controller="metallb")) == []
    assert announced(advertisement("24"), pool("10.0.0.20", pool_disabled=True)) == []


def test_external_addresses_count_if_they_are_announced() -> None:
    service = claim("external-ip", owner="web", block=block_of("10.1.0.7"))
    assert announced(advertisement("24"), service) == []
    assert announced(advertisement("24", addresses=("ExternalIP",)), service, pool("10.0.0.20")) == ["10.1.0.0/24"]


def test_with_several_pools_only_an_advertisement_of_all_services_counts() -> None:
    pools = pool("10.0.0.20", "a"), pool("10.2.0.20", "b")
    assert announced(advertisement("24"), *pools) == ["10.0.0.0/24", "10.2.0.0/24"]
    assert announced(advertisement("24", selects_labels=True), *pools) == []
    assert announced(advertisement("24", selector_operators=("In",)), *pools) == []
    assert announced(advertisement("24", selects_labels=True), pools[0]) == ["10.0.0.0/24"]
