"""The picture of the addresses, as text."""

from __future__ import annotations

from pathlib import Path

from tests.support.cli_samples import GOOD, RULE, Run

ONLY = f"--select={RULE}"


def test_mermaid_names_what_leads_to_the_address_and_marks_the_flaw(svclint: Run) -> None:
    ran = svclint("graph", ONLY, "bad.yaml")
    assert ran.status == 0
    assert ran.out.startswith("graph LR\n")
    assert "lb.example.internal" in ran.out
    assert "classDef bad" in ran.out


def test_dot(svclint: Run) -> None:
    assert svclint("graph", ONLY, "--format=dot", "bad.yaml").out.startswith("digraph svclint {\n")


def test_the_graph_can_be_limited_to_what_is_connected_with_a_finding(svclint: Run) -> None:
    assert "139.198.19.140" in svclint("graph", ONLY, "bad.yaml", "good.yaml").out
    alone = svclint("graph", ONLY, "--only-findings", "bad.yaml", "good.yaml").out
    assert "192.168.11.250" in alone
    assert "139.198.19.140" not in alone


def test_a_range_of_everything_connects_nothing_to_a_finding(svclint: Run, repository: Path) -> None:
    (repository / "policy.yaml").write_text(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: outwards, namespace: shop}\n"
        "spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}\n"
    )
    drawn = svclint("graph", "--only-findings", ".").out
    assert "192.168.11.250" in drawn
    assert "lb.example.internal" in drawn
    assert "139.198.19.140" not in drawn
    assert "outwards" not in drawn


def test_the_graph_is_written_to_a_file(svclint: Run, repository: Path) -> None:
    ran = svclint("graph", ONLY, "-o", "graph.mmd", "bad.yaml")
    assert (ran.status, ran.out) == (0, "")
    assert (repository / "graph.mmd").read_text() == svclint("graph", ONLY, "bad.yaml").out


def test_a_path_that_does_not_exist_is_a_mistake(svclint: Run) -> None:
    ran = svclint("graph", "nope")
    assert (ran.status, ran.out) == (2, "")
    assert "nope" in ran.err


def test_standard_input_has_a_picture_too(svclint: Run) -> None:
    assert "139.198.19.140" in svclint("graph", ONLY, "-", stdin=GOOD.encode()).out


def test_the_graph_shows_which_ports_something_refers_to(svclint: Run, repository: Path) -> None:
    (repository / "web.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n"
        "spec: {selector: {app: web}, ports: [{name: http, port: 8081, targetPort: http}]}\n---\n"
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\n"
        "spec: {containers: [{name: web, ports: [{name: http, containerPort: 8080}]}]}\n"
    )
    drawn = svclint("graph", ONLY, "--format=dot", "web.yaml").out
    assert 'label="Service shop/web"' in drawn
    assert "targetPort: http" in drawn
    assert "Pod shop/web: 8080 (http)" in drawn
    assert "refers to" in drawn
