from svclint.findings.words.addresses import address_is_held, ends
from tests.support.stated_claims import claim, claim_index, said


def test_the_holder_of_an_address() -> None:
    asked = claim("api-override", "10.0.0.9")
    assert not address_is_held(claim_index(asked, claim("control-plane", "10.0.0.9")), 0)
    assert address_is_held(claim_index(asked, claim("control-plane", "10.0.0.9", holder="kube-vip")), 0)
    assert address_is_held(claim_index(asked, said("node", "10.0.0.9")), 0)
    outside = claim("control-plane", "10.0.0.9", kind="loadBalancers", stated=True)
    service = claim("control-plane", "10.0.0.9", kind="loadBalancers", stated=True, owner_kind="Service")
    assert [address_is_held(claim_index(asked, one), 0) for one in (outside, service)] == [True, False]


def test_the_ends_of_a_subnet() -> None:
    def held_ends(pool: str, subnet: str) -> str:
        return ends(claim_index(claim("pool", pool), said("node-network", subnet)), 0, 1)

    assert held_ends("192.168.1.240/28", "192.168.1.0/24") == "192.168.1.255"
    assert held_ends("192.168.0.0/16", "192.168.1.0/24") == "192.168.1.0 and 192.168.1.255"
    assert held_ends("192.168.1.240-192.168.1.254", "192.168.1.0/24") == ""
    assert held_ends("192.168.1.1", "192.168.1.0/31") == ""
