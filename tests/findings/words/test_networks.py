"""Words of the networks of a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.findings.words.networks import primary_family
from svclint.findings.words.node_ranges import node_cidr_slots, node_cidr_users
from tests.support.repository_claims import INVENTORY, at, claims_of

KUBEADM = """\
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
networking: {podSubnet: 10.65.8.0/22}
controllerManager: {extraArgs: [%s]}
"""


@pytest.mark.parametrize(
    ("arguments", "slots"),
    [
        ("", 4),
        ("{name: node-cidr-mask-size, value: '26'}", 16),
        ("{name: node-cidr-mask-size, value: '26'}, {name: node-cidr-mask-size, value: '25'}", 0),
        ("{name: node-cidr-mask-size, value: a/b}", 0),
    ],
)
def test_a_pod_network_is_cut_into_parts_for_nodes(tmp_path: Path, arguments: str, slots: int) -> None:
    claims = claims_of(tmp_path, {"kubeadm.yaml": KUBEADM % arguments})
    assert node_cidr_slots(claims, at(claims, "pod-network")) == slots


KUBEKEY = """\
apiVersion: kubekey.kubesphere.io/v1alpha2
kind: Cluster
metadata: {name: %s}
spec:
  hosts: [%s]
  kubernetes: {%s}
  network: {kubePodsCIDR: 10.65.8.0/22}
"""


def test_an_object_that_lists_nodes_and_the_size_of_their_parts_describes_only_its_own_cluster(tmp_path: Path) -> None:
    hosts = "{name: m1, address: 172.30.0.11}, {name: w1, address: 172.30.0.12}"
    files = {
        "one.yaml": KUBEKEY % ("one", hosts, "nodeCidrMaskSize: 23"),
        "two.yaml": KUBEKEY % ("two", "{name: m2, address: 172.30.1.11}", ""),
    }
    claims = claims_of(tmp_path, files)
    networks = [index for index, claim in enumerate(claims.claims) if claim.role == "pod-network"]
    found = {
        claims.claims[index].owner.name: (node_cidr_users(claims, index), node_cidr_slots(claims, index))
        for index in networks
    }
    assert found == {"one": (2, 2), "two": (1, 4)}


def test_the_flag_of_another_object_is_the_size_of_the_parts(tmp_path: Path) -> None:
    flags = """\
apiVersion: v1
kind: Pod
metadata: {name: kube-controller-manager, namespace: kube-system}
spec: {containers: [{name: kube-controller-manager, command: [kube-controller-manager, --node-cidr-mask-size=26]}]}
"""
    claims = claims_of(tmp_path, {"kubeadm.yaml": KUBEADM % "", "manager.yaml": flags})
    assert node_cidr_slots(claims, at(claims, "pod-network")) == 16


def test_a_pod_network_that_the_controller_manager_does_not_cut_has_no_slots(tmp_path: Path) -> None:
    claims = claims_of(tmp_path, {INVENTORY: "version: 1\nclusters: [{name: prod, podCIDRs: [10.65.8.0/22]}]\n"})
    assert node_cidr_slots(claims, at(claims, "pod-network", inventory=True)) == 0


@pytest.mark.parametrize(
    ("stated", "manifest", "family"),
    [
        ("1d00::/112, 10.96.0.0/16", "", "IPv6"),
        ("10.96.0.0/16, 1d00::/112", "", "IPv4"),
        ("", "10.96.0.0/16", "IPv4"),
        ("", "", ""),
        ("1d00::/112, 10.96.0.0/16", "10.96.0.0/16", ""),
    ],
)
def test_services_use_the_family_of_the_first_service_network_if_all_sources_agree(
    tmp_path: Path, stated: str, manifest: str, family: str
) -> None:
    network = f"networking: {{serviceSubnet: {manifest}}}\n" if manifest else ""
    files = {
        "kubeadm.yaml": f"apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n{network}",
        INVENTORY: f"version: 1\nclusters: [{{name: prod, serviceCIDRs: [{stated}]}}]\n",
    }
    assert primary_family(claims_of(tmp_path, files), "prod") == family
