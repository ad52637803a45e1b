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


def test_inventories_that_give_one_address_to_different_hosts_are_alternatives(tmp_path: Path) -> None:
    inventory = "[kube_control_plane]\n{0}-cp1 ansible_host=10.1.1.1\n[kube_node]\n{0}-w1 ansible_host={1}\n"
    files = {"site/a.ini": inventory.format("a", "10.1.1.2"), "site/b.ini": inventory.format("b", "10.1.1.3")}
    write(tmp_path, files)

    hosts, notes = hosts_in(tmp_path, [*files])

    assert (hosts, len(notes)) == ((), 1)
    assert "one address to different hosts" in notes[0]


def test_a_template_of_a_setup_file_is_read_without_values_that_contain_jinja(tmp_path: Path) -> None:
    machine = (
        'machine: {type: controlplane}\ncluster:\n  clusterName: "{{ name }}"\n'
        "  controlPlane: {endpoint: 'https://172.16.0.2:6443'}\n  network:\n    podSubnets: [172.16.0.0/16]\n"
    )
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {externalIPs: [172.16.0.2]}\n"
    write(tmp_path, {"talos/machine.yaml.j2": machine, "roles/x/templates/service.yaml.j2": service})
    assert {rule for rule, _, _ in findings(tmp_path)} == {"control-plane-in-pod-network"}
