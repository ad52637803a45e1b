from svclint.claims.blocks import parse_block
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.joins_config import (
    confirmed,
    contradicted,
    external_ips_off,
    held,
    is_cluster_ip,
    node_parts,
    primary_family,
    subnet_ends,
)
from svclint.model import Claim, Cluster, Location, Owner, Span


def claim(role, text, *, cluster="prod", file="kubeadm.yaml", kind="ClusterConfiguration", stated=False, **traits):
    owner = Owner(cluster, "inventory" if stated else "", kind, "", "")
    place = Location("inventory.yaml" if stated else file, Span(1, 1, 1, 2), owner, "/x")
    address = text[:1].isdigit() and role not in ("kubernetes-version", "setting")
    block = parse_block(text).block if address else None
    return Claim(owner, role, place, text, f"{role} {text}", block, traits=traits, from_inventory=stated)


def said(role, text, cluster="prod", **traits):
    return claim(role, text, cluster=cluster, kind=role, stated=True, **traits)


def claim_index(*claims):
    return ClaimIndex(claims, {name: Cluster(name) for name in ("dev", "prod")})


def told(stated, *inventory):
    return contradicted(claim_index(stated, *inventory), 0)


def test_another_network_than_the_inventory_s_contradicts_it_and_a_part_of_it_does_not():
    ours = said("pod-network", "10.1.0.0/16")
    assert told(claim("pod-network", "10.2.0.0/16"), ours) == ["10.1.0.0/16"]
    assert told(claim("pod-network", "10.1.0.0/15"), ours) == ["10.1.0.0/16"]
    assert told(claim("pod-network", "10.1.4.0/24"), ours) == []


def test_nothing_contradicts_an_inventory_that_does_not_say():
    assert told(claim("pod-network", "10.2.0.0/16"), said("pod-network", "fd00::/48")) == []
    assert told(claim("proxy-mode", "ipvs")) == []


def test_what_kube_proxy_is_set_to_says_nothing_where_another_proxy_works():
    assert told(claim("proxy-mode", "ipvs"), said("proxy-mode", "iptables")) == ["iptables"]
    assert told(claim("proxy-mode", ""), said("proxy-mode", "iptables")) == []
    assert told(claim("proxy-mode", "ipvs"), said("proxy-mode", "cilium")) == []
    assert told(claim("proxy-mode", "none"), said("proxy-mode", "cilium")) == []
    assert told(claim("proxy-mode", "cilium"), said("proxy-mode", "ipvs")) == ["ipvs"]


def test_versions_are_compared_by_minor_and_strict_arp_by_meaning():
    assert told(claim("kubernetes-version", "v1.33.4"), said("kubernetes-version", "1.33")) == []
    assert told(claim("kubernetes-version", "v1.34.0"), said("kubernetes-version", "1.33")) == ["1.33"]
    assert told(claim("strict-arp", "true"), said("strict-arp", "yes")) == []
    assert told(claim("strict-arp", "false"), said("strict-arp", "true")) == ["true"]


def test_an_endpoint_may_be_a_control_plane_node():
    vip = said("control-plane", "10.0.0.9")
    master = said("node", "10.0.0.1", node_roles=("control-plane",))
    worker = said("node", "10.0.0.2", node_roles=("worker",))
    assert told(claim("control-plane", "10.0.0.1"), vip, master, worker) == []
    assert told(claim("control-plane", "10.0.0.2"), vip, master, worker) == ["10.0.0.9"]


def test_a_file_of_two_clusters_may_be_right_for_either():
    shared = (claim("pod-network", "10.2.0.0/16"), claim("pod-network", "10.2.0.0/16", cluster="dev"))
    both = (said("pod-network", "10.1.0.0/16"), said("pod-network", "10.2.0.0/16", cluster="dev"))
    assert contradicted(claim_index(*shared, *both), 0) == []
    assert contradicted(claim_index(shared[0], *both), 0) == ["10.1.0.0/16"]


