"""A finding that replaces another one has the locations of both."""

from __future__ import annotations

from pathlib import Path

from svclint import lint
from svclint.model import Finding, Severity

POOL = (
    "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: lan, namespace: metallb-system}\n"
    "spec: {addresses: [192.168.1.0/24]}\n"
)
GATEWAY = "  reserved: [{name: router, kind: gateway, addresses: [192.168.1.1]}]\n"
NODES = "  nodes: [{name: n1, addresses: [192.168.1.21]}]\n"
SUBNET = "  nodeCIDRs: [192.168.1.0/24]\n"


def found(folder: Path, manifest: str, facts: str) -> tuple[Finding, ...]:
    (folder / "a.yaml").write_text(manifest)
    (folder / "svclint-inventory.yaml").write_text("version: 1\nclusters:\n- name: prod\n" + facts)
    return lint(folder, root=folder).findings


def test_a_wider_finding_keeps_the_locations_of_those_that_it_replaces(tmp_path: Path) -> None:
    before = {finding.rule for facts in (GATEWAY, NODES) for finding in found(tmp_path, POOL, facts)}
    assert {"pool-holds-infrastructure", "pool-contains-node"} <= before

    findings = found(tmp_path, POOL, SUBNET + GATEWAY + NODES)
    (finding,) = (finding for finding in findings if finding.rule != "pool-not-announced")
    assert (finding.rule, finding.severity) == ("pool-is-whole-subnet", Severity.ERROR)
    notes = [related.message for related in finding.related if related.location]
    assert any("router" in note for note in notes)
    assert any("n1" in note for note in notes)


def test_the_strongest_of_a_chain_has_them_all(tmp_path: Path) -> None:
    control_plane = "  kubeconfigServers: ['https://192.168.1.5:6443']\n"
    findings = found(tmp_path, POOL, control_plane + SUBNET + GATEWAY)
    (finding,) = (finding for finding in findings if finding.rule == "pool-contains-control-plane")
    assert any("router" in related.message for related in finding.related)


def test_a_note_does_not_replace_an_error(tmp_path: Path) -> None:
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, annotations: {metallb.io/loadBalancerIPs: 192.168.1.1}}\n"
        "spec: {type: LoadBalancer, ports: [{port: 80}]}\n"
    )
    pool = POOL.replace("192.168.1.0/24", "'${RANGE}'") + "---\n" + POOL.replace("192.168.1.0/24", "10.0.0.0/24")
    findings = found(tmp_path, service + "---\n" + pool.replace("name: lan", "name: other", 1), GATEWAY)
    assert ("claim-infrastructure", Severity.ERROR) in {(finding.rule, finding.severity) for finding in findings}
