"""VRRP groups of one number on one segment, told from machines of one group."""

from __future__ import annotations

from pathlib import Path

from svclint.findings.words.vrrp import shares_vrrp_group_with
from tests.support.repository_claims import claims_of

KEEPALIVED = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}}}
data:
  keepalived.conf: |
    vrrp_instance api {{
      interface {interface}
      virtual_router_id {number}
      {more}
      virtual_ipaddress {{
        {address}
      }}
    }}
"""


def instance(name: str, address: str, number: str = "47", interface: str = "ens3", more: str = "") -> str:
    return KEEPALIVED.format(name=name, address=address, number=number, interface=interface, more=more)


def sharing(root: Path, *instances: str) -> list[str]:
    """The objects whose VIPs share a group with those of another, sorted."""
    claims = claims_of(root, {f"{number}.yaml": text for number, text in enumerate(instances)})
    held = [index for index, claim in enumerate(claims.claims) if claim.role == "bind-address"]
    return sorted({claims.claims[index].owner.name for index in held if shares_vrrp_group_with(claims, index)})


def test_two_groups_with_one_number_are_reported_at_both(tmp_path: Path) -> None:
    assert sharing(tmp_path, instance("a", "10.0.0.1"), instance("b", "10.0.0.2")) == ["a", "b"]


def test_machines_that_share_an_address_are_one_group(tmp_path: Path) -> None:
    both = "10.0.0.1\n        10.0.0.2"
    assert sharing(tmp_path, instance("a", both), instance("b", both)) == []


def test_another_number_or_interface_and_unicast_keep_groups_apart(tmp_path: Path) -> None:
    others = (
        instance("b", "10.0.0.2", number="48"),
        instance("c", "10.0.0.3", interface="ens4"),
        instance("d", "10.0.0.4", more="unicast_peer {\n        10.0.0.9\n      }"),
        instance("e", "10.0.0.5").replace("      virtual_router_id 47\n", ""),
    )
    assert sharing(tmp_path, instance("a", "10.0.0.1"), *others) == []
