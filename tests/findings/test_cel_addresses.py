"""`ip()` and `cidr()` give what Kubernetes' own tests say.

https://github.com/kubernetes/apiserver/blob/v0.37.0-beta.0/pkg/cel/library/ip_test.go and cidr_test.go next to it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from svclint import cache
from svclint.findings.cel import CelError, Engine
from svclint.findings.cel_addresses import OVERLOADS

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from docs_functions import ADDRESSES, CEL  # type: ignore[import-not-found]  # a script

ENGINE = Engine({"claim.address": "string"})

TRUE = [
    'ip("192.168.0.1") == ip("192.168.0.1")',
    'isIP("192.168.0.1")',
    'ip.isCanonical("127.0.0.1")',
    'ip("192.168.0.1").family() == 4',
    'ip("0.0.0.0").isUnspecified()',
    'ip("127.0.0.1").isLoopback()',
    'ip("224.0.0.1").isLinkLocalMulticast()',
    'ip("169.254.169.254").isLinkLocalUnicast()',
    'ip("192.168.0.1").isGlobalUnicast()',
    'isIP("2001:db8::68")',
    'ip.isCanonical("2001:db8::68")',
    'ip("2001:db8::68").family() == 6',
    'ip("::").isUnspecified()',
    'ip("::1").isLoopback()',
    'ip("ff02::1").isLinkLocalMulticast()',
    'ip("fe80::1").isLinkLocalUnicast()',
    'ip("2001:db8::abcd").isGlobalUnicast()',
    'string(ip("192.168.0.1")) == "192.168.0.1"',
    'cidr("192.168.0.0/24").containsIP(ip("192.168.0.1"))',
    'cidr("192.168.0.0/24").containsIP("192.168.0.1")',
    'cidr("192.168.0.0/24").containsCIDR(cidr("192.168.0.0/25"))',
    'cidr("192.168.0.0/24").containsCIDR(cidr("192.168.0.1/32"))',
    'cidr("192.168.0.0/24").containsCIDR("192.168.0.0/25")',
    'cidr("192.168.0.0/24").ip() == ip("192.168.0.0")',
    'cidr("192.168.0.0/24").masked() == cidr("192.168.0.0/24")',
    'cidr("192.168.0.1/24").masked() == cidr("192.168.0.0/24")',
    'cidr("192.168.0.0/24").prefixLength() == 24',
    'cidr("2001:db8::/32").containsIP(ip("2001:db8::1"))',
    'cidr("2001:db8::/32").containsIP("2001:db8::1")',
    'cidr("2001:db8::/32").containsCIDR(cidr("2001:db8::/33"))',
    'cidr("2001:db8::/32").containsCIDR("2001:db8::/33")',
    'cidr("2001:db8::/32").ip() == ip("2001:db8::")',
    'cidr("2001:db8::/32").masked() == cidr("2001:db8::/32")',
    'cidr("2001:db8:1::/32").masked() == cidr("2001:db8::/32")',
    'cidr("2001:db8::/32").prefixLength() == 32',
    'string(cidr("192.168.0.0/24")) == "192.168.0.0/24"',
]
FALSE = [
    'isIP("192.168.0.1.0")',
    'ip("127.0.0.1").isUnspecified()',
    'ip("1.2.3.4").isLoopback()',
    'ip("224.0.1.1").isLinkLocalMulticast()',
    'ip("192.168.0.1").isLinkLocalUnicast()',
    'ip("255.255.255.255").isGlobalUnicast()',
    'isIP("2001:db8:::68")',
    'ip.isCanonical("2001:DB8::68")',
    'ip("::1").isUnspecified()',
    'ip("2001:db8::abcd").isLoopback()',
    'ip("fd00::1").isLinkLocalMulticast()',
    'ip("fd80::1").isLinkLocalUnicast()',
    'ip("ff00::1").isGlobalUnicast()',
    'cidr("192.168.0.0/24").containsIP(ip("192.168.1.1"))',
    'cidr("192.168.0.0/24").containsIP("192.168.1.1")',
    'cidr("192.168.0.0/24").containsCIDR(cidr("192.168.0.0/23"))',
    'cidr("192.168.0.0/24").containsCIDR(cidr("192.169.0.1/32"))',
    'cidr("192.168.0.0/24").containsCIDR("192.168.0.0/23")',
    'cidr("2001:db8::/32").containsIP(ip("2001:dc8::1"))',
    'cidr("2001:db8::/32").containsIP("2001:dc8::1")',
    'cidr("2001:db8::/32").containsCIDR(cidr("2001:db8::/31"))',
    'cidr("2001:db8::/32").containsCIDR("2001:db8::/31")',
]
ERRORS = [
    'ip("192.168.0.1.0").family() == 4',
    'ip.isCanonical("127.0.0.1.0")',
    'ip("2001:db8:::68").family() == 6',
    'ip.isCanonical("2001:db8:::68")',
    'cidr("192.168.0.0/").prefixLength() == 24',
    'cidr("2001:db8::/").prefixLength() == 32',
]


def evaluated(condition: str) -> bool:
    return ENGINE.compile(condition).test({"claim.address": "x"})


@pytest.mark.parametrize("condition", TRUE)
def test_upstream_is_true(condition: str) -> None:
    assert evaluated(condition)


@pytest.mark.parametrize("condition", FALSE)
def test_upstream_is_false(condition: str) -> None:
    assert not evaluated(condition)


@pytest.mark.parametrize("condition", ERRORS)
def test_upstream_is_an_error_when_it_runs(condition: str) -> None:
    with pytest.raises(CelError, match="test it first with is"):
        evaluated(condition)


def test_upstream_does_not_compile() -> None:
    with pytest.raises(CelError, match=r"no matching overload for 'isIP' applied to '\(net.CIDR\)'"):
        evaluated('isIP(cidr("192.168.0.0/24"))')


@pytest.mark.parametrize(
    "text",
    ["::ffff:1.2.3.4", "::ffff:102:304", "fe80::1%eth0", "010.0.0.1", "[::1]", " ::1", "", "1" * 4000, "lb.example"],
)
def test_what_the_comments_of_upstream_refuse(text: str) -> None:
    assert not evaluated(f'isIP("{text}")')
    assert not evaluated(f'isCIDR("{text}/8")')


@pytest.mark.parametrize("length", ["33", "-1", "+8", "08", "8 ", "255.0.0.0", "", "٨"])
def test_a_prefix_length_is_a_number_up_to_the_bits_of_the_family(length: str) -> None:
    assert not evaluated(f'isCIDR("10.0.0.0/{length}")')


def test_the_families_never_contain_each_other() -> None:
    assert not evaluated('cidr("0.0.0.0/0").containsIP("::1")')
    assert not evaluated('cidr("::/0").containsCIDR("0.0.0.0/0")')
    assert evaluated('cidr("::/0").containsIP("::1") && cidr("0.0.0.0/0").containsCIDR("0.0.0.0/0")')


@pytest.mark.parametrize(
    "condition",
    [
        'ip("10.0.0.1") == cidr("10.0.0.0/8")',
        'ip("10.0.0.1") == "10.0.0.1"',
        'size(ip("::")) == 2',
        'ip("::") < ip("::1")',
    ],
)
def test_an_ip_is_only_an_ip(condition: str) -> None:
    with pytest.raises(CelError, match="found no matching overload"):
        evaluated(condition)


def test_a_guard_protects_in_any_order() -> None:
    assert not evaluated("isIP(claim.address) && ip(claim.address).family() == 4")
    assert not evaluated("ip(claim.address).family() == 4 && isIP(claim.address)")


def test_functions_work_in_a_condition_from_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    stored: dict[str, object] = {}
    monkeypatch.setattr(cache, "load", lambda key: stored.get(key))
    monkeypatch.setattr(cache, "store", stored.__setitem__)
    condition = 'cidr("10.0.0.0/8").containsIP(claim.address) && string(ip(claim.address)) == claim.address'
    first = Engine({"claim.address": "string"})
    first.predicate(condition)
    first.keep()
    monkeypatch.setattr(Engine, "compile", lambda *_: pytest.fail("compiled again"))
    assert Engine({"claim.address": "string"}).predicate(condition).test({"claim.address": "10.1.2.3"})


@pytest.mark.parametrize("example", [row[2] for row in (*CEL, *ADDRESSES)])
def test_the_examples_of_the_vocabulary_page_are_true(example: str) -> None:
    assert evaluated(example)


def test_the_vocabulary_page_lists_all_functions() -> None:
    signatures = {(row[0].partition("(")[0].removeprefix("IP.").removeprefix("CIDR.")) for row in ADDRESSES}
    assert signatures == {overload.name for overload in OVERLOADS} | {"string"}
