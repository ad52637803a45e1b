"""Words about where the API servers are reached."""

from __future__ import annotations

from pathlib import Path

from svclint.findings.words.control_plane import (
    control_plane_names,
    control_plane_ports,
    only_kubeconfig,
    redundant_kubeconfig,
)
from tests.support.repository_claims import INVENTORY, at, claims_of

KNOWN = """\
version: 1
clusters:
- name: prod
  kubeconfigServers: ["https://api.example.com:6443", "https://10.0.0.9:6443"]
  nodes: [{name: m1, addresses: [10.0.0.9], roles: [control-plane]}]
"""
OVERRIDES = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: %s, namespace: kube-system}
spec:
  template:
    spec:
      containers:
      - name: agent
        env: [{name: KUBERNETES_SERVICE_HOST, value: %s}, {name: KUBERNETES_SERVICE_PORT, value: "443"}]
"""
KUBECONFIG = "apiVersion: v1\nkind: Config\nclusters: [{name: a, cluster: {server: 'https://%s:6443'}}]\n"


def test_the_names_and_ports_of_the_control_plane(tmp_path: Path) -> None:
    files = {"a.yaml": OVERRIDES % ("a", "10.0.0.9"), "b.yaml": OVERRIDES % ("b", "10.0.0.10"), INVENTORY: KNOWN}
    claims = claims_of(tmp_path, files)
    assert control_plane_names(claims, "prod") == ["api.example.com"]
    assert "6443/TCP" in control_plane_ports(claims, at(claims, "api-override", "a.yaml"))
    assert control_plane_ports(claims, at(claims, "api-override", "b.yaml")) == []


def test_a_kubeconfig_is_redundant_where_something_else_states_its_address(tmp_path: Path) -> None:
    files = {"a.yaml": KUBECONFIG % "10.0.0.9", "b.yaml": KUBECONFIG % "10.0.0.10", INVENTORY: KNOWN}
    claims = claims_of(tmp_path, files)
    stated, alone = (at(claims, "kubeconfig-server", name) for name in ("a.yaml", "b.yaml"))
    assert [redundant_kubeconfig(claims, index) for index in (stated, alone)] == [True, False]
    assert [only_kubeconfig(claims, index) for index in (stated, alone)] == [False, True]
