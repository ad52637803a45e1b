"""Which controllers serve LoadBalancer Services without a class, and which one serves a certain Service."""

from __future__ import annotations

import pytest

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.load_balancers import (
    classless_controllers,
    needs_pool,
    selecting_controllers,
    served_by,
)
from svclint.model import Claim, Cluster
from tests.support.built_claims import block, claim


def index_of(*claims: Claim, controllers: tuple[str, ...] | None = None) -> ClaimIndex:
    return ClaimIndex(claims, {"prod": Cluster("prod", controllers=controllers)})


def pool(controller: str, owner: str = "pool", **traits: bool) -> Claim:
    return claim("pool", owner=owner, block=block(1), traits={"controller": controller, **traits})


def setting(controller: str, *, class_only: bool, owner: str = "setting") -> Claim:
    return claim("lb-controller", owner=owner, traits={"controller": controller, "class_only": class_only})


@pytest.mark.parametrize("controller", ["antrea", "loxilb", "openelb"])
def test_controllers_that_need_an_annotation_or_their_class_do_not_serve_all_services(controller: str) -> None:
    claims = index_of(pool(controller), pool("metallb"), controllers=(controller, "metallb"))
    assert classless_controllers(claims, "prod") == ["metallb"]


def test_a_controller_with_a_limit_to_its_class_does_not_serve_all_services() -> None:
    limited = setting("metallb", class_only=True)
    claims = index_of(pool("metallb"), limited, pool("cilium"), controllers=("cilium", "metallb"))
    assert classless_controllers(claims, "prod") == ["cilium"]


def test_an_instance_without_the_limit_serves_all_services() -> None:
    instances = setting("kube-vip", class_only=True), setting("kube-vip", class_only=False, owner="other")
    assert classless_controllers(index_of(*instances), "prod") == ["kube-vip"]
    assert classless_controllers(index_of(instances[0]), "prod") == []


def test_a_limit_that_is_a_variable_is_not_known_unless_the_inventory_states_the_controllers() -> None:
    traits = {"controller": "kube-vip", "class_only": False, "variable_traits": ("class_only",)}
    unknown = claim("lb-controller", owner="setting", traits=traits)
    service = claim("load-balancer-service", owner="web")
    claims = index_of(unknown, pool("metallb"), service)
    assert classless_controllers(claims, "prod") == ["metallb"]
    assert served_by(claims, 2) == ""
    assert classless_controllers(index_of(unknown, controllers=("kube-vip",)), "prod") == ["kube-vip"]


def test_cilium_selects_services_if_no_pool_is_for_all() -> None:
    edge = pool("cilium", pool_restricted=True)
    assert selecting_controllers(index_of(edge), "prod") == ["cilium"]
    assert classless_controllers(index_of(edge), "prod") == []
    off = pool("cilium", "off", pool_disabled=True)
    assert selecting_controllers(index_of(edge, off), "prod") == ["cilium"]
    assert classless_controllers(index_of(edge, pool("cilium", "all")), "prod") == ["cilium"]


def test_metallb_serves_all_services_whatever_its_pools_select() -> None:
    assert classless_controllers(index_of(pool("metallb", pool_restricted=True)), "prod") == ["metallb"]


def test_a_claim_is_served_by_the_controller_that_it_names_or_the_only_one() -> None:
    def served(controller: str, *known: str) -> tuple[str, bool]:
        request = claim("load-balancer-request", traits={"controller": controller})
        claims = index_of(request, controllers=known)
        return served_by(claims, 0), needs_pool(claims, 0)

    assert served("metallb", "kube-vip") == ("metallb", True)
    assert served("", "kube-vip") == ("kube-vip", False)
    assert served("", "antrea", "metallb") == ("metallb", True)
    assert served("", "cilium", "metallb") == ("", False)


def test_the_pool_that_a_service_requests_decides_which_controller_serves_it() -> None:
    request = claim("load-balancer-request")
    requested = claim("pool-request", traits={"controller": "antrea"})
    assert served_by(index_of(request, requested, controllers=("metallb",)), 0) == "antrea"
