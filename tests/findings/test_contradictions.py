"""Which findings are about the inventory, and which are about what it is held against."""

from __future__ import annotations

from pathlib import Path

from svclint.claims.catalogue import load_catalogue
from svclint.config import Config
from svclint.findings.contradictions import contradictions
from svclint.findings.rulebook import Rulebook, load_rules
from svclint.pipeline import check
from svclint.reading import RunOptions

INVENTORY = "svclint-inventory.yaml"
BOOK = Rulebook(load_rules(), load_catalogue().traits)
KUBEADM = """\
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
networking: {podSubnet: 10.244.0.0/16}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery: {bootstrapToken: {apiServerEndpoint: "10.0.0.9:6443"}}
"""


def told(root: Path, inventory: str, **files: str) -> list[tuple[str, str]]:
    """(rule, file) of the findings that are contradictions."""
    (root / INVENTORY).write_text(f"version: 1\nclusters:\n- name: prod\n{inventory}")
    for name, text in files.items():
        (root / f"{name}.yaml").write_text(text)
    found = check([str(root)], RunOptions(root=root, config=Config(), inventories=(root / INVENTORY,)))
    rules = {name: BOOK.rules[name] for name in found.rules}
    return [(one.rule, one.location.file) for one in contradictions(found.result.findings, BOOK, rules, {INVENTORY})]


def test_the_inventory_against_itself(tmp_path: Path) -> None:
    text = "  podCIDRs: [10.0.0.0/8]\n  serviceCIDRs: [10.1.0.0/16]\n  nodes: [{name: a, addresses: [nowhere]}]\n"
    assert sorted(told(tmp_path, text)) == [("invalid-address", INVENTORY), ("networks-overlap", INVENTORY)]


def test_the_inventory_against_the_files(tmp_path: Path) -> None:
    text = "  podCIDRs: [10.1.0.0/16]\n  kubeconfigServers: ['https://10.0.0.8:6443']\n"
    expected = [("join-endpoint-drift", "kubeadm.yaml"), ("manifest-contradicts-inventory", "kubeadm.yaml")]
    assert sorted(told(tmp_path, text, kubeadm=KUBEADM)) == expected


def test_collisions_of_manifests_are_not_the_inventory_s_fault(tmp_path: Path) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}], externalIPs: [%s]}\n"
    text = "  kubeconfigServers: ['https://10.0.0.8:6443']\n  nodes: [{name: a, addresses: [10.0.0.7]}]\n"
    assert told(tmp_path, text, one=service % "10.0.0.8", two=service % "10.0.0.7") == []


def test_what_leads_nowhere_is_a_gap(tmp_path: Path) -> None:
    assert told(tmp_path, "  kubeconfigServers: ['https://lb.example:6443']\n  manifests: [nowhere/**]\n") == []


def test_a_control_plane_of_one_node_is_no_contradiction(tmp_path: Path) -> None:
    nodes = "  nodes: [{name: a, addresses: [10.0.0.8], roles: [control-plane]}]\n"
    assert told(tmp_path, nodes + "  kubeconfigServers: ['https://10.0.0.8:6443']\n") == []
