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

    assert {mode} == {one.proxy_mode for one in result.clusters}
    assert not [one for one in result.findings if one.rule == "manifest-contradicts-inventory"]
