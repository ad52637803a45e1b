"""Many findings of one cause are one finding with all their places."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from svclint import lint
from svclint.findings.folding import folded
from svclint.model import Finding, Location, Owner, Related, Severity, Span
from svclint.reports import DisplayOptions, render
from svclint.reports.occurrences import spread

KUBEADM = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking:\n  podSubnet: 192.168.1.0/24\n"


def services(number: int, prefix: str = "192.168.1.") -> str:
    return "".join(
        f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{at}, namespace: web}}\n"
        f"spec: {{type: LoadBalancer, loadBalancerIP: {prefix}{at + 10}, ports: [{{port: 80}}]}}\n"
        for at in range(number)
    )


def at(file: str, line: int, owner: str = "") -> Location:
    return Location(file, Span(line, 1, line, 2), Owner("", "", "Service", "", owner or f"s{line}"), "/spec")


def same(line: int, severity: Severity = Severity.WARNING, **fields: Any) -> Finding:
    place, message = at("a.yaml", line), f"s{line} is wrong."
    finding = Finding(place, "x", severity, message, fingerprint=str(line), pattern="… is wrong.")
    return dataclasses.replace(finding, **fields)


def test_one_wrong_network_is_one_finding_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "kubeadm.yaml").write_text(KUBEADM)
    (tmp_path / "services.yaml").write_text(services(21))
    result = lint(tmp_path, root=tmp_path, select=["claim-in-pod-network"])
    (finding,) = result.findings
    assert (finding.location.file, finding.location.span.line) == ("kubeadm.yaml", 4)
    assert finding.message.endswith("20 more places have the same problem.")
    lines = {related.location.span.line for related in finding.related if related.location}
    assert lines == set(range(5, 5 * 21 + 1, 5))

    report = json.loads(render("json", result, {}, DisplayOptions()))
    assert report["counts"]["findings"] == {"error": 1, "warning": 0, "note": 0}
    assert render("github", result, {}, DisplayOptions()).count("::error ") == 1
    results = json.loads(render("sarif", result, {}, DisplayOptions()))["runs"][0]["results"]
    places = Counter(entry["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for entry in results)
    assert places == {"kubeadm.yaml": 1, "services.yaml": 21}
    assert {entry["properties"]["flaw"] for entry in results} == {finding.fingerprint}


def test_few_services_in_a_network_that_most_avoid_are_at_fault_themselves(tmp_path: Path) -> None:
    (tmp_path / "kubeadm.yaml").write_text(KUBEADM)
    (tmp_path / "services.yaml").write_text(services(3) + services(8, "10.1.1.").replace("name: s", "name: t"))
    files = {
        finding.location.file for finding in lint(tmp_path, root=tmp_path, select=["claim-in-pod-network"]).findings
    }
    assert files == {"services.yaml"}


def test_a_network_of_the_inventory_is_no_place_to_change(tmp_path: Path) -> None:
    (tmp_path / "services.yaml").write_text(services(4))
    (tmp_path / "svclint-inventory.yaml").write_text(
        "version: 1\nclusters: [{name: prod, podCIDRs: [192.168.1.0/24]}]\n"
    )
    (finding,) = lint(tmp_path, root=tmp_path, select=["claim-in-pod-network"]).findings
    assert finding.location.file == "services.yaml"


def test_equal_messages_at_many_places_are_one_finding() -> None:
    (finding,) = folded([same(line) for line in range(1, 21)])
    assert finding.message == "s1 is wrong. 19 more places have the same problem."
    assert [related.location for related in finding.related] == [at("a.yaml", line) for line in range(2, 21)]
    assert all(related.participant for related in finding.related)


def test_the_fingerprint_does_not_change_when_a_place_is_added() -> None:
    fewer, more = folded([same(line) for line in range(2, 6)]), folded([same(line) for line in range(1, 9)])
    assert fewer[0].fingerprint == more[0].fingerprint


@pytest.mark.parametrize(
    "findings",
    [
        [same(1), same(2)],
        [same(1), same(2), same(3, Severity.ERROR)],
        [same(1), same(2), same(3, known=True)],
        [same(1), same(2), same(3, suppressed="on purpose")],
    ],
)
def test_what_differs_otherwise_stays_apart(findings: list[Finding]) -> None:
    assert folded(findings) == tuple(findings)


def test_several_objects_of_one_place_are_counted_as_objects() -> None:
    made = [same(1, location=at("base.yaml", 1, f"s{number}"), fingerprint=str(number)) for number in range(4)]
    (finding,) = folded(made)
    assert finding.message.endswith(" 3 more objects have the same problem.")


def test_new_findings_stay_where_they_are_new() -> None:
    cause = at("net.yaml", 9, "net")
    findings = [same(line, cause=cause) for line in range(1, 5)]
    assert folded(findings, at_cause=False)[0].location == at("a.yaml", 1)


def test_a_change_of_the_cause_keeps_the_finding_there() -> None:
    cause = at("net.yaml", 9, "net")
    moved = [
        dataclasses.replace(
            same(line, cause=cause), location=cause, related=(Related(at("a.yaml", line), "s", participant=True),)
        )
        for line in range(1, 5)
    ]
    (finding,) = folded(moved, at_cause=False)
    assert finding.location == cause
    assert finding.message.endswith("3 more places have the same problem.")
    assert [related.location for related in finding.related] == [at("a.yaml", line) for line in range(1, 5)]
    assert [placed.location for placed in spread(finding)] == [cause, *(at("a.yaml", line) for line in range(1, 5))]


def test_one_object_in_two_files_is_one_flaw(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(services(1) + services(1, "192.168.2."))
    (tmp_path / "web.yaml").write_text(services(1))
    lan = tmp_path / "pool.yaml"
    lan.write_text(
        "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: lan, namespace: metallb-system}\n"
        "spec: {addresses: [192.168.3.0/28]}\n"
    )
    findings = lint(tmp_path, root=tmp_path, select=["request-outside-pools"]).findings
    assert [(finding.location.file, "1 more place" in finding.message) for finding in findings] == [
        ("all.yaml", True),
        ("all.yaml", False),
    ]


def test_three_collisions_of_two_objects_are_one_flaw(tmp_path: Path) -> None:
    (tmp_path / "services.yaml").write_text(
        "".join(
            f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec:\n  type: NodePort\n  ports:\n"
            + "".join(f"  - {{name: p{port}, port: {port}, nodePort: {port}}}\n" for port in ports)
            + "---\n"
            for name, ports in (("a", (30001, 30002, 30003)), ("b", (30001, 30002, 30003, 30004)), ("c", (30004,)))
        )
    )
    findings = lint(tmp_path, root=tmp_path, select=["duplicate-node-port"]).findings
    assert [("node port 30001:" in finding.message, "2 more places" in finding.message) for finding in findings] == [
        (True, True),
        (False, False),
    ]


def test_two_fields_of_one_service_with_the_same_address_are_one_flaw(tmp_path: Path) -> None:
    (tmp_path / "svclint-inventory.yaml").write_text(
        'version: 1\nclusters: [{name: prod, kubeconfigServers: ["https://192.168.1.9:6443"]}]\n'
    )
    (tmp_path / "web.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
        "  annotations: {kube-vip.io/loadbalancerIPs: 192.168.1.9}\n"
        "spec: {type: LoadBalancer, loadBalancerIP: 192.168.1.9}\n"
    )
    (finding,) = lint(tmp_path, root=tmp_path, select=["lb-request-is-control-plane"]).findings
    assert finding.message.endswith("1 more place has the same problem.")
