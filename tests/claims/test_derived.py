"""Claims that installers imply: API servers on control-plane nodes, and the address of cluster DNS."""

from pathlib import Path

import pytest

from svclint.api import lint

NODES = """\
version: 1
clusters:
- name: prod
  nodes:
  - {name: m1, addresses: [10.7.0.2, "fd00:7::2"], roles: [control-plane]}
  - {name: w1, addresses: [10.7.0.3], roles: [worker]}
"""
NODE_PORT = """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: web}
spec: {type: NodePort, ports: [{port: 80, nodePort: 6443}]}
"""


def rules(folder: Path, files: dict[str, str]) -> set[str]:
    """The rules that report in a repository of these files: path → text."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return {finding.rule for finding in lint(folder, root=folder).findings}


def test_control_plane_nodes_are_the_control_plane_unless_something_states_its_address(tmp_path: Path) -> None:
    found = lint_api_nodes(tmp_path / "nodes", NODES)
    assert "the API server on node m1" in found
    stated = lint_api_nodes(tmp_path / "stated", NODES + "  kubeconfigServers: [https://10.7.0.9:6443]\n")
    assert "the API server on node m1" not in stated


def lint_api_nodes(folder: Path, inventory: str) -> str:
    folder.mkdir()
    (folder / "svclint-inventory.yaml").write_text(inventory)
    (folder / "web.yaml").write_text(NODE_PORT)
    return " ".join(finding.message for finding in lint(folder, root=folder).findings)


SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: web, namespace: web}}
spec: {{clusterIP: "{}", ports: [{{port: 80}}]}}
"""
KUBEADM = """\
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
networking: {serviceSubnet: "10.97.0.0/16,fd00:97::/112"}
"""
KUBEKEY = """\
apiVersion: kubekey.kubesphere.io/v1alpha2
kind: Cluster
metadata: {name: lab}
spec: {network: {kubeServiceCIDR: 10.233.0.0/18}}
"""
IPV6 = "service-cidr: fd00:97::/112\n"


@pytest.mark.parametrize(
    ("setup", "address", "taken"),
    [
        (KUBEADM, "10.97.0.10", True),
        (KUBEADM, "10.97.0.3", False),
        (KUBEKEY, "10.233.0.3", True),
        (KUBEKEY, "10.233.0.10", False),
        (IPV6, "fd00:97::a", True),
        (IPV6 + "cluster-dns: fd00:97::53\n", "fd00:97::a", False),
        ("kube_service_addresses: 10.233.0.0/18\n", "10.233.0.3", True),
    ],
)
def test_the_dns_address_follows_from_installer_and_service_network(
    tmp_path: Path, setup: str, address: str, taken: bool
) -> None:
    files = {"inventory/lab/group_vars/all.yml": setup, "web.yaml": SERVICE.format(address)}
    assert ("cluster-ip-reserved" in rules(tmp_path, files)) is taken


OTHER_DNS = """\
apiVersion: v1
kind: Service
metadata: {name: adguard-dns, namespace: dns}
spec: {clusterIP: "10.97.0.53", ports: [{port: 53, protocol: UDP}]}
---
apiVersion: tailscale.com/v1alpha1
kind: DNSConfig
metadata: {name: ts-dns}
spec: {nameserver: {service: {clusterIP: "10.97.0.54"}}}
"""


def test_another_dns_server_does_not_change_the_address_of_cluster_dns(tmp_path: Path) -> None:
    files = {"kubeadm.yaml": KUBEADM, "web.yaml": SERVICE.format("10.97.0.10"), "dns.yaml": OTHER_DNS}

    assert "cluster-ip-reserved" in rules(tmp_path, files)


def test_a_service_of_cluster_dns_states_its_own_address(tmp_path: Path) -> None:
    own = OTHER_DNS.replace("adguard-dns, namespace: dns", "kube-dns, namespace: kube-system")
    files = {"kubeadm.yaml": KUBEADM, "web.yaml": SERVICE.format("10.97.0.10"), "dns.yaml": own}

    assert "cluster-ip-reserved" not in rules(tmp_path, files)
