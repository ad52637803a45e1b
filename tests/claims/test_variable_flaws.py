"""Variables whose values were meant as addresses, and those that only look a little like it."""

from __future__ import annotations

import pytest

from svclint.claims.variable_flaws import broken
from svclint.documents.list_items import VariableValue
from svclint.model import Span


def told(name: str, text: str) -> list[str]:
    return [one.message for one in broken([VariableValue(name, text, "a.yaml", Span(3, 5, 3, 9))])]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("EXPORTERS_IPV6", "fdd5:aa8:9535:22::.108"),
        ("ANYTHING", "fd00::1::2"),
        ("LB_IP", "192.168.1.256"),
        ("lb_ip", "192.168.1"),
        ("POOL_CIDR", "10.0.0.0/33"),
        ("LB_IPS", "10.0.0.1, 10.0.0.300"),
    ],
)
def test_broken_addresses(name: str, text: str) -> None:
    (message,) = told(name, text)

    assert f"(value of variable {name}) is not an address: " in message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LB_IP", "192.168.1.25"),
        ("LB_IP", "fd00::1"),
        ("LB_IPS", "10.0.0.1,fd00::1"),
        ("LB_IP", "lb.example.com"),
        ("LB_IP", "${OTHER}"),
        ("LB_IP", ""),
        ("VERSION", "1.2.3"),
        ("BUILD", "10.0.19041.1"),
        ("RELEASED", "2024.01.31"),
        ("AT", "12:30:45"),
        ("NODE_MAC", "52:54:00:12:34:56"),
        ("ADDRESSBOOK", "1.2.3"),
        ("CODE", "a::b"),
        ("SHIP", "1.2.3"),
        ("CLUSTER_SUBNET_PREFIX", "192.168.5"),
        ("IP_BASE", "10.0.20."),
    ],
)
def test_other_values(name: str, text: str) -> None:
    assert told(name, text) == []