def test_a_further_pool_contradicts_nothing_where_another_manifest_agrees():
    ours, pool = (
        said("pod-network", "10.1.0.0/16"),
        claim("pod-network", "10.9.0.0/16", kind="IPPool", file="pool.yaml"),
    )
    agreeing = claim("pod-network", "10.1.0.0/16")
    assert contradicted(claim_index(pool, ours), 0) == ["10.1.0.0/16"]
    assert contradicted(claim_index(pool, agreeing, ours), 0) == []
    assert [True, False] == [confirmed(claim_index(pool, agreeing, ours), index) for index in (0, 1)]


def test_who_holds_an_address():
    asked = claim("api-override", "10.0.0.9")
    assert not held(claim_index(asked, claim("control-plane", "10.0.0.9")), 0)
    assert held(claim_index(asked, claim("control-plane", "10.0.0.9", holder="kube-vip")), 0)
    assert held(claim_index(asked, said("node", "10.0.0.9")), 0)
    outside = claim("control-plane", "10.0.0.9", kind="loadBalancers", stated=True)
    service = claim("control-plane", "10.0.0.9", kind="loadBalancers", stated=True, owner_kind="Service")
    assert [True, False] == [held(claim_index(asked, one), 0) for one in (outside, service)]


def test_the_ends_of_a_subnet():
    def ends(pool, subnet):
        return subnet_ends(claim_index(claim("pool", pool), said("node-network", subnet)), 0, 1)

    assert ends("192.168.1.240/28", "192.168.1.0/24") == "192.168.1.255"
    assert ends("192.168.0.0/16", "192.168.1.0/24") == "192.168.1.0 and 192.168.1.255"
    assert ends("192.168.1.240-192.168.1.254", "192.168.1.0/24") == ""
    assert ends("192.168.1.1", "192.168.1.0/31") == ""


def test_a_cluster_ip_is_known_by_its_address():
    told = claim_index(
        claim("resolver", "10.96.0.53"), claim("cluster-ip", "10.96.0.53"), claim("resolver", "10.96.0.54")
    )
    assert [True, False] == [is_cluster_ip(told, index) for index in (0, 2)]


def test_what_switches_external_addresses_off():
    gate = claim("setting", "false", setting="allow-service-external-ips")
    plugin = claim("setting", "NodeRestriction,DenyServiceExternalIPs", setting="admission-plugins")
    on = claim("setting", "true", setting="allow-service-external-ips")
    assert external_ips_off(claim_index(gate, plugin, on), "prod") == sorted([gate.title, plugin.title])
    assert external_ips_off(claim_index(on), "prod") == []


def test_a_pod_network_is_cut_into_parts_for_nodes():
    pods = claim("pod-network", "10.65.8.0/22", cut_for_nodes=True)
    mask = claim("setting", "26", setting="node-cidr-mask-size")
    assert [node_parts(claim_index(pods), 0), node_parts(claim_index(pods, mask), 0)] == [4, 16]
    assert node_parts(claim_index(pods, mask, claim("setting", "25", setting="node-cidr-mask-size")), 0) == 0
    assert node_parts(claim_index(pods, claim("setting", "a/b", setting="node-cidr-mask-size")), 0) == 0
    assert node_parts(claim_index(claim("pod-network", "10.65.8.0/22")), 0) == 0


def test_services_get_the_family_of_the_first_service_network_where_all_places_agree():
    v6, v4 = said("service-network", "1d00::/112"), said("service-network", "10.96.0.0/16")
    other = claim("service-network", "10.96.0.0/16")
    assert [primary_family(claim_index(*found), "prod") for found in ((v6, v4), (v4, v6), (other,), ())] == [
        "IPv6", "IPv4", "IPv4", "",
    ]  # fmt: skip
    assert primary_family(claim_index(v6, v4, other), "prod") == ""
