"""Port ranges as kube-apiserver and the kernel write them."""

from __future__ import annotations

import pytest

from svclint.claims.details import port_range
from svclint.model import Port


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("30000-32767", 30000, 32767),
        ("30000+2767", 30000, 32767),
        ("1024 65535", 1024, 65535),
        ("1024\t65535", 1024, 65535),
        (" 32768 - 60999 ", 32768, 60999),
        ("8080", 8080, 8080),
        ("0-0", 0, 0),
    ],
)
def test_ranges_hold_ports_of_both_transports(text: str, first: int, last: int) -> None:
    expected = (Port("TCP", first, last), Port("UDP", first, last))
    assert expected == port_range(text)


@pytest.mark.parametrize("text", ["", "32767-30000", "30000-99999", "60000+6000", "a-b", "1-2-3", "-5", "123456"])
def test_what_is_no_range_holds_none(text: str) -> None:
    expected: tuple[Port, ...] = ()
    assert expected == port_range(text)
