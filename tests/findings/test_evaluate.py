"""Which findings give way to others, and how one fact that several files state becomes one finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint import lint
from svclint.model import Finding

SHARED, TWICE = "shared-address-without-key", "duplicate-service-address"


def service(name: str, port: int, address: str = "10.0.0.9") -> str:
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n"
        f"spec: {{type: LoadBalancer, loadBalancerIP: {address}, ports: [{{port: {port}}}]}}\n"
    )


def found(root: Path, *texts: str, inventory: str = "") -> tuple[Finding, ...]:
    """The findings of files that are read, and so placed, in the order given."""
    for number, text in enumerate(texts):
        (root / f"{number}.yaml").write_text(text)
    if inventory:
        (root / "svclint-inventory.yaml").write_text(inventory)
    return lint(root, root=root, select=[SHARED, TWICE, "control-plane-in-service-network"]).findings


def test_an_overlap_that_a_stronger_rule_reports_is_reported_once(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, service("a", 80), service("b", 80))

    assert finding.rule == TWICE


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (0, 2, 1)])
def test_an_overlap_of_two_objects_does_not_hide_a_third(tmp_path: Path, order: tuple[int, ...]) -> None:
    services = [service("a", 80), service("b", 80), service("c", 443)]
    findings = found(tmp_path, *(services[at] for at in order))

    assert {one.rule for one in findings} == {SHARED, TWICE}
    (shared,) = (one for one in findings if one.rule == SHARED)
    assert len({place.location.file for place in shared.related if place.location} | {shared.location.file}) == 3


def test_one_fact_in_two_files_is_one_finding(tmp_path: Path) -> None:
    manifest = (
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\ncontrolPlaneEndpoint: 10.96.0.9:6443\n"
        "networking: {serviceSubnet: 10.96.0.0/16}\n"
    )
    inventory = (
        "version: 1\nclusters:\n- name: prod\n  kubeconfigServers: ['https://10.96.0.9:6443']\n"
        "  serviceCIDRs: [10.96.0.0/16]\n"
    )
    (finding,) = found(tmp_path, manifest, inventory=inventory)

    assert (finding.location.file, finding.location.span.line) == ("0.yaml", 3)
    told = [one.message for one in finding.related]
    assert "the address of kubeconfig server https://10.96.0.9:6443 is declared here too" in told


def test_a_fact_that_inventory_and_manifest_state_is_reported_at_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "kubeadm.yaml").write_text(
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n"
        "apiServer: {extraArgs: [{name: service-node-port-range, value: 80-32767}]}\n"
    )
    (tmp_path / "svclint-inventory.yaml").write_text("version: 1\nclusters: [{name: prod, nodePortRange: 80-32767}]\n")
    (finding,) = lint(tmp_path, root=tmp_path, select=["node-port-range-holds-host-ports"]).findings

    assert finding.location.file == "kubeadm.yaml"
    assert [one.location.file for one in finding.related if one.location] == ["svclint-inventory.yaml"]


def test_a_place_in_another_cluster_is_told_with_its_name(tmp_path: Path) -> None:
    clusters = "".join(f"- {{name: {name}, manifests: ['{name}/**'], lan: office}}\n" for name in ("one", "two"))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pool.yaml").write_text(
            f"apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {{name: {name}}}\n"
            "spec: {addresses: [10.0.0.0/28]}\n"
        )
    (tmp_path / "svclint-inventory.yaml").write_text(f"version: 1\nclusters:\n{clusters}")
    (finding,) = lint(tmp_path, root=tmp_path, select=["pools-overlap"]).findings

    assert [one.message for one in finding.related] == [
        "the pool of IPAddressPool one is declared here, in cluster one"
    ]


def test_a_place_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "ingress.yaml").write_text(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\n"
        "spec: {rules: [{host: api.example.test}]}\n"
    )
    (tmp_path / "svclint-inventory.yaml").write_text(
        "version: 1\nclusters:\n- name: prod\n  kubeconfigServers: ['https://api.example.test:6443']\n"
        "  hosts: {api.example.test: [10.0.0.9]}\n"
    )
    (finding,) = lint(tmp_path, root=tmp_path, select=["dns-publishes-control-plane-name"]).findings
    places = [(one.location.file, one.location.span) for one in finding.related if one.location]

    assert sorted(set(places)) == sorted(places)


def test_a_message_counts_hundreds_of_affected_objects_as_at_least(tmp_path: Path) -> None:
    nodes = "".join(f"  - {{name: n{at}, addresses: [10.0.{at // 250}.{at % 250 + 1}]}}\n" for at in range(400))
    (tmp_path / "svclint-inventory.yaml").write_text(f"version: 1\nclusters:\n- name: prod\n  nodes:\n{nodes}")
    (tmp_path / "pool.yaml").write_text(
        "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: p}\nspec: {addresses: [10.0.0.0/22]}\n"
    )
    (finding,) = lint(tmp_path, root=tmp_path, select=["pool-contains-node"]).findings

    assert "At least 63 more objects are affected." in finding.message
    assert len(finding.related) == 20


def test_a_message_names_twenty_ports_of_a_service_with_many(tmp_path: Path) -> None:
    (tmp_path / "svclint-inventory.yaml").write_text(
        "version: 1\nclusters:\n- {name: prod, kubeconfigServers: ['https://10.0.0.9:6443'], proxy: {mode: ipvs}}\n"
    )
    ports = ", ".join(f"{{name: p{port}, port: {port}}}" for port in range(1, 26))
    (tmp_path / "web.yaml").write_text(
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {{externalIPs: [10.0.0.9], ports: [{ports}]}}\n"
    )
    (finding,) = lint(tmp_path, root=tmp_path, select=["external-ip-is-control-plane"]).findings

    assert "port 1/TCP, 2/TCP" in finding.message
    assert "20/TCP and 5 more reaches the Service" in finding.message
    assert "21/TCP" not in finding.message
