from svclint.claims.blocks import parse_block
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.control_plane import control_plane_names, control_plane_ports
from svclint.model import Claim, Cluster, Location, Owner, Port, Span


def claim(role, name, *, cluster="prod", address="", host="", ports=(), kind="Service"):
    owner = Owner(cluster, "", kind, "ns", name)
    place = Location(f"{cluster}-{name}.yaml", Span(1, 1, 1, 2), owner, "/spec")
    block = parse_block(address).block if address else None
    return Claim(owner, role, place, "", name, block, host, tuple(Port("TCP", one, one) for one in ports))


def claim_index(*claims):
    return ClaimIndex(claims, {name: Cluster(name) for name in ("dev", "prod")})


def test_the_names_and_ports_of_the_control_plane():
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
