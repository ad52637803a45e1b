"""An imported inventory repeats facts of the repository's files; each flaw is one finding, at the file."""

from collections import Counter
from pathlib import Path

from svclint.api import lint
from svclint.importing.emit import written
from svclint.importing.importer import imported

KUBEKEY = """\
apiVersion: kubekey.kubesphere.io/v1alpha2
kind: Cluster
metadata: {name: lab}
spec:
  hosts: [{name: m1, address: 10.233.64.11, internalAddress: 10.233.64.11}]
  roleGroups: {etcd: [m1], control-plane: [m1], worker: [m1]}
  controlPlaneEndpoint: {domain: "", address: 192.168.149.250, port: 6443}
  network: {kubePodsCIDR: 10.233.64.0/18}
  kubernetes:
    apiserverArgs: [service-node-port-range=80-32767]
"""


def rules(root: Path) -> Counter[str]:
    return Counter(finding.rule for finding in lint(root, root=root).findings)


def test_an_import_adds_no_finding(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(KUBEKEY)
    before = rules(tmp_path)
    assert before["node-port-range-holds-host-ports"] == before["node-in-cluster-network"] == 1
    (tmp_path / "svclint-inventory.yaml").write_text(written(imported([str(tmp_path)], tmp_path)))
    assert rules(tmp_path) == before


def test_a_fact_of_the_inventory_only_is_reported_there(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(KUBEKEY)
    inventory = 'version: 1\nclusters: [{name: lab, nodePortRange: "1-65535"}]\n'
    (tmp_path / "svclint-inventory.yaml").write_text(inventory)
    found = [
        finding for finding in lint(tmp_path, root=tmp_path).findings if finding.rule.startswith("node-port-range")
    ]
    assert {finding.location.file for finding in found} == {"config.yaml", "svclint-inventory.yaml"}
