"""VRRP groups of one number on one segment, told from machines of one group."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.vrrp import shares_vrrp_group_with
from svclint.model import Claim, Cluster
from tests.support.built_claims import block, claim


def held(owner: str, address: int, **traits: str | bool) -> Claim:
    given = {"virtual_router_id": "47", "vrrp_interface": "ens3", "vrrp_instance": "api", **traits}
    return claim("bind-address", owner=owner, block=block(address), traits=given)


def said(*claims: Claim) -> list[bool]:
    claim_index = ClaimIndex(claims, {"prod": Cluster("prod")})
    return [bool(shares_vrrp_group_with(claim_index, index)) for index in range(len(claims))]


def test_two_groups_with_one_number_are_reported_at_both() -> None:
    assert said(held("a", 1), held("b", 2)) == [True, True]


def test_machines_that_share_an_address_are_one_group() -> None:
    assert said(held("a", 1), held("a", 2), held("b", 1), held("b", 2)) == [False] * 4


def test_another_number_or_interface_and_unicast_keep_groups_apart() -> None:
    others = (
        held("b", 2, virtual_router_id="48"),
        held("c", 3, vrrp_interface="ens4"),
        held("d", 4, vrrp_unicast=True),
        held("e", 5, virtual_router_id=""),
    )
    assert said(held("a", 1), *others) == [False] * 5
