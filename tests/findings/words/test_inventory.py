"""What manifests state otherwise than the inventory, and what they confirm."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.findings.words.inventory import contradicts, inventory_confirmed
from tests.support.repository_claims import INVENTORY, at, claims_of

KUBEADM = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n%s\n"
PROXY = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n%s\n"
CILIUM = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cilium, namespace: kube-system}
spec: {chart: {spec: {chart: cilium}}, values: {kubeProxyReplacement: true}}
"""


def contradicted(root: Path, role: str, manifest: str, stated: str) -> list[str]:
    """What the inventory states instead of what the only claim of a role in a manifest says."""
    inventory = f"version: 1\nclusters: [{{name: prod, {stated}}}]\n"
    claims = claims_of(root, {"a.yaml": manifest, INVENTORY: inventory})
    return contradicts(claims, at(claims, role))


@pytest.mark.parametrize(
    ("pods", "stated", "instead"),
    [
        ("10.2.0.0/16", "podCIDRs: [10.1.0.0/16]", ["10.1.0.0/16"]),
        ("10.0.0.0/15", "podCIDRs: [10.1.0.0/16]", ["10.1.0.0/16"]),
        ("10.1.4.0/24", "podCIDRs: [10.1.0.0/16]", []),  # a part of it
        ("10.2.0.0/16", "podCIDRs: ['fd00::/48']", []),  # which says nothing of this family
        ("10.2.0.0/16", "", []),
    ],
)
def test_a_network_is_held_against_that_of_the_inventory(
    tmp_path: Path, pods: str, stated: str, instead: list[str]
) -> None:
    assert contradicted(tmp_path, "pod-network", KUBEADM % f"networking: {{podSubnet: {pods}}}", stated) == instead


@pytest.mark.parametrize(
    ("manifest", "mode", "instead"),
    [
        (PROXY % "mode: ipvs", "iptables", ["iptables"]),
        (PROXY % "mode: ''", "iptables", []),  # kube-proxy's default
        (PROXY % "mode: ipvs", "cilium", []),  # kube-proxy does not run
        (CILIUM, "ipvs", ["ipvs"]),
        (CILIUM, "cilium", []),
    ],
)
def test_the_proxy_mode_is_held_against_that_of_the_inventory(
    tmp_path: Path, manifest: str, mode: str, instead: list[str]
) -> None:
    assert contradicted(tmp_path, "proxy-mode", manifest, f"proxy: {{mode: {mode}}}") == instead


@pytest.mark.parametrize(
    ("role", "manifest", "stated", "contradiction"),
    [
        ("kubernetes-version", KUBEADM % "kubernetesVersion: v1.33.4", 'kubernetesVersion: "1.33"', False),
        ("kubernetes-version", KUBEADM % "kubernetesVersion: v1.34.0", 'kubernetesVersion: "1.33"', True),
        ("kubernetes-version", KUBEADM % "kubernetesVersion: stable", 'kubernetesVersion: "1.33"', False),
        ("strict-arp", PROXY % "ipvs: {strictARP: true}", "proxy: {strictARP: true}", False),
        ("strict-arp", PROXY % "ipvs: {strictARP: on}", "proxy: {strictARP: true}", False),
        ("strict-arp", PROXY % "ipvs: {strictARP: false}", "proxy: {strictARP: true}", True),
    ],
)
def test_versions_are_compared_by_minor_and_strict_arp_by_meaning(
    tmp_path: Path, role: str, manifest: str, stated: str, contradiction: bool
) -> None:
    assert bool(contradicted(tmp_path, role, manifest, stated)) is contradiction


NODES = """\
loadBalancers: [{name: api, vips: [10.0.0.9]}], nodes: [
  {name: m1, addresses: [10.0.0.1], roles: [control-plane]}, {name: w1, addresses: [10.0.0.2], roles: [worker]}]"""


@pytest.mark.parametrize(("endpoint", "instead"), [("10.0.0.1", []), ("10.0.0.2", ["10.0.0.9"])])
def test_an_endpoint_may_be_a_control_plane_node(tmp_path: Path, endpoint: str, instead: list[str]) -> None:
    manifest = KUBEADM % f"controlPlaneEndpoint: {endpoint}:6443"
    assert contradicted(tmp_path, "control-plane", manifest, NODES) == instead


@pytest.mark.parametrize(("other", "instead"), [("10.2.0.0/16", []), ("10.3.0.0/16", ["10.1.0.0/16"])])
def test_a_file_of_two_clusters_may_be_right_for_either(tmp_path: Path, other: str, instead: list[str]) -> None:
    stated = f"version: 1\nclusters: [{{name: prod, podCIDRs: [10.1.0.0/16]}}, {{name: dev, podCIDRs: [{other}]}}]\n"
    manifest = KUBEADM % "networking: {podSubnet: 10.2.0.0/16}"
    claims = claims_of(tmp_path, {"a.yaml": manifest, INVENTORY: stated})
    prod = [
        index
        for index, claim in enumerate(claims.claims)
        if claim.role == "pod-network" and not claim.from_inventory and claim.owner.cluster == "prod"
    ]
    assert [contradicts(claims, index) for index in prod] == [instead]


POOL = """\
apiVersion: crd.projectcalico.org/v1
kind: IPPool
metadata: {name: more}
spec: {cidr: 10.9.0.0/16}
"""
STATED = "version: 1\nclusters: [{name: prod, podCIDRs: [10.1.0.0/16]}]\n"


def test_a_further_pool_contradicts_nothing_where_another_manifest_agrees(tmp_path: Path) -> None:
    only = claims_of(tmp_path / "a", {"pool.yaml": POOL, INVENTORY: STATED})
    assert contradicts(only, at(only, "pod-network", "pool.yaml")) == ["10.1.0.0/16"]
    agreeing = KUBEADM % "networking: {podSubnet: 10.1.0.0/16}"
    both = claims_of(tmp_path / "b", {"pool.yaml": POOL, "kubeadm.yaml": agreeing, INVENTORY: STATED})
    pool, kubeadm = at(both, "pod-network", "pool.yaml"), at(both, "pod-network", "kubeadm.yaml")
    assert contradicts(both, pool) == []
    assert [inventory_confirmed(both, index) for index in (pool, kubeadm)] == [True, False]
