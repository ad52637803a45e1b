from svclint.findings.words.networks import node_cidr_slots, primary_family
from tests.support.stated_claims import claim, claim_index, said


def test_a_pod_network_is_cut_into_parts_for_nodes() -> None:
    pods = claim("pod-network", "10.65.8.0/22", cut_for_nodes=True)
    mask = claim("node-cidr-mask-size", "26")
    assert [node_cidr_slots(claim_index(pods), 0), node_cidr_slots(claim_index(pods, mask), 0)] == [4, 16]
    assert node_cidr_slots(claim_index(pods, mask, claim("node-cidr-mask-size", "25")), 0) == 0
    assert node_cidr_slots(claim_index(pods, claim("node-cidr-mask-size", "a/b")), 0) == 0
    assert node_cidr_slots(claim_index(claim("pod-network", "10.65.8.0/22")), 0) == 0


def test_services_use_the_family_of_the_first_service_network_if_all_sources_agree() -> None:
    v6, v4 = said("service-network", "1d00::/112"), said("service-network", "10.96.0.0/16")
    other = claim("service-network", "10.96.0.0/16")
    assert [primary_family(claim_index(*found), "prod") for found in ((v6, v4), (v4, v6), (other,), ())] == [
        "IPv6", "IPv4", "IPv4", "",
    ]  # fmt: skip
    assert primary_family(claim_index(v6, v4, other), "prod") == ""
