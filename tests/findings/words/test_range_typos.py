import pytest

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.range_typos import near_miss
from svclint.model import Claim, Cluster, Location, Owner, Span
from tests.support.stated_claims import block_of

OWNER = Owner("prod", "networking.k8s.io", "NetworkPolicy", "shop", "public")


def claim_index(*texts) -> ClaimIndex:
    claims = []
    for line, text in enumerate(texts, start=1):
        place = Location("policy.yaml", Span(line, 1, line, 2), OWNER, f"/spec/egress/0/to/0/ipBlock/except/{line}")
        claims.append(Claim(OWNER, "policy-exception", place, text, "an exception", block_of(text)))
    return ClaimIndex(claims, {"prod": Cluster("prod")})


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
def test_one_digit_beside_a_well_known_range(text: str, meant) -> None:
    assert near_miss(claim_index("10.0.0.0/8", "127.0.0.0/8", text), 2) == meant


def test_without_well_known_ranges_beside_it_nothing_is_meant() -> None:
    assert near_miss(claim_index("10.0.0.0/8", "62.153.0.0/16", "192.18.0.0/15"), 2) == ""
