"""No word of a claim looks at all others: four times the claims are some four times the work, not sixteen times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import CLAIM, CLUSTER, PAIR
from svclint.model import Block, Claim, Cluster, Location, Owner, Port, Span
from tests.support.effort import steps

SMALL, LARGE = 60, 240
SLIP = Block(4, (192 << 24) + (18 << 16), (192 << 24) + (20 << 16) - 1)
# Four times as many claims are five times the work where they are sorted.
MOST = 5.5


def one(role: str, number: int, pointer: str = "/spec", **given: Any) -> Claim:
    owner = given.pop("owner", f"o{number}")
    cluster, namespace = given.pop("cluster", "prod"), given.pop("namespace", "team")
    whose = Owner(cluster, given.pop("group", "g"), given.pop("kind", "Service"), namespace, owner)
    place = Location(given.pop("file", f"{owner}.yaml"), Span(number, 1, number, 2), whose, pointer)
    return Claim(whose, role, place, given.pop("text", f"o{number}"), f"{role} {number}", **given)


def at(number: int, size: int = 1) -> Block:
    return Block(4, number * 16, number * 16 + size - 1)


def policies(n: int, *, names: Callable[[int], str] = lambda i: f"p{i}", namespace: str = "team") -> list[Claim]:
    """Rules that allow all but a network in which the DNS of the cluster is."""
    found = [one("cluster-dns", 0, block=at(1))]
    usual = {"direction": "egress", "action": "Allow", "targeted": True, "narrowed": True}
    for i in range(n):
        rule = f"/spec/egress/{i}"
        given = {"owner": names(i), "namespace": namespace or f"n{i}", "kind": "NetworkPolicy"}
        found += [
            one("policy-rule", i, rule, **given, traits={**usual}),
            one(
                "policy-exception",
                i,
                f"{rule}/to/0",
                **given,
                block=Block(4, 0, 10**6),
                traits=usual,
                text="10.0.0.0/8",
            ),
            one("policy-block", i, f"{rule}/to/1", **given, block=SLIP, traits=usual, text="192.18.0.0/15"),
            one("policy-name", i, f"{rule}/to/2", **given),
            one("policy-rule", i, f"/spec/deny/{i}", **given, traits={**usual, "action": "Deny"}),
        ]
    return found


def one_policy(n: int) -> list[Claim]:
    return policies(n, names=lambda _: "p")


def many_namespaces(n: int) -> list[Claim]:
    return policies(n, namespace="")


def clients(n: int) -> list[Claim]:
    ingress = {"direction": "ingress", "action": "Allow", "policy_pods": ("app=a",)}
    found = [one("policy-block", i, block=at(i), traits=ingress) for i in range(n)]
    return found + [one("load-balancer-service", i, traits={"selector": "app=a,x=y"}) for i in range(n)]


def stated(n: int) -> list[Claim]:
    """What manifests and the inventory state of networks, the control plane and nodes."""
    found = []
    for role in ("pod-network", "service-network", "control-plane", "kubeconfig-server", "node", "node-network"):
        found += [one(role, i, block=at(i, 8), from_inventory=True, ports=(Port("TCP", 6443, 6443),)) for i in range(n)]
        found += [one(role, i, block=at(i + 1, 16), owner=f"m{i}", traits={"cut_for_nodes": True}) for i in range(n)]
    return found + [one("cluster-ip", i, block=at(i)) for i in range(n)]


def at_one_address(n: int) -> list[Claim]:
    roles = ("load-balancer-request", "control-plane", "kubeconfig-server", "node", "bind-address", "dns-name")
    return [one(role, i, block=at(1), ports=(Port("TCP", 443, 443),)) for role in roles for i in range(n)]


def vrrp(n: int) -> list[Claim]:
    traits = {"virtual_router_id": "47", "vrrp_interface": "ens3"}
    return [one("bind-address", i, block=at(i), traits={**traits, "vrrp_instance": f"v{i}"}) for i in range(n)]


def external_dns(n: int, zones: Callable[[int], tuple[str, ...]] = lambda _: ("x.y",), file: str = "") -> list[Claim]:
    traits = {"registry": "txt", "provider": "aws", "policy": "sync", "txt_owner_id": "o"}
    files = [file or f"{i}.yaml" for i in range(n)]
    return [one("external-dns", i, file=files[i], traits={**traits, "domain_filter": zones(i)}) for i in range(n)]


def external_dns_of_one_file(n: int) -> list[Claim]:
    return external_dns(n, file="all.yaml")


def external_dns_of_two_zones(n: int) -> list[Claim]:
    return external_dns(n, zones=lambda i: ("x.y", f"z{i}.x.y"))


def webhooks(n: int) -> list[Claim]:
    port = (Port("TCP", 443, 443),)
    found = [one("webhook-service", i, ports=port, traits={"service_namespace": "team"}) for i in range(n)]
    return found + [one("service-ports", i, ports=(Port("TCP", 80, 80),)) for i in range(n)]


def pools(n: int) -> list[Claim]:
    found = [one("pool", i, block=at(i, 8), traits={"controller": "metallb", "pool_name": f"p{i}"}) for i in range(n)]
    asking = {"controller": "metallb"}
    found += [one("pool-request", i, text=f"q{i}", traits=asking) for i in range(n)]
    found += [one("pool-exclusion", i, block=at(i, 4)) for i in range(n)]
    return found + [one("load-balancer-request", i, block=at(i)) for i in range(n)]


def names_of_one_release(n: int) -> list[Claim]:
    found = [one("dns-name", i, f"/s{i}/annotations/h", owner="r", kind="HelmRelease") for i in range(n)]
    return found + [one("external-ip", i, f"/s{i}/ips/0", owner="r", kind="HelmRelease", block=at(i)) for i in range(n)]


POLICY = ("cuts_off_dns", "only_denies", "fqdn_not_learned", "near_miss", "siblings", "inside")
STATED = (
    "at_control_plane", "first_of_service_network", "is_cluster_ip", "proxy_excludes", "meets_node_network",
    "disjoint_from_pod_networks", "other_pod_networks", "node_cidr_slots", "node_cidr_users", "contradicts",
    "inventory_confirmed", "address_is_held", "control_plane_ports",
)  # fmt: skip
CASES = (
    (policies, POLICY), (one_policy, POLICY), (many_namespaces, POLICY), (stated, STATED),
    (clients, ("hidden_behind",)),
    (at_one_address, ("requested_on_purpose", "at_control_plane", "publishes_control_plane")),
    (at_one_address, ("control_plane_ports", "address_is_held")),
    (vrrp, ("shares_vrrp_group_with",)), (external_dns, ("shares_records_with",)),
    (external_dns_of_one_file, ("shares_records_with",)), (external_dns_of_two_zones, ("shares_records_with",)),
    (webhooks, ("isolating_policy",)), (names_of_one_release, ("dns_answers",)),
    (pools, ("in_pool", "asked_controllers", "unknown_pools", "pool_names", "pool_is_known", "first_pool_names")),
)  # fmt: skip


def asked(claims: list[Claim], word: str) -> int:
    clusters = {"prod": Cluster("prod", exclude_cidrs=tuple(at(i) for i in range(len(claims))))}
    claim_index = ClaimIndex(tuple(claims), clusters)
    return steps(lambda: [CLAIM[word].read(claim_index, index) for index in range(len(claims))])


@pytest.mark.parametrize(("shape", "word"), [(shape, word) for shape, words in CASES for word in words])
def test_words_of_claims_do_not_look_at_all_others(shape, word) -> None:
    assert asked(shape(LARGE), word) < MOST * asked(shape(SMALL), word)


def test_words_of_pairs_do_not_look_at_all_claims() -> None:
    def excluded(n: int) -> int:
        claim_index = ClaimIndex(tuple(pools(n)), {"prod": Cluster("prod")})
        return steps(lambda: [PAIR["excluded"].read(claim_index, i, 3 * n + i) for i in range(n)])

    assert excluded(LARGE) < MOST * excluded(SMALL)


def test_words_of_clusters_do_not_look_at_all_clusters() -> None:
    def roles(n: int) -> int:
        claim_index = ClaimIndex(
            [one("pool", i, cluster=f"c{i}") for i in range(n)], {f"c{i}": Cluster(f"c{i}") for i in range(n)}
        )
        return steps(lambda: [CLUSTER["roles"].read(claim_index, name) for name in claim_index.clusters])

    assert roles(LARGE) < MOST * roles(SMALL)


@pytest.mark.parametrize("shape", [vrrp, external_dns, pools])
def test_what_claims_say_of_each_other_is_bounded(shape) -> None:
    claims = shape(LARGE)
    claim_index = ClaimIndex(tuple(claims), {"prod": Cluster("prod")})
    words = ("shares_records_with", "first_pool_names", *(["shares_vrrp_group_with"] if shape is vrrp else []))
    values: list[Any] = [CLAIM[word].read(claim_index, index) for word in words for index in range(len(claims))]
    assert max(map(len, values)) == 21
