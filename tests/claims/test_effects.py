"""What an address of a Service binds and captures with each proxy, and when it has no effect."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from svclint.claims.effects import Effect, deeds, effect
from svclint.claims.proxy_behaviour import MODES
from svclint.claims.service_proxy import ServiceProxy
from svclint.model import Block, Claim, Location, Owner, Port, Span, TraitValue

OWNER = Owner("prod", "", "Service", "shop", "web")
PLACE = Location("web.yaml", Span(1, 1, 1, 1), OWNER, "/spec")
API = (Port("TCP", 6443, 6443),)
WEB = (Port("TCP", 80, 80),)
FOUR = Block(4, 0xC0A80BFA, 0xC0A80BFA)
SIX = Block(6, (0xFD00 << 112) + 9, (0xFD00 << 112) + 9)


def effect_of(
    role: str, proxy: ServiceProxy, block: Block = FOUR, traits: Mapping[str, TraitValue] = MappingProxyType({})
) -> Effect:
    return effect(Claim(OWNER, role, PLACE, "", "", block, ports=WEB, traits=traits), proxy)


@pytest.mark.parametrize(
    ("mode", "role", "binds", "takes_api"),
    [
        ("ipvs", "external-ip", True, True),
        ("kube-router", "external-ip", True, True),
        ("iptables", "external-ip", False, False),
        ("nftables", "external-ip", False, False),
        ("calico", "external-ip", False, False),
        ("ovn-kubernetes", "external-ip", False, False),
        ("cilium", "external-ip", False, False),
        ("cilium", "load-balancer-status", False, True),
        ("ipvs", "load-balancer-request", True, True),
    ],
)
def test_what_binds_takes_every_port(mode: str, role: str, binds: bool, takes_api: bool) -> None:
    result = effect_of(role, ServiceProxy(mode))
    assert (result.binds, result.takes(API), result.takes(WEB)) == (binds, takes_api, True)


@pytest.mark.parametrize(
    ("lb_class", "wildcards", "drops"),
    [
        ("", True, True),
        ("io.cilium/l2-announcer", True, True),
        ("io.cilium/bgp-control-plane", True, True),
        ("io.cilium/node", True, False),
        ("tailscale", True, False),
        ("", False, False),
    ],
)
def test_cilium_drops_other_ports_only_for_its_own_classes(lb_class: str, wildcards: bool, drops: bool) -> None:
    result = effect_of(
        "load-balancer-status", ServiceProxy("cilium", wildcards=wildcards), traits={"lb_class": lb_class}
    )
    assert result.takes(API) is drops
    assert ("drops all other ports" in result.text) is drops


@pytest.mark.parametrize("version", [None, 25, 26, 27, 28, 36])
def test_ipvs_says_what_other_ports_reach_and_which_nodes_bind(version: int | None) -> None:
    text = effect_of("external-ip", ServiceProxy("ipvs", version=version)).text
    assert ("every node that does not hold it" in text) is (version is None or version >= 28)
    assert ("the node's own daemons" in text) is (version is None or version < 26)
    assert ("is refused" in text) is (version is None or version >= 26)


def test_an_assumed_mode_is_called_assumed() -> None:
    assert "assumed" in effect_of("external-ip", ServiceProxy(assumed=True)).text
    assert "assumed" not in effect_of("external-ip", ServiceProxy()).text


@pytest.mark.parametrize(
    ("role", "proxy", "traits", "cause"),
    [
        ("load-balancer-request", ServiceProxy(), {"service_type": "ClusterIP"}, "type"),
        ("load-balancer-request", ServiceProxy(), {"service_type": "NodePort"}, "type"),
        ("load-balancer-request", ServiceProxy(), {"lists_ports": True}, "type"),
        ("load-balancer-request", ServiceProxy(), {"service_type": "LoadBalancer", "lists_ports": True}, ""),
        ("load-balancer-request", ServiceProxy(), {}, ""),
        ("external-ip", ServiceProxy(), {"service_type": "ClusterIP"}, ""),
        ("external-ip", ServiceProxy(), {"service_type": "ExternalName"}, "external-name"),
        ("load-balancer-status", ServiceProxy(), {"headless": True}, "headless"),
        ("load-balancer-status", ServiceProxy(version=29), {"ip_mode": "Proxy"}, ""),
        ("load-balancer-status", ServiceProxy(version=30), {"ip_mode": "Proxy"}, "ip-mode"),
        ("load-balancer-status", ServiceProxy(), {"ip_mode": "Proxy"}, "ip-mode"),
        ("external-ip", ServiceProxy(external_ips_off=("the gate",)), {}, "off"),
        ("load-balancer-status", ServiceProxy(external_ips_off=("the gate",)), {}, ""),
        ("external-ip", ServiceProxy("kube-router", external_ranges=()), {}, "range"),
        ("external-ip", ServiceProxy("kube-router", external_ranges=(SIX, FOUR)), {}, ""),
        ("load-balancer-status", ServiceProxy("kube-router", load_balancer_ranges=(SIX,)), {}, "range"),
        ("load-balancer-request", ServiceProxy("kube-router", load_balancer_ranges=()), {}, ""),
    ],
)
def test_values_without_effect(role: str, proxy: ServiceProxy, traits: dict[str, TraitValue], cause: str) -> None:
    result = effect_of(role, proxy, traits=traits)
    assert (result.cause, bool(result.ignored), result.takes(WEB)) == (cause, bool(cause), not cause)


@pytest.mark.parametrize(
    ("primary", "traits", "lacks_six"),
    [
        (0, {"ip_families": ("IPv4",), "ip_family_policy": "SingleStack"}, True),
        (0, {"ip_families": ("IPv4", "IPv6"), "ip_family_policy": "RequireDualStack"}, False),
        (0, {"ip_families": ("IPv4",), "ip_family_policy": "PreferDualStack"}, False),
        (0, {"ip_family_policy": "SingleStack"}, False),
        (4, {"ip_family_policy": "SingleStack"}, True),
        (6, {"ip_family_policy": "SingleStack"}, False),
        (4, {"ip_family_policy": "SingleStack", "own_cluster_ip": "fd00:96::9"}, False),
        (4, {}, False),
    ],
)
def test_an_address_of_a_family_that_the_service_lacks_is_ignored(
    primary: int,
    traits: dict[str, TraitValue],
    lacks_six: bool,
) -> None:
    result = effect_of("external-ip", ServiceProxy(primary_family=primary), SIX, traits)
    assert (result.cause == "family") is lacks_six


def test_the_deeds_of_all_proxies_begin_with_the_one_of_the_cluster() -> None:
    claim = Claim(OWNER, "external-ip", PLACE, "", "", FOUR, ports=WEB)
    clauses = deeds(claim, ServiceProxy("cilium"))
    assert next(iter(clauses.values())) == ("cilium",)
    assert ("iptables", "nftables", "calico", "ovn-kubernetes") in clauses.values()
    assert sorted(mode for modes in clauses.values() for mode in modes) == sorted(MODES)
    assert effect(claim, ServiceProxy("ipvs")).text.endswith(
        next(text for text, modes in clauses.items() if "ipvs" in modes)
    )
    assert deeds(Claim(OWNER, "node", PLACE, "", "", FOUR), ServiceProxy()) == {}
