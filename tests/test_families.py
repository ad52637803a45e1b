"""Every rule about addresses has an example with an IPv6 address, and most have one with both families."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]

NAMES = "compares names"
PORTS = "compares ports, whatever the address is"
FILES = "is about files and settings, not about addresses"
ONLY_IPV4 = "is about a range or a program that only IPv4 has"
WITHOUT_IPV6 = {
    "certificate-lacks-host": NAMES,
    "limit-reached": FILES,
    "certificate-lacks-webhook-service": NAMES,
    "cluster-domain-not-served": NAMES,
    "cluster-without-manifests": FILES,
    "duplicate-cluster": FILES,
    "duplicate-node-port": PORTS,
    "duplicate-route": NAMES,
    "external-dns-shared-owner-id": NAMES,
    "external-name-is-itself": NAMES,
    "external-name-is-localhost": NAMES,
    "external-name-is-no-name": NAMES,
    "invalid-yaml": FILES,
    "governing-service-has-other-name": NAMES,
    "default-ingress-class-twice": FILES,
    "ipvs-mode-deprecated": FILES,
    "load-balancer-class-not-served": NAMES,
    "named-certificate-for-api-int": NAMES,
    "node-port-outside-range": PORTS,
    "node-port-range-holds-host-ports": PORTS,
    "node-ports-in-ephemeral-range": PORTS,
    "policy-block-is-redirected-metadata": ONLY_IPV4,
    "policy-denies-everything": "looks for a rule that allows anything, whatever the denied addresses are",
    "policy-names-unseen": NAMES,
    "webhook-isolated-by-policy": NAMES,
    "policy-selects-host-network-pods": "is about labels, whatever the addresses of the Pods are",
    "proxy-protocol-without-hostname": "is about an annotation of a Service, which has no address yet",
    "render-failed": FILES,
    "service-entry-conflict": NAMES,
    "service-name-in-other-domain": NAMES,
    "service-lb-in-ipvs-mode": "is about the type of a Service, whatever its addresses are",
    "service-lb-port-taken-twice": PORTS,
    "service-lb-takes-daemon-port": PORTS,
    "strict-arp-required": ONLY_IPV4,
    "unreadable-file": FILES,
    "unresolved-address": "is about values that are not known",
    "unresolved-name": NAMES,
    "unused-ignore": FILES,
    "expired-ignore": FILES,
    "ignore-without-reason": FILES,
    "webhook-port-not-served": PORTS,
    "webhook-url-is-cluster-name": NAMES,
    "well-known-range-typo": ONLY_IPV4,
    "proxy-protocol-not-expected": FILES,
    "load-balancer-lacks-protocol": PORTS,
    "http-probe-gets-no-answer": PORTS,
}


def text_of(example: dict[str, Any]) -> str:
    manifests = example.get("manifests", "")
    files = manifests.values() if isinstance(manifests, dict) else [manifests]
    return "\n".join([*files, example.get("inventory", "")])


def has_ipv6(text: str) -> bool:
    return any(is_ipv6(word.rstrip(".")) for word in re.findall(r"[0-9A-Fa-f:.]*::?[0-9A-Fa-f:.]*", text))


def is_ipv6(word: str) -> bool:
    try:
        ipaddress.IPv6Address(word)
    except ValueError:
        return False
    return True


def has_ipv4(text: str) -> bool:
    return re.search(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text) is not None


# Folders of rules that compare ports and labels, whatever the addresses are.
WITHOUT_ADDRESSES = {path.stem for folder in ("ports", "selections") for path in ROOT.glob(f"rules/{folder}/*.yaml")}
RULES = [yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) for path in sorted(ROOT.glob("rules/*/*.yaml"))]


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule["id"] not in WITHOUT_ADDRESSES], ids=lambda rule: rule["id"]
)
def test_a_rule_has_an_ipv6_example_or_a_reason(rule: dict[str, Any]) -> None:
    assert any(has_ipv6(text_of(example)) for example in rule["examples"]) != (rule["id"] in WITHOUT_IPV6)


def test_reasons_are_of_rules_that_exist() -> None:
    assert set(WITHOUT_IPV6) <= {rule["id"] for rule in RULES}


def test_half_of_the_rules_have_an_example_with_both_families() -> None:
    both = [
        rule["id"]
        for rule in RULES
        if any(has_ipv6(text_of(example)) and has_ipv4(text_of(example)) for example in rule["examples"])
    ]
    assert len(both) * 2 >= len(RULES) - len(WITHOUT_ADDRESSES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vip: fd00::1 # VIP", True),
        ("[::/0]", True),
        ("https://[2001:db8::1]:6443", True),
        ("10:20", False),
        ("a: 1", False),
    ],
)
def test_ipv6_addresses_are_recognised(text: str, found: bool) -> None:
    assert has_ipv6(text) == found
