"""Words of network policies, over policies as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.findings.words.policies import cuts_off_dns, dns_addresses, hidden_behind, only_denies
from tests.support.repository_claims import INVENTORY, at, claims_of

POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: internet, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}
"""
DNS = "version: 1\nclusters: [{name: prod, clusterDNS: [10.96.0.10]%s}]\n"


def is_cut_off(root: Path, policy: str = POLICY, more: str = "", known: str = "") -> bool:
    files = {"internet.yaml": policy, INVENTORY: DNS % known}
    claims = claims_of(root, {**files, "more.yaml": more} if more else files)
    return cuts_off_dns(claims, at(claims, "policy-exception", "10.0.0.0/8"))


def another(namespace: str, egress: str) -> str:
    named = POLICY.replace("internet", "dns").replace("shop", namespace)
    return named[: named.index("  egress:")] + f"  egress: [{egress}]\n"


def test_an_exception_that_holds_the_dns_cuts_it_off(tmp_path: Path) -> None:
    assert is_cut_off(tmp_path)


@pytest.mark.parametrize(
    ("rule", "cut_off"),
    [
        ("{to: [{podSelector: {}}], ports: [{protocol: UDP, port: 53}]}", False),
        ("{}", False),
        ("{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]}", False),
        ("{to: [{podSelector: {}}], ports: [{protocol: TCP, port: 443}]}", True),
        ("{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: web}}}]}", True),
    ],
    ids=["for DNS", "for everything", "its namespace", "another port", "another namespace's Pods"],
)
def test_another_rule_may_allow_the_dns_again(tmp_path: Path, rule: str, cut_off: bool) -> None:
    assert is_cut_off(tmp_path, POLICY + f"  - {rule}\n") is cut_off


@pytest.mark.parametrize(("namespace", "cut_off"), [("shop", False), ("bank", True)])
def test_another_policy_of_the_namespace_may_allow_the_dns_again(tmp_path: Path, namespace: str, cut_off: bool) -> None:
    rule = "{to: [{podSelector: {}}], ports: [{protocol: UDP, port: 53}]}"
    assert is_cut_off(tmp_path, more=another(namespace, rule)) is cut_off


@pytest.mark.parametrize(("pods", "cut_off"), [("172.16.0.0/16", False), ("10.1.0.0/16", True)])
def test_the_pods_decide_where_their_network_is_known(tmp_path: Path, pods: str, cut_off: bool) -> None:
    assert is_cut_off(tmp_path, known=f", podCIDRs: [{pods}]") is cut_off


def test_a_node_local_cache_is_still_allowed(tmp_path: Path) -> None:
    cached = DNS.replace("[10.96.0.10]", "[169.254.20.10]") % ", podCIDRs: [10.1.0.0/16]"
    claims = claims_of(tmp_path, {"internet.yaml": POLICY, INVENTORY: cached})
    assert not cuts_off_dns(claims, at(claims, "policy-exception"))


def test_the_dns_services_address_is_known_from_its_manifest(tmp_path: Path) -> None:
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: kube-dns, namespace: kube-system}\n"
        "spec: {clusterIP: 10.96.0.10, ports: [{port: 53, protocol: UDP}]}\n"
    )
    claims = claims_of(tmp_path, {"dns.yaml": service})
    expected = claims.claims[at(claims, "cluster-ip")].block
    assert dns_addresses(claims, claims.claims[0].owner.cluster) == [expected]


CALICO = """\
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: %s}
spec:
  types: [Egress]
  egress:
  - {action: Deny, destination: {nets: [169.254.169.254/32]}}
"""
PASSES = CALICO.replace("{action: Deny, destination: {nets: [169.254.169.254/32]}}", "{action: Pass}") % "rest"


@pytest.mark.parametrize(
    ("more", "other", "everything"),
    [
        ("", "", True),
        ("  - {action: Allow}\n", "", False),
        ("  - {action: Deny}\n", "", False),  # it says so itself
        (
            "",
            CALICO.replace("{action: Deny, destination: {nets: [169.254.169.254/32]}}", "{action: Pass}") % "rest",
            False,
        ),
    ],
    ids=["alone", "allows the rest", "denies the rest", "another passes the rest"],
)
def test_a_policy_that_only_denies(tmp_path: Path, more: str, other: str, everything: bool) -> None:
    files = {"a.yaml": CALICO % "metadata" + more}
    claims = claims_of(tmp_path, {**files, "b.yaml": other} if other else files)
    rules = [at for at, claim in enumerate(claims.claims) if claim.role == "policy-rule"]
    assert any(only_denies(claims, index) for index in rules) is everything


INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: office, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{ipBlock: {cidr: 62.153.9.0/24}}]}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web, tier: front}, ports: [{port: 80}]}
"""


@pytest.mark.parametrize(("nodes", "services"), [("", ["Service shop/web"]), (", nodeCIDRs: [62.153.0.0/16]", [])])
def test_clients_hidden_behind_a_service(tmp_path: Path, nodes: str, services: list[str]) -> None:
    claims = claims_of(tmp_path, {"a.yaml": INGRESS, INVENTORY: DNS % nodes})
    assert hidden_behind(claims, at(claims, "policy-block")) == services
