"""Ansible inventories in a check: their nodes are claims, and alternatives are not used."""

from pathlib import Path

from svclint.api import lint
from svclint.importing.host_files import hosts_in

HOSTS = """\
all:
  hosts:
    m1: {{ansible_host: {0}.11, ip: {0}.11}}
    w1: {{ansible_host: {0}.12}}
  children:
    kube_control_plane: {{hosts: {{m1: {{}}}}}}
    kube_node: {{hosts: {{w1: {{}}}}}}
"""
INI = """\
[masters]
cp1 ansible_host=10.60.0.11
[workers]
192.168.60.12
[k3s_cluster:children]
masters
workers
[k3s_cluster:vars]
metal_lb_ip_range=10.60.0.10-10.60.0.20
"""


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def findings(root: Path) -> set[tuple[str, str, int]]:
    return {
        (finding.rule, finding.location.file, finding.location.span.line) for finding in lint(root, root=root).findings
    }


def test_nodes_of_a_yaml_inventory_meet_the_pod_network_of_the_group_variables(tmp_path: Path) -> None:
    variables = "kube_pods_subnet: 172.16.0.0/16\nkube_service_addresses: 10.233.0.0/18\n"
    files = {
        "inventory/prod/group_vars/k8s_cluster/k8s-cluster.yml": variables,
        "inventory/prod/hosts.yml": HOSTS.format("172.16.200"),
    }
    place = ("node-in-cluster-network", "inventory/prod/group_vars/k8s_cluster/k8s-cluster.yml", 1)
    assert place in findings(write(tmp_path, files))


def test_an_ini_inventory_is_read_with_its_group_variables(tmp_path: Path) -> None:
    write(tmp_path, {"inventory/lab/hosts.ini": INI, "notes.ini": "[a]\nb=c\n"})
    assert ("pool-contains-control-plane", "inventory/lab/hosts.ini", 9) in findings(tmp_path)


def test_inventories_of_one_folder_that_contradict_each_other_are_alternatives(tmp_path: Path) -> None:
    files = {"site/hosts.yaml": HOSTS.format("10.1.1"), "site/hosts-standard.yaml": HOSTS.format("10.1.2")}
    write(tmp_path, {**files, "other/hosts.yaml": HOSTS.format("10.1.3")})
    hosts, notes = hosts_in(tmp_path, [*files, "other/hosts.yaml"])
    assert [inventory.path for inventory in hosts] == ["other/hosts.yaml"]
    assert len(notes) == 1
    assert "site/hosts.yaml and site/hosts-standard.yaml" in notes[0]
