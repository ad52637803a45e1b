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
