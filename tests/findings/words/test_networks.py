"""Words of the networks of a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.findings.words.networks import node_cidr_slots, primary_family
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
