from svclint.claims.blocks import parse_block
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.joins_names import control_plane_ports, hides_clients, names_of_control_plane, shares_records_with
from svclint.model import Claim, Cluster, Location, Owner, Port, Span


def claim(role, name, *, cluster="prod", text="", address="", host="", ports=(), kind="Service", file="", **traits):
    owner = Owner(cluster, "", kind, "ns", name)
    place = Location(file or f"{cluster}-{name}.yaml", Span(1, 1, 1, 2), owner, "/spec")
    block = parse_block(address).block if address else None
    return Claim(owner, role, place, text, name, block, host, tuple(Port("TCP", one, one) for one in ports), traits)


def claim_index(*claims):
    return ClaimIndex(claims, {name: Cluster(name) for name in ("dev", "prod")})


def external_dns(cluster, text="", file="", **traits):
    usual = {
        "setting": "external-dns", "txt_owner_id": "default", "registry": "txt", "provider": "aws", "policy": "sync",
        "domain_filter": ("example.com",),
    }  # fmt: skip
    return claim("setting", "external-dns", cluster=cluster, text=text, file=file, **{**usual, **traits})


def test_two_clusters_with_one_owner_id_in_one_zone_share_records():
    told = claim_index(external_dns("dev"), external_dns("prod"))
    assert shares_records_with(told, 0) == ["Service ns/external-dns of cluster prod"]


def test_what_keeps_two_controllers_apart():
    apart = (
        external_dns("prod", txt_owner_id="prod"),
        external_dns("prod", provider="cloudflare"),
        external_dns("prod", domain_filter=("example.org",)),
        external_dns("prod", text="--aws-zone-type=private"),
        external_dns("prod", file="dev-external-dns.yaml"),
    )
    assert [[]] * len(apart) == [shares_records_with(claim_index(external_dns("dev"), one), 0) for one in apart]


def test_a_variable_may_differ_in_each_cluster():
    told = claim_index(*(external_dns(name, txt_owner_id="${CLUSTER}") for name in ("dev", "prod")))
    assert shares_records_with(told, 0) == []


def test_without_sync_nothing_is_deleted():
    told = claim_index(*(external_dns(name, policy="upsert-only") for name in ("dev", "prod")))
    assert shares_records_with(told, 0) == []


def test_the_names_and_ports_of_the_control_plane():
    told = claim_index(
        claim("kubeconfig-server", "a", host="api.example.com", ports=[6443]),
        claim("control-plane", "b", address="10.0.0.9", ports=[6443]),
        claim("node", "c", address="10.0.0.9", ports=[22, 6443]),
        claim("api-override", "d", address="10.0.0.9", ports=[443]),
        claim("api-override", "e", address="10.0.0.10", ports=[443]),
    )
    assert names_of_control_plane(told, "prod") == ["api.example.com"]
    assert control_plane_ports(told, 3) == ["22/TCP", "6443/TCP"]
    assert control_plane_ports(told, 4) == []


def nginx(policy):
    selector = "app.kubernetes.io/name=ingress-nginx"
    return claim("load-balancer-service", policy, selector=selector, traffic_policy=policy)


def test_clients_are_hidden_where_every_way_in_hides_them():
    assert hides_clients(claim_index(nginx("Cluster")), "prod") == ["Service ns/Cluster"]
    assert hides_clients(claim_index(nginx("Cluster"), nginx("Local")), "prod") == []
    assert hides_clients(claim_index(nginx("Cluster"), claim("setting", "x", setting="proxy-protocol")), "prod") == []
