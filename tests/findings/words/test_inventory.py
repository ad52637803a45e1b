from pathlib import Path

import pytest

from svclint import lint
from svclint.findings.words.inventory import contradicts, inventory_confirmed
from tests.support.stated_claims import claim, claim_index, said


def told(stated, *inventory) -> list[str]:
    return contradicts(claim_index(stated, *inventory), 0)


def test_a_different_network_contradicts_the_inventory_and_a_part_of_it_does_not() -> None:
    ours = said("pod-network", "10.1.0.0/16")
    assert told(claim("pod-network", "10.2.0.0/16"), ours) == ["10.1.0.0/16"]
    assert told(claim("pod-network", "10.1.0.0/15"), ours) == ["10.1.0.0/16"]
    assert told(claim("pod-network", "10.1.4.0/24"), ours) == []


def test_nothing_contradicts_an_inventory_that_does_not_say() -> None:
    assert told(claim("pod-network", "10.2.0.0/16"), said("pod-network", "fd00::/48")) == []
    assert told(claim("proxy-mode", "ipvs")) == []


def test_kube_proxy_settings_are_ignored_where_another_proxy_runs() -> None:
    assert told(claim("proxy-mode", "ipvs"), said("proxy-mode", "iptables")) == ["iptables"]
    assert told(claim("proxy-mode", ""), said("proxy-mode", "iptables")) == []
    assert told(claim("proxy-mode", "ipvs"), said("proxy-mode", "cilium")) == []
    assert told(claim("proxy-mode", "none"), said("proxy-mode", "cilium")) == []
    assert told(claim("proxy-mode", "cilium"), said("proxy-mode", "ipvs")) == ["ipvs"]


PROXY = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nipvs: {strictARP: %s}\n"
KUBEADM = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: %s\n"


@pytest.mark.parametrize(
    ("manifest", "stated", "contradiction"),
    [
        (KUBEADM % "v1.33.4", 'kubernetesVersion: "1.33"', False),
        (KUBEADM % "v1.34.0", 'kubernetesVersion: "1.33"', True),
        (KUBEADM % "stable", 'kubernetesVersion: "1.33"', False),  # which one nobody knows
        (PROXY % "true", "proxy: {strictARP: true}", False),
        (PROXY % "on", "proxy: {strictARP: true}", False),
        (PROXY % "false", "proxy: {strictARP: true}", True),
        (PROXY % '"true"', "proxy: {strictARP: true}", False),  # kube-proxy refuses a string
    ],
)
def test_versions_are_compared_by_minor_and_strict_arp_by_meaning(
    tmp_path: Path, manifest: str, stated: str, contradiction: bool
) -> None:
    (tmp_path / "a.yaml").write_text(manifest)
    (tmp_path / "svclint-inventory.yaml").write_text(f"version: 1\nclusters: [{{name: prod, {stated}}}]\n")
    found = lint(tmp_path, root=tmp_path).findings
    assert bool([one for one in found if one.rule == "manifest-contradicts-inventory"]) == contradiction


def test_an_endpoint_may_be_a_control_plane_node() -> None:
    vip = said("control-plane", "10.0.0.9")
    master = said("node", "10.0.0.1", node_roles=("control-plane",))
    worker = said("node", "10.0.0.2", node_roles=("worker",))
    assert told(claim("control-plane", "10.0.0.1"), vip, master, worker) == []
    assert told(claim("control-plane", "10.0.0.2"), vip, master, worker) == ["10.0.0.9"]


def test_a_file_of_two_clusters_may_be_right_for_either() -> None:
    shared = (claim("pod-network", "10.2.0.0/16"), claim("pod-network", "10.2.0.0/16", cluster="dev"))
    both = (said("pod-network", "10.1.0.0/16"), said("pod-network", "10.2.0.0/16", cluster="dev"))
    assert contradicts(claim_index(*shared, *both), 0) == []
    assert contradicts(claim_index(shared[0], *both), 0) == ["10.1.0.0/16"]


def test_a_further_pool_contradicts_nothing_where_another_manifest_agrees() -> None:
    ours, pool = (
        said("pod-network", "10.1.0.0/16"),
        claim("pod-network", "10.9.0.0/16", kind="IPPool", file="pool.yaml"),
    )
    agreeing = claim("pod-network", "10.1.0.0/16")
    assert contradicts(claim_index(pool, ours), 0) == ["10.1.0.0/16"]
    assert contradicts(claim_index(pool, agreeing, ours), 0) == []
    assert [inventory_confirmed(claim_index(pool, agreeing, ours), index) for index in (0, 1)] == [True, False]
