import pytest

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.policies import cuts_off_dns, dns_addresses, hidden_behind, only_denies
from svclint.model import Claim, Cluster, Location, Owner, Port, Span
from tests.support.stated_claims import block_of

POLICY = Owner("prod", "networking.k8s.io", "NetworkPolicy", "shop", "internet")
OTHER = Owner("prod", "networking.k8s.io", "NetworkPolicy", "shop", "dns")
DNS = (Port("UDP", 53, 53),)


def claim(role, pointer, *, owner=POLICY, address="", ports=(), **traits) -> Claim:
    block = block_of(address) if address else None
    place = Location(f"{owner.name}.yaml", Span(1, 1, 1, 2), owner, pointer)
    return Claim(
        owner, role, place, address, role, block, "", ports, {"direction": "egress", "action": "Allow", **traits}
    )


def rule(pointer="/spec/egress/0", **traits) -> Claim:
    return claim("policy-rule", pointer, **{"targeted": True, **traits})


def exception(address) -> Claim:
    return claim("policy-exception", f"/spec/egress/0/to/0/ipBlock/except/{address}", address=address)


def server(address="10.96.0.10", role="cluster-dns") -> Claim:
    return claim(role, "/x", owner=Owner("prod", "inventory", role, "", address), address=address)


def claim_index(*claims) -> ClaimIndex:
    return ClaimIndex(claims, {"prod": Cluster("prod")})


def test_an_exception_that_holds_the_dns_cuts_it_off() -> None:
    assert cuts_off_dns(claim_index(exception("10.0.0.0/8"), rule(), server()), 0)


@pytest.mark.parametrize(
    "more",
    [
        rule("/spec/egress/1", ports=DNS),
        rule("/spec/egress/1", targeted=False),
        rule("/spec/egress/1", owner=OTHER, ports=DNS),
        rule("/spec/egress/1", to_namespaces=True, namespace_labels=("kubernetes.io/metadata.name=kube-system",)),
    ],
    ids=["a rule for DNS", "a rule for everything", "another policy", "its namespace"],
)
def test_another_rule_can_allow_the_dns_again(more) -> None:
    assert not cuts_off_dns(claim_index(exception("10.0.0.0/8"), rule(), server(), more), 0)


@pytest.mark.parametrize(
    "more",
    [
        rule("/spec/egress/1", ports=(Port("TCP", 443, 443),)),
        rule("/spec/egress/1", to_namespaces=True, namespace_labels=("kubernetes.io/metadata.name=web",)),
        rule("/spec/egress/1", owner=Owner("prod", "networking.k8s.io", "NetworkPolicy", "bank", "dns"), ports=DNS),
    ],
    ids=["a rule for another port", "another namespace's Pods", "another namespace's policy"],
)
def test_rules_that_do_not_allow_the_dns_leave_it_cut_off(more) -> None:
    assert cuts_off_dns(claim_index(exception("10.0.0.0/8"), rule(), server(), more), 0)


def test_the_pods_decide_where_their_network_is_known() -> None:
    away = server("172.16.0.0/16", "pod-network")
    assert not cuts_off_dns(claim_index(exception("10.0.0.0/8"), rule(), server(), away), 0)


def test_a_node_local_cache_is_still_allowed() -> None:
    assert not cuts_off_dns(
        claim_index(exception("10.0.0.0/8"), rule(), server("10.1.0.0/16", "pod-network"), server("169.254.20.10")), 0
    )


def test_the_dns_services_address_is_known_from_its_manifest() -> None:
    owner = Owner("prod", "", "Service", "kube-system", "kube-dns")
    told = claim_index(claim("cluster-ip", "/spec/clusterIP", owner=owner, address="10.96.0.10"))
    assert dns_addresses(told, "prod") == [block_of("10.96.0.10")]


def calico(pointer="/spec/egress/0", name="metadata", **traits) -> Claim:
    owner = Owner("prod", "projectcalico.org", "GlobalNetworkPolicy", "", name)
    return claim("policy-rule", pointer, owner=owner, **{"action": "Deny", "narrowed": True, **traits})


@pytest.mark.parametrize(
    ("more", "everything"),
    [
        ((), True),
        ((calico("/spec/egress/1", action="Allow", narrowed=False),), False),
        ((calico("/spec/egress/1", narrowed=False),), False),
        ((calico(name="rest", action="Pass", narrowed=False),), False),
        ((calico(name="some", action="Allow"),), True),
    ],
)
def test_a_policy_that_only_denies(more, everything) -> None:
    assert only_denies(claim_index(calico(), *more), 0) is everything


def test_clients_hidden_behind_a_service() -> None:
    service = Owner("prod", "", "Service", "shop", "web")
    block = claim(
        "policy-block", "/spec/ingress/0", address="62.153.9.0/24", direction="ingress", policy_pods=("app=web",)
    )
    entry = claim("load-balancer-service", "/spec/type", owner=service, selector="app=web,tier=front")
    assert hidden_behind(claim_index(block, entry), 0) == ["Service shop/web"]
    assert hidden_behind(claim_index(block, entry, server("62.153.0.0/16", "node-network")), 0) == []
