from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.control_plane import (
    control_plane_names,
    control_plane_ports,
    only_kubeconfig,
    redundant_kubeconfig,
)
from svclint.model import Claim, Cluster, Location, Owner, Port, Span
from tests.support.stated_claims import block_of


def claim(role, name, *, cluster="prod", address="", host="", ports=(), kind="Service") -> Claim:
    owner = Owner(cluster, "", kind, "ns", name)
    place = Location(f"{cluster}-{name}.yaml", Span(1, 1, 1, 2), owner, "/spec")
    block = block_of(address) if address else None
    return Claim(owner, role, place, "", name, block, host, tuple(Port("TCP", one, one) for one in ports))


def claim_index(*claims) -> ClaimIndex:
    return ClaimIndex(claims, {name: Cluster(name) for name in ("dev", "prod")})


def test_the_names_and_ports_of_the_control_plane() -> None:
    told = claim_index(
        claim("kubeconfig-server", "a", host="api.example.com", ports=[6443]),
        claim("control-plane", "b", address="10.0.0.9", ports=[6443]),
        claim("node", "c", address="10.0.0.9", ports=[22, 6443]),
        claim("api-override", "d", address="10.0.0.9", ports=[443]),
        claim("api-override", "e", address="10.0.0.10", ports=[443]),
    )
    assert control_plane_names(told, "prod") == ["api.example.com"]
    assert control_plane_ports(told, 3) == ["22/TCP", "6443/TCP"]
    assert control_plane_ports(told, 4) == []


def test_a_kubeconfig_is_redundant_where_something_else_states_its_address() -> None:
    stated = claim("control-plane", "a", address="10.0.0.9")
    told = claim_index(stated, *(claim("kubeconfig-server", "b", address=f"10.0.0.{last}") for last in (9, 10)))
    assert [redundant_kubeconfig(told, index) for index in range(3)] == [False, True, False]
    assert [only_kubeconfig(told, index) for index in range(3)] == [False, False, True]
