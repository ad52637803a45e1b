"""Ranges of a policy that are one digit away from a well-known one."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.findings.words.range_typos import near_miss
from tests.support.repository_claims import at, claims_of

POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: public, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [%s]}}]}]
"""


def meant_by(root: Path, *ranges: str) -> str:
    claims = claims_of(root, {"policy.yaml": POLICY % ", ".join(ranges)})
    return near_miss(claims, at(claims, "policy-exception", ranges[-1]))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("192.18.0.0/15", "198.18.0.0/15"),
        ("192.186.0.0/16", "192.168.0.0/16"),
        ("192.68.0.0/16", "192.168.0.0/16"),
        ("169.245.0.0/16", "169.254.0.0/16"),
        ("172.16.0.0/16", "172.16.0.0/12"),
        ("198.18.0.0/15", ""),
        ("192.0.0.0/24", ""),
        ("11.0.0.0/8", ""),
        ("172.20.0.0/16", ""),
        ("62.153.0.0/16", ""),
    ],
)
def test_a_range_that_is_one_digit_away_from_a_well_known_one(tmp_path: Path, text: str, meant: str) -> None:
    assert meant_by(tmp_path, "10.0.0.0/8", "127.0.0.0/8", text) == meant


def test_a_list_without_well_known_ranges_means_none(tmp_path: Path) -> None:
    assert meant_by(tmp_path, "10.0.0.0/8", "62.153.0.0/16", "192.18.0.0/15") == ""
