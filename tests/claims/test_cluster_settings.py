"""What manifests state of a cluster, and what its installer does where they state nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint import lint

SERVER = "cluster-init: true\nservice-cidr: 10.43.0.0/16\n"
KUBE_PROXY = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: {mode}\n"
INVENTORY = "version: 1\nclusters: [{name: home, proxy: {mode: ipvs}}]\n"


@pytest.mark.parametrize(
    ("files", "mode"),
    [
        ({"k3s.yaml": SERVER}, "iptables"),
        ({"k3s.yaml": SERVER + "kube-proxy-arg: [metrics-bind-address=0.0.0.0]\n"}, "iptables"),
        ({"k3s.yaml": SERVER + "kube-proxy-arg: [proxy-mode=ipvs]\n"}, "ipvs"),
        ({"a.yaml": SERVER, "z.yaml": "kube-proxy-arg: [proxy-mode=ipvs]\n"}, "ipvs"),
        ({"a.yaml": SERVER, "z.yaml": KUBE_PROXY.format(mode="nftables")}, "nftables"),
        ({"a.yaml": SERVER, "z.yaml": "disable-kube-proxy: true\n"}, "none"),
        ({"k3s.yaml": SERVER + "disable-kube-proxy: true\n"}, "none"),
        ({"k3s.yaml": SERVER, "svclint-inventory.yaml": INVENTORY}, "ipvs"),
        ({"agent.yaml": "node-ip: 192.168.4.2\ntoken-file: /etc/token\n"}, ""),
    ],
)
def test_k3s_runs_iptables_where_nothing_says_otherwise(tmp_path: Path, files: dict[str, str], mode: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    result = lint(tmp_path, root=tmp_path)

    assert {one.proxy_mode for one in result.clusters} == {mode}
    assert not [one for one in result.findings if one.rule == "manifest-contradicts-inventory"]


KUBEADM = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n"
TALOS = "version: v1alpha1\nmachine: {type: controlplane, kubelet: {image: 'ghcr.io/siderolabs/kubelet:v1.34.1'}}\n"
KIND = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n"
OVN = (
    "apiVersion: config.openshift.io/v1\nkind: Network\nmetadata: {name: cluster}\nspec: {networkType: OVNKubernetes}\n"
)
EBPF = (
    "apiVersion: projectcalico.org/v3\nkind: FelixConfiguration\nmetadata: {name: default}\nspec: {bpfEnabled: true}\n"
)
KUBEKEY = "apiVersion: kubekey.kubesphere.io/v1\nkind: Config\nspec: {kubernetes: {kube_version: v1.33.1}}\n"


@pytest.mark.parametrize(
    ("files", "mode"),
    [
        ({"kubeadm.yaml": KUBEADM}, "iptables"),
        ({"kubeadm.yaml": KUBEADM + "---\n" + KUBE_PROXY.format(mode="ipvs")}, "ipvs"),
        ({"kubeadm.yaml": KUBEADM + "proxy: {disabled: true}\n"}, "none"),
        ({"talos.yaml": TALOS}, "nftables"),
        ({"talos.yaml": TALOS.replace("v1.34.1", "v1.30.4")}, "iptables"),
        ({"talos.yaml": TALOS + "cluster: {proxy: {mode: ipvs}}\n"}, "ipvs"),
        ({"kind.yaml": KIND}, "iptables"),
        ({"network.yaml": OVN}, "ovn-kubernetes"),
        ({"felix.yaml": EBPF}, "calico"),
        ({"kubekey.yaml": KUBEKEY}, "ipvs"),
        ({"aks.yaml": "networkProfile: {serviceCidr: 10.0.0.0/16, kubeProxyConfig: {mode: IPVS}}\n"}, "ipvs"),
        ({"aks.yaml": "networkProfile: {serviceCidr: 10.0.0.0/16}\n"}, "iptables"),
        # Two installers with different defaults: neither is known to be the cluster's.
        ({"kubeadm.yaml": KUBEADM, "talos.yaml": TALOS}, ""),
    ],
)
def test_an_installer_runs_its_default_where_nothing_states_a_mode(
    tmp_path: Path, files: dict[str, str], mode: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "svclint-inventory.yaml").write_text("version: 1\nclusters: [{name: home}]\n")

    result = lint(tmp_path, root=tmp_path)

    # kind's file is a throw-away cluster of its own
    assert {cluster.proxy_mode for cluster in result.clusters} - {""} == {mode} - {""}


KUBECONFIG = """\
apiVersion: v1
kind: Config
clusters: [{name: a, cluster: {server: "https://api.lab.example.com:6443"}}]
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, externalIPs: [192.168.11.250], ports: [{port: 80}]}
"""
DNS = "version: 1\nclusters: [{{name: home, dns: {{'{record}': [192.168.11.250]}}}}]\n"


@pytest.mark.parametrize(
    ("record", "found"),
    [("api.lab.example.com", True), ("*.example.com", True), ("*.lab.example.com", True), ("*.example.org", False)],
)
def test_a_server_in_the_manifests_leads_through_wildcards_too(tmp_path: Path, record: str, found: bool) -> None:
    (tmp_path / "kubeconfig.yaml").write_text(KUBECONFIG)
    (tmp_path / "web.yaml").write_text(SERVICE)
    (tmp_path / "svclint-inventory.yaml").write_text(DNS.format(record=record))

    result = lint(tmp_path, root=tmp_path)

    taken = [one for one in result.findings if one.rule == "external-ip-is-control-plane"]
    assert found == bool(taken)
