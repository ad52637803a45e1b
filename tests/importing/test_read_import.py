"""The whole import, over small repositories of different make."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.errors import UsageError
from svclint.importing.imported import values
from tests.support.import_repositories import TALCONFIG, clusters, read


def test_talhelper(tmp_path: Path) -> None:
    expected = {
        "name": "home",
        "kubernetesVersion": "1.33",
        "kubeconfigServers": ["https://192.168.11.250:6443"],
        "loadBalancers": [{"name": "api", "vips": ["192.168.11.250"], "ports": [6443], "serves": "control-plane"}],
        "nodes": [
            {"name": "cp1", "addresses": ["192.168.11.21"], "roles": ["control-plane"]},
            {"name": "w1", "addresses": ["192.168.11.31"], "roles": ["worker"]},
        ],
        "nodeCIDRs": ["192.168.11.0/24"],
        "podCIDRs": ["10.69.0.0/16"],
        "serviceCIDRs": ["10.96.0.0/16"],
        "reserved": [
            {"name": "gateway", "kind": "gateway", "addresses": ["192.168.11.1"]},
            {"name": "dns", "kind": "dns", "addresses": ["192.168.11.2"]},
        ],
    }
    assert clusters(tmp_path, {"talos/talconfig.yaml": TALCONFIG}) == [expected]


def test_every_value_has_its_place(tmp_path: Path) -> None:
    found = read(tmp_path, {"talos/talconfig.yaml": TALCONFIG})
    lines = {str(one.value): one.place.span.line for one in values(found.clusters[0]) if not one.derived}
    expected = {"home": 1, "1.33": 2, "https://192.168.11.250:6443": 3, "192.168.11.21": 8, "192.168.11.0/24": 13}
    assert {text: lines[text] for text in expected} == expected
    assert {one.place.file for one in values(found.clusters[0])} == {"talos/talconfig.yaml"}


KUBEADM = """\
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
clusterName: prod
kubernetesVersion: v1.32.0
controlPlaneEndpoint: api.example.com:8443
networking: {podSubnet: 10.244.0.0/16, serviceSubnet: 10.96.0.0/12}
apiServer:
  extraArgs: [{name: service-node-port-range, value: 30000-31000}]
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: ipvs
ipvs: {strictARP: true, excludeCIDRs: [192.168.11.250/32]}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: 192.168.11.16}
"""


def test_kubeadm(tmp_path: Path) -> None:
    expected = {
        "name": "prod",
        "kubernetesVersion": "1.32",
        "nodes": [{"name": "192.168.11.16", "addresses": ["192.168.11.16"], "roles": ["control-plane"]}],
        "podCIDRs": ["10.244.0.0/16"],
        "serviceCIDRs": ["10.96.0.0/12"],
        "nodePortRange": "30000-31000",
        "proxy": {"mode": "ipvs", "strictARP": True, "excludeCIDRs": ["192.168.11.250"]},
    }
    assert clusters(tmp_path, {"kubeadm.yaml": KUBEADM}) == [expected]


KUBECONFIG = """\
apiVersion: v1
kind: Config
clusters:
- {name: prod, cluster: {server: "https://192.168.11.250:6443"}}
- {name: tunnel, cluster: {server: "https://127.0.0.1:6443"}}
users: [{name: admin, user: {token: not-read}}]
"""


def test_a_kubeconfig_alone(tmp_path: Path) -> None:
    expected = {
        "name": "prod",
        "kubeconfigServers": ["https://192.168.11.250:6443"],
    }
    assert clusters(tmp_path, {"admin.kubeconfig": KUBECONFIG}) == [expected]


def test_manifests_alone_state_no_cluster(tmp_path: Path) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {externalIPs: [192.168.11.5]}\n"
    assert clusters(tmp_path, {"service.yaml": service}) == []


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        read(tmp_path, {}, "absent")
