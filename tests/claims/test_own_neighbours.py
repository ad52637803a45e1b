"""Servers that volumes name: neighbours of the cluster, unless a node or Service of the cluster is the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.repository_claims import claims_of

INVENTORY = """\
version: 1
clusters:
- name: prod
  manifests: ["prod/**"]
  nodes: [{name: w1, addresses: [192.168.1.31]}]
  serviceCIDRs: [10.96.0.0/16, "fd00:96::/112"]
- {name: lab, manifests: ["lab/**"]}
"""
VOLUME = """\
apiVersion: v1
kind: PersistentVolume
metadata: {{name: media}}
spec: {{nfs: {{server: "{server}", path: /media}}}}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: nfs}}
spec: {{type: LoadBalancer, loadBalancerIP: "{address}", ports: [{{port: {port}}}]}}
"""
POOL = """\
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: lan, namespace: metallb-system}
spec: {addresses: [192.168.1.200-192.168.1.250]}
"""
FROM_THE_POOL = """\
apiVersion: v1
kind: Service
metadata: {name: nfs}
spec: {type: LoadBalancer, ports: [{port: 2049}]}
"""
CHART = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ganesha}
spec: {values: {service: {type: LoadBalancer, loadBalancerIP: 192.168.1.9}}}
"""


def neighbours(root: Path, *others: str, server: str = "192.168.1.9", cluster: str = "prod") -> list[str]:
    files = {"svclint-inventory.yaml": INVENTORY, "prod/volume.yaml": VOLUME.format(server=server)}
    files |= {f"{cluster}/{number}.yaml": text for number, text in enumerate(others)}
    return [claim.text for claim in claims_of(root, files).of("prod", "reserved")]


@pytest.mark.parametrize("server", ["192.168.1.9", "fd00:1::9", "192.168.1.200"])
def test_another_machine_is_a_neighbour(tmp_path: Path, server: str) -> None:
    assert neighbours(tmp_path, POOL, server=server) == [server]


@pytest.mark.parametrize("server", ["192.168.1.31", "10.96.7.1", "fd00:96::7"])
def test_a_node_and_a_cluster_ip_are_not(tmp_path: Path, server: str) -> None:
    assert neighbours(tmp_path, server=server) == []


@pytest.mark.parametrize("server", ["192.168.1.9", "fd00:1::9"])
def test_a_service_with_the_address_and_port_is_the_server(tmp_path: Path, server: str) -> None:
    assert neighbours(tmp_path, SERVICE.format(address=server, port=2049), server=server) == []


def test_a_service_with_another_port_takes_the_address_of_the_server(tmp_path: Path) -> None:
    assert neighbours(tmp_path, SERVICE.format(address="192.168.1.9", port=80)) == ["192.168.1.9"]


def test_a_service_of_a_chart_may_have_the_port(tmp_path: Path) -> None:
    assert neighbours(tmp_path, CHART) == []


def test_a_service_of_another_cluster_is_not_the_server(tmp_path: Path) -> None:
    assert neighbours(tmp_path, SERVICE.format(address="192.168.1.9", port=2049), cluster="lab") == ["192.168.1.9"]


def test_a_load_balancer_service_may_have_got_the_address_from_a_pool(tmp_path: Path) -> None:
    assert neighbours(tmp_path, POOL, FROM_THE_POOL, server="192.168.1.210") == []
    assert neighbours(tmp_path, POOL, FROM_THE_POOL, server="192.168.1.9") == ["192.168.1.9"]
