from svclint.findings.words.services import hides_clients, is_cluster_ip
from svclint.model import Claim
from tests.support.stated_claims import claim, claim_index


def test_a_cluster_ip_is_known_by_its_address() -> None:
    told = claim_index(
        claim("resolver", "10.96.0.53"), claim("cluster-ip", "10.96.0.53"), claim("resolver", "10.96.0.54")
    )
    assert [is_cluster_ip(told, index) for index in (0, 2)] == [True, False]


def nginx(policy) -> Claim:
    selector = "app.kubernetes.io/name=ingress-nginx"
    return claim("load-balancer-service", "", kind=policy, selector=selector, traffic_policy=policy)


def test_clients_are_hidden_where_every_way_in_hides_them() -> None:
    assert hides_clients(claim_index(nginx("Cluster")), "prod") == ["Cluster"]
    assert hides_clients(claim_index(nginx("Cluster"), nginx("Local")), "prod") == []
    assert hides_clients(claim_index(nginx("Cluster"), claim("proxy-protocol", "true")), "prod") == []
