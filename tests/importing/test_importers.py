"""What the import makes of each tool's files, written here as people keep them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from svclint.importing.emit import written
from svclint.importing.imported import plain, values
from tests.support.import_repositories import TALCONFIG, clusters, read

LB = {"name": "api", "vips": ["192.168.11.250"], "ports": [6443], "serves": "control-plane"}
SERVERS = ["https://192.168.11.250:6443"]


def node(name: str, address: str, *roles: str) -> dict[str, Any]:
    return {"name": name, "addresses": [address], "roles": list(roles)}


KUBESPRAY_INI = """\
# ssh goes another way
node1 ansible_host=203.0.113.11 ip=192.168.11.21 etcd_member_name=etcd1
node2 ansible_host=192.168.11.22  # the second
node[3:4]

[kube_control_plane]
node1

[etcd:children]
kube_control_plane

[kube_node]
node2
node3 ansible_host=192.168.11.23
node4 ansible_host="192.168.11.24"

[k8s_cluster:children]
kube_control_plane
kube_node

[bastion]
jump ansible_host=192.168.11.9

[storage]
nas01 ansible_host=192.168.11.8

[all:vars]
kube_version=v1.31.4
"""
KUBESPRAY_VARS = """\
kube_pods_subnet: 10.233.64.0/18
kube_pods_subnet_ipv6: fd85:ee78:d8a6:8607::1:0000/112
kube_service_addresses: 10.233.0.0/18
kube_proxy_mode: ipvs
kube_proxy_strict_arp: true
dashboard_token: !vault |
  $ANSIBLE_VAULT;1.1;AES256
  61
"""


def test_kubespray(tmp_path: Path) -> None:
    expected = {
        "name": "mycluster",
        "kubernetesVersion": "1.31",
        "nodes": [
            {"name": "node1", "addresses": ["192.168.11.21", "203.0.113.11"], "roles": ["control-plane"]},
            node("node2", "192.168.11.22", "worker"),
            node("node3", "192.168.11.23", "worker"),
            node("node4", "192.168.11.24", "worker"),
        ],
        "podCIDRs": ["10.233.64.0/18"],
        "serviceCIDRs": ["10.233.0.0/18"],
        "proxy": {"mode": "ipvs", "strictARP": True},
        "reserved": [
            {"name": "jump", "kind": "other", "addresses": ["192.168.11.9"]},
            {"name": "nas01", "kind": "storage", "addresses": ["192.168.11.8"]},
        ],
    }
    files = {
        "inventory/mycluster/hosts.ini": KUBESPRAY_INI,
        "inventory/mycluster/group_vars/k8s_cluster/k8s-cluster.yml": KUBESPRAY_VARS,
        "inventory/sample/group_vars/k8s_cluster/k8s-cluster.yml": KUBESPRAY_VARS.replace("10.233", "10.99"),
    }
    assert clusters(tmp_path, files) == [expected]


KUBESPRAY_YAML = """\
all:
  hosts:
    master1: {ansible_host: 192.168.11.21, ip: 192.168.11.21, access_ip: 192.168.11.21}
    worker1: {ansible_host: 192.168.11.31}
  children:
    kube_control_plane: {hosts: {master1: }}
    kube_node: {hosts: {master1: , worker1: }}
    k8s_cluster: {children: {kube_control_plane: , kube_node: }}
"""


def test_variables_of_an_ini_file_belong_to_its_hosts_and_no_address_is_unspecified(tmp_path: Path) -> None:
    text = KUBESPRAY_INI + "\n[all:vars]\ncontrol_plane_endpoint=192.168.11.21:6443\n"
    kubeadm = """\
apiVersion: kubeadm.k8s.io/v1beta3
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: 0.0.0.0}
"""
    [cluster] = clusters(tmp_path, {"inventory.ini": text, "kubeadm.yaml": kubeadm})
    assert cluster["kubeconfigServers"] == ["https://192.168.11.21:6443"]
    assert "0.0.0.0" not in str(cluster["nodes"])


def test_hosts_and_variables_of_one_inventory_are_one_cluster(tmp_path: Path) -> None:
    inventory = """\
all:
  vars: {rke2_api_ip: 192.168.11.77}
  hosts: {s1: {ansible_host: 192.168.11.31}}
  children:
    control_plane: {hosts: {s1: {}}}
    workers: {hosts: {}}
"""
    files = {"group_vars/all.yml": "rke2_api_ip: 192.168.11.77\n", "inventories/hosts.yml": inventory}
    [cluster] = clusters(tmp_path, files)
    assert cluster["kubeconfigServers"] == ["https://192.168.11.77:6443"]
    assert cluster["nodes"] == [node("s1", "192.168.11.31", "control-plane")]


def test_machine_configurations_with_several_endpoints_state_none(tmp_path: Path) -> None:
    def machine(endpoint: str) -> str:
        return f"machine: {{type: controlplane}}\ncluster:\n  controlPlane: {{endpoint: 'https://{endpoint}:6443'}}\n"

    files = {"talos/a.yaml": machine("10.99.0.1"), "talos/b.yaml": machine("api.lab.internal")}
    found = read(tmp_path, files)
    assert len(found.clusters) == 1
    assert "kubeconfigServers" not in found.clusters[0]
    assert any("https://api.lab.internal:6443" in note.text for note in found.notes)


def test_kubespray_with_a_load_balancer(tmp_path: Path) -> None:
    names = """\
apiserver_loadbalancer_domain_name: lb.example.com
loadbalancer_apiserver: {address: 192.168.11.250, port: 8443}
"""
    expected = {
        "name": "prod",
        "kubeconfigServers": ["https://192.168.11.250:8443"],
        "loadBalancers": [{**LB, "ports": [8443]}],
        "nodes": [
            node("master1", "192.168.11.21", "control-plane", "worker"),
            node("worker1", "192.168.11.31", "worker"),
        ],
    }
    files = {"inventory/prod/hosts.yaml": KUBESPRAY_YAML, "inventory/prod/group_vars/all/all.yml": names}
    assert clusters(tmp_path, files) == [expected]


def test_addresses_in_ranges_and_groups_of_ones_own(tmp_path: Path) -> None:
    inventory = """\
[first_control_plane]
192.168.11.21
[other_control_plane]
192.168.11.[22:23]
[k8s_master:children]
first_control_plane
other_control_plane
[k8s_node]
192.168.11.[31:32]
[pihole]
192.168.11.2
"""
    expected = {
        "name": "lab",
        "nodes": [
            *(node(f"192.168.11.{last}", f"192.168.11.{last}", "control-plane") for last in (21, 22, 23)),
            *(node(f"192.168.11.{last}", f"192.168.11.{last}", "worker") for last in (31, 32)),
        ],
        "podCIDRs": ["10.244.0.0/16"],
        "reserved": [{"name": "pihole", "kind": "dns", "addresses": ["192.168.11.2"]}],
    }
    files = {
        "lab/ansible/inventory": inventory,
        "lab/ansible/roles/cluster/defaults/main.yml": "k8s_pod_network: 10.244.0.0/16\n",
    }
    assert clusters(tmp_path, files) == [expected]


TECHNO_TIM = """\
k3s_version: v1.30.2+k3s2
apiserver_endpoint: 192.168.11.250
k3s_token: "{{ vault_token }}"
k3s_node_ip: '{{ ansible_facts[flannel_iface]["ipv4"]["address"] }}'
metal_lb_ip_range: 192.168.11.80-192.168.11.90
cluster_cidr: 10.52.0.0/16
"""


def test_k3s_ansible_with_kube_vip(tmp_path: Path) -> None:
    expected = {
        "name": "homelab",
        "kubernetesVersion": "1.30",
        "kubeconfigServers": SERVERS,
        "loadBalancers": [LB],
        "nodes": [
            node("192.168.11.38", "192.168.11.38", "control-plane"),
            node("192.168.11.41", "192.168.11.41", "worker"),
        ],
        "podCIDRs": ["10.52.0.0/16"],
        "loadBalancerControllers": ["metallb"],
        "addressPools": [{"name": "first-pool", "controller": "metallb", "addresses": ["192.168.11.80-192.168.11.90"]}],
    }
    files = {
        "inventory/homelab/hosts.ini": "[master]\n192.168.11.38\n[node]\n192.168.11.41\n[k3s:children]\nmaster\nnode\n",
        "inventory/homelab/group_vars/all.yml": TECHNO_TIM,
    }
    assert clusters(tmp_path, files) == [expected]


def test_a_list_of_controllers_has_those_that_run_in_the_cluster_too(tmp_path: Path) -> None:
    kube_vip = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: kubevip, namespace: kube-system}
data: {range-global: 192.168.11.91-192.168.11.95}
"""
    alone = {"lab/hosts.ini": "[master]\n192.168.11.38\n[node]\n192.168.11.41\n", "lab/kube-vip.yaml": kube_vip}
    setup = {**alone, "lab/group_vars/all.yml": TECHNO_TIM}

    (found,) = clusters(tmp_path / "alone", alone)
    assert "loadBalancerControllers" not in found
    (found,) = clusters(tmp_path / "setup", setup)
    assert found["loadBalancerControllers"] == ["metallb", "kube-vip"]


def test_k3s_ansible_with_variables_among_the_hosts(tmp_path: Path) -> None:
    inventory = """\
k3s_cluster:
  children:
    server: {hosts: {192.168.11.21: }}
    agent: {hosts: {192.168.11.31: }}
  vars:
    k3s_version: v1.31.12+k3s1
    api_endpoint: 192.168.11.21
    server_config_yaml: |
      cluster-cidr: 10.52.0.0/16
"""
    expected = {
        "name": "lab",
        "kubernetesVersion": "1.31",
        "kubeconfigServers": ["https://192.168.11.21:6443"],
        "nodes": [
            node("192.168.11.21", "192.168.11.21", "control-plane"),
            node("192.168.11.31", "192.168.11.31", "worker"),
        ],
        "podCIDRs": ["10.52.0.0/16"],
    }
    assert clusters(tmp_path, {"lab/inventory.yml": inventory}) == [expected]


def test_the_role_xanmanning_k3s_and_kube_vip(tmp_path: Path) -> None:
    hosts = """\
kubernetes:
  children:
    master: {hosts: {k8s-1: {ansible_host: 192.168.11.21}}}
    worker: {hosts: {k8s-2: {ansible_host: 192.168.11.31}}}
"""
    server = """\
k3s_control_node: true
k3s_server:
  node-ip: "{{ ansible_host }}"
  cluster-cidr: 10.42.0.0/16,fd00:42::/112
  service-cidr: 10.43.0.0/16
  disable-kube-proxy: true
"""
    kube_vip = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: kube-vip, namespace: kube-system}
spec:
  template:
    spec:
      containers:
      - name: kube-vip
        env: [{name: cp_enable, value: "true"}, {name: address, value: 192.168.11.250}]
"""
    owner = {"kind": "DaemonSet", "namespace": "kube-system", "name": "kube-vip"}
    expected = {
        "name": "lab",
        "kubeconfigServers": SERVERS,
        "loadBalancers": [{**LB, "owner": owner}],
        "nodes": [node("k8s-1", "192.168.11.21", "control-plane"), node("k8s-2", "192.168.11.31", "worker")],
        "podCIDRs": ["10.42.0.0/16", "fd00:42::/112"],
        "serviceCIDRs": ["10.43.0.0/16"],
        "proxy": {"mode": "none"},
    }
    files = {
        "lab/ansible/inventory/hosts.yml": hosts,
        "lab/ansible/inventory/group_vars/master/k3s.yml": server,
        "lab/cluster/core/kube-vip.yaml": kube_vip,
    }
    assert clusters(tmp_path, files) == [expected]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("proxmox/hosts.yaml", "proxmox:\n  hosts:\n    pve-0: {ansible_host: 192.168.1.20}\n"),
        ("vpn/hosts.yaml", "server: {hosts: {vps: {ansible_host: 192.168.1.2}}}\n"),
        ("game/server.ini", "[server]\nip=192.168.1.2\n[node]\nport=1\n"),
        ("ansible/hosts", "# none yet\n"),
        ("app/hosts.yaml", "{{ template }}\n"),
    ],
)
def test_other_inventories_are_none_of_a_cluster(tmp_path: Path, file: str, text: str) -> None:
    assert clusters(tmp_path, {file: text}) == []


def test_addresses_in_files_of_the_hosts(tmp_path: Path) -> None:
    files = {
        "lab/hosts.ini": "[masters]\ncp1\n[workers]\nw1\nw2\n[k8s:children]\nmasters\nworkers\n",
        "lab/host_vars/cp1.yml": "ansible_host: 192.168.11.21\n",
        "lab/host_vars/w1/main.yml": "ansible_host: 192.168.11.31\nip: 10.9.9.31\n",
        "lab/host_vars/w2.yml": "ansible_host: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  61\n",
    }
    found = read(tmp_path, files)
    nodes = found.clusters[0]["nodes"]
    expected = [
        node("cp1", "192.168.11.21", "control-plane"),
        {"name": "w1", "addresses": ["10.9.9.31", "192.168.11.31"], "roles": ["worker"]},
    ]
    assert plain(nodes) == expected
    assert {one.place.file for one in values(nodes)} == {"lab/host_vars/cp1.yml", "lab/host_vars/w1/main.yml"}


def test_k3s_on_two_machines(tmp_path: Path) -> None:
    server = """\
cluster-init: true
node-name: cp1
node-ip: 192.168.11.21
tls-san: [192.168.11.250]
cluster-cidr: 10.42.0.0/16
service-cidr: 10.43.0.0/16
cluster-dns: 10.43.0.10
kube-proxy-arg: [proxy-mode=ipvs, ipvs-strict-arp=true]
token: not-read
"""
    agent = "server: https://192.168.11.250:6443\ntoken: not-read\nnode-name: w1\nnode-ip: 192.168.11.31\n"
    expected = {
        "name": "k3s-home",
        "kubeconfigServers": SERVERS,
        "nodes": [
            {"name": "w1", "addresses": ["192.168.11.31"]},
            node("cp1", "192.168.11.21", "control-plane"),
        ],
        "podCIDRs": ["10.42.0.0/16"],
        "serviceCIDRs": ["10.43.0.0/16"],
        "clusterDNS": ["10.43.0.10"],
        "proxy": {"mode": "ipvs", "strictARP": True},
    }
    assert clusters(tmp_path, {"k3s-home/agent.yaml": agent, "k3s-home/server.yaml": server}) == [expected]


def test_rke2_nodes_register_beside_the_api_server(tmp_path: Path) -> None:
    agent = "server: https://192.168.11.250:9345\ntoken: not-read\nnode-ip: 192.168.11.31\n"
    (found,) = clusters(tmp_path, {"prod/config.yaml": agent})
    assert isinstance(found, dict)
    assert found["kubeconfigServers"] == SERVERS


TALOS = """\
version: v1alpha1
machine:
  type: {role}
  token: not-read
  network:
    hostname: {name}
    interfaces:
    - interface: eth0
      addresses: [{address}/24]
      routes: [{{network: 0.0.0.0/0, gateway: 192.168.11.1}}]
      vip: {{ip: 192.168.11.250}}
    nameservers: [192.168.11.2, 1.1.1.1]
cluster:
  clusterName: {cluster}
  controlPlane: {{endpoint: "https://api.{cluster}.example.com:6443"}}
  network: {{podSubnets: [10.244.0.0/16], serviceSubnets: [10.96.0.0/12]}}
  proxy: {{disabled: true}}
"""


def test_talos_machine_configurations(tmp_path: Path) -> None:
    files = {
        "talos/clusterconfig/cp1.yaml": TALOS.format(
            role="controlplane", name="cp1", address="192.168.11.21", cluster="a"
        ),
        "talos/clusterconfig/w1.yaml": TALOS.format(role="worker", name="w1", address="192.168.11.31", cluster="a"),
    }
    expected = {
        "name": "a",
        "loadBalancers": [LB],
        "nodes": [node("cp1", "192.168.11.21", "control-plane"), node("w1", "192.168.11.31", "worker")],
        "nodeCIDRs": ["192.168.11.0/24"],
        "podCIDRs": ["10.244.0.0/16"],
        "serviceCIDRs": ["10.96.0.0/12"],
        "proxy": {"mode": "none"},
        "reserved": [
            {"name": "gateway", "kind": "gateway", "addresses": ["192.168.11.1"]},
            {"name": "dns", "kind": "dns", "addresses": ["192.168.11.2"]},
        ],
    }
    assert clusters(tmp_path, files) == [expected]


TALOS_DOCUMENTS = """\
apiVersion: v1alpha1
kind: KubeClusterConfig
clusterName: home
endpoint: https://192.168.11.250:6443
---
apiVersion: v1alpha1
kind: KubeNetworkConfig
dnsDomain: cluster.local
podSubnets: [10.69.0.0/16, "fd00:69::/48"]
serviceSubnets: [10.96.0.0/16, "fd00:96::/112"]
---
apiVersion: v1alpha1
kind: KubeProxyConfig
config: {mode: ipvs}
---
apiVersion: v1alpha1
kind: KubeNodeConfig
nodeIP: {validSubnets: [192.168.11.0/24]}
---
apiVersion: v1alpha1
kind: Layer2VIPConfig
name: 192.168.11.250
link: eth0
"""


def test_talos_documents_of_1_14(tmp_path: Path) -> None:
    [found] = clusters(tmp_path, {"talos/cluster.yaml": TALOS_DOCUMENTS})
    assert found["podCIDRs"] == ["10.69.0.0/16", "fd00:69::/48"]
    assert found["serviceCIDRs"] == ["10.96.0.0/16", "fd00:96::/112"]
    assert found["nodeCIDRs"] == ["192.168.11.0/24"]
    assert found["loadBalancers"] == [LB]
    assert found["kubeconfigServers"] == SERVERS


def test_a_part_of_the_subnet_of_the_nodes_is_no_network_of_its_own(tmp_path: Path) -> None:
    subnets = "192.168.10.0/24, 192.168.10.0/23, 192.168.12.0/24, 'fd00:11::/64', 'fd00:11:0:0:8000::/66'"
    [found] = clusters(tmp_path, {"talos/cluster.yaml": TALOS_DOCUMENTS.replace("192.168.11.0/24", subnets)})
    assert found["nodeCIDRs"] == ["192.168.10.0/23", "192.168.12.0/24", "fd00:11::/64"]
    assert found["proxy"] == {"mode": "ipvs"}


def test_two_clusters_of_one_repository(tmp_path: Path) -> None:
    talos = TALOS.replace("vip: {{ip: 192.168.11.250}}\n", "mtu: 1500\n")
    cilium = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cilium, namespace: kube-system}
spec: {values: {kubeProxyReplacement: true}}
"""
    files = {
        "talos/east/cp.yaml": talos.format(role="controlplane", name="e1", address="192.168.11.21", cluster="east"),
        "talos/west/cp.yaml": talos.format(role="controlplane", name="w1", address="192.168.12.21", cluster="west"),
        "kubernetes/west/apps/cilium.yaml": cilium,
    }
    found = [one for one in clusters(tmp_path, files) if isinstance(one, dict)]
    assert [(one["name"], one["proxy"]["mode"]) for one in found] == [("east", "none"), ("west", "cilium")]
    assert [one["manifests"] for one in found] == [["talos/east/**"], ["kubernetes/west/**", "talos/west/**"]]


def test_cluster_template(tmp_path: Path) -> None:
    cluster = """\
node_cidr: 192.168.11.0/24
node_default_gateway: 192.168.11.1
cluster_api_addr: 192.168.11.250
cluster_pod_cidr: 10.42.0.0/16
cluster_svc_cidr: 10.43.0.0/16
cloudflare_token: not-read
"""
    nodes = """\
nodes:
- {name: k8s-0, address: 192.168.11.21, controller: true, disk: /dev/sda, mac_addr: "00:00:5e:00:53:01"}
- {name: k8s-1, address: 192.168.11.31, controller: false, disk: /dev/sda, mac_addr: "00:00:5e:00:53:02"}
"""
    expected = {
        "name": "home",
        "kubeconfigServers": SERVERS,
        "loadBalancers": [LB],
        "nodes": [node("k8s-0", "192.168.11.21", "control-plane"), node("k8s-1", "192.168.11.31", "worker")],
        "nodeCIDRs": ["192.168.11.0/24"],
        "podCIDRs": ["10.42.0.0/16"],
        "serviceCIDRs": ["10.43.0.0/16"],
        "reserved": [{"name": "gateway", "kind": "gateway", "addresses": ["192.168.11.1"]}],
    }
    assert clusters(tmp_path, {"home/cluster.yaml": cluster, "home/nodes.yaml": nodes}) == [expected]


KUBEKEY = """\
apiVersion: kubekey.kubesphere.io/v1alpha2
kind: Cluster
metadata: {name: shop}
spec:
  hosts:
  - {name: node1, address: 192.168.11.21, internalAddress: 192.168.11.21, password: not-read}
  - {name: node2, address: 192.168.11.31, internalAddress: 192.168.11.31}
  roleGroups: {etcd: [node1], control-plane: [node1], worker: ["node[2:9]"]}
  controlPlaneEndpoint: {domain: lb.kubesphere.local, address: "ADDRESS", port: 6443}
  kubernetes: {version: v1.26.5, proxyMode: ipvs}
  network: {kubePodsCIDR: 10.233.64.0/18, kubeServiceCIDR: 10.233.0.0/18}
"""


@pytest.mark.parametrize(
    ("address", "leads_to", "balancers"),
    [("192.168.11.250", "192.168.11.250", [LB]), ("", "192.168.11.21", None)],
)
def test_kubekey(tmp_path: Path, address: str, leads_to: str, balancers: list[object] | None) -> None:
    (found,) = clusters(tmp_path, {"config-sample.yaml": KUBEKEY.replace("ADDRESS", address)})
    expected = {
        "name": "shop",
        "kubernetesVersion": "1.26",
        "kubeconfigServers": ["https://lb.kubesphere.local:6443"],
        **({"loadBalancers": balancers} if balancers else {}),
        "hosts": {"lb.kubesphere.local": [leads_to]},
        "nodes": [node("node1", "192.168.11.21", "control-plane"), node("node2", "192.168.11.31", "worker")],
        "podCIDRs": ["10.233.64.0/18"],
        "serviceCIDRs": ["10.233.0.0/18"],
        "proxy": {"mode": "ipvs"},
    }
    assert found == expected


def test_a_host_that_an_inventory_calls_by_its_address_is_the_named_node(tmp_path: Path) -> None:
    hosts = "[master]\n192.168.11.21\n[nodes]\n192.168.11.31\n192.168.11.41\n"
    (found,) = clusters(tmp_path, {"hosts.ini": hosts, "config-sample.yaml": KUBEKEY.replace("ADDRESS", "")})
    assert [entry["name"] for entry in found["nodes"]] == ["node1", "node2", "192.168.11.41"]


def test_kubekey_4(tmp_path: Path) -> None:
    inventory = """\
apiVersion: kubekey.kubesphere.io/v1
kind: Inventory
metadata: {name: default}
spec:
  hosts:
    n1: {connector: {host: n1, password: not-read}, internal_ipv4: 192.168.11.21}
    n2: {internal_ipv4: 192.168.11.31}
  groups:
    k8s_cluster: {groups: [kube_control_plane, kube_worker]}
    kube_control_plane: {hosts: [n1]}
    kube_worker: {hosts: [n2]}
"""
    config = """\
apiVersion: kubekey.kubesphere.io/v1
kind: Config
spec:
  kubernetes:
    kube_version: v1.33.1
    control_plane_endpoint: {host: lb.example.com, port: 6443, kube_vip: {address: 192.168.11.250}}
  cni: {pod_cidr: 10.233.64.0/18, service_cidr: 10.233.0.0/18}
"""
    (found,) = clusters(tmp_path, {"prod/inventory.yaml": inventory, "prod/config.yaml": config})
    assert isinstance(found, dict)
    assert found["nodes"] == [node("n1", "192.168.11.21", "control-plane"), node("n2", "192.168.11.31", "worker")]
    assert (found["kubeconfigServers"], found["loadBalancers"]) == (["https://lb.example.com:6443"], [LB])
    assert (found["podCIDRs"], found["kubernetesVersion"]) == (["10.233.64.0/18"], "1.33")


def test_cluster_api_speaks_of_other_clusters(tmp_path: Path) -> None:
    cluster = """\
apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata: {name: NAME}
spec:
  controlPlaneEndpoint: {host: ADDRESS, port: 6443}
  clusterNetwork: {pods: {cidrBlocks: [10.244.0.0/16]}, services: {cidrBlocks: [10.96.0.0/12]}}
"""
    east = cluster.replace("NAME", "east").replace("ADDRESS", "192.168.11.250")
    west = cluster.replace("NAME", "west").replace("ADDRESS", "192.168.12.250")
    template = cluster.replace("NAME", "${CLUSTER_NAME}").replace("ADDRESS", "192.168.13.250")
    flavor = cluster.replace("NAME", "test").replace("ADDRESS", "192.168.14.250")
    files = {"clusters.yaml": east + "---\n" + west, "template.yaml": template, "templates/flavor.yaml": flavor}
    found = clusters(tmp_path, files)
    expected = [
        {
            "name": name,
            "kubeconfigServers": [f"https://{address}:6443"],
            "podCIDRs": ["10.244.0.0/16"],
            "serviceCIDRs": ["10.96.0.0/12"],
        }
        for name, address in (("east", "192.168.11.250"), ("west", "192.168.12.250"))
    ]
    assert found == expected


DUMP = """\
{"apiVersion": "v1", "kind": "List", "items": [
 {"apiVersion": "v1", "kind": "Node",
  "metadata": {"name": "cp1", "uid": "u1", "labels": {"node-role.kubernetes.io/control-plane": ""}},
  "spec": {"podCIDR": "10.244.0.0/24", "podCIDRs": ["10.244.0.0/24"]},
  "status": {"addresses": [{"type": "InternalIP", "address": "192.168.11.21"},
                           {"type": "Hostname", "address": "cp1"}]}},
 {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "kube-proxy", "namespace": "kube-system", "uid": "u2"},
  "data": {"config.conf": "clusterCIDR: 10.244.0.0/16\\nmode: ipvs\\nipvs: {strictARP: false}\\n",
           "kubeconfig.conf": "clusters:\\n- {name: default, cluster: {server: 'https://192.168.11.250:6443'}}\\n"}},
 {"apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": {"name": "kubernetes", "uid": "u3"},
  "spec": {"cidrs": ["10.96.0.0/12"]}},
 {"apiVersion": "metallb.io/v1beta1", "kind": "IPAddressPool", "metadata": {"name": "lan", "uid": "u4"},
  "spec": {"addresses": ["192.168.11.100-192.168.11.110"], "autoAssign": false}}
]}
"""


def test_a_dump_of_the_live_cluster(tmp_path: Path) -> None:
    expected = {
        "name": "prod",
        "kubeconfigServers": SERVERS,
        "loadBalancers": [LB],
        "nodes": [node("cp1", "192.168.11.21", "control-plane")],
        "podCIDRs": ["10.244.0.0/16"],
        "serviceCIDRs": ["10.96.0.0/12"],
        "proxy": {"mode": "ipvs", "strictARP": False},
        "loadBalancerControllers": ["metallb"],
        "addressPools": [
            {
                "name": "lan",
                "controller": "metallb",
                "addresses": ["192.168.11.100-192.168.11.110"],
                "autoAssign": False,
            }
        ],
    }
    assert clusters(tmp_path, {"prod/dump.json": DUMP}) == [expected]


def test_a_service_that_leads_to_the_api_servers(tmp_path: Path) -> None:
    service = """\
apiVersion: v1
kind: Service
metadata: {name: kube-api, namespace: kube-system, annotations: {lbipam.cilium.io/ips: 192.168.11.250}}
spec: {type: LoadBalancer, selector: {k8s-app: kube-apiserver}, ports: [{port: 6443}]}
"""
    owner = {"kind": "Service", "namespace": "kube-system", "name": "kube-api"}
    expected = {"name": "east", "kubeconfigServers": SERVERS, "loadBalancers": [{**LB, "owner": owner}]}
    assert clusters(tmp_path, {"kubernetes/east/apps/kube-system/api.yaml": service}) == [expected]


def test_a_service_for_the_api_is_not_where_programs_look_for_it(tmp_path: Path) -> None:
    service = """\
apiVersion: v1
kind: Service
metadata: {name: kube-api, namespace: kube-system, annotations: {lbipam.cilium.io/ips: 192.168.11.10}}
spec: {type: LoadBalancer, selector: {component: kube-apiserver}, ports: [{port: 6443}]}
"""
    (found,) = clusters(
        tmp_path, {"apps/api.yaml": service, "apps/cilium.yaml": CILIUM.replace("HOST", "192.168.11.250")}
    )
    assert found["kubeconfigServers"] == SERVERS
    assert [balancer["vips"] for balancer in found["loadBalancers"]] == [["192.168.11.10"]]


def test_clusters_without_names_have_the_names_of_their_folders(tmp_path: Path) -> None:
    machine = "machine: {{network: {{hostname: {0}-1, interfaces: [{{addresses: [192.168.11.{1}/24]}}]}}}}\n"
    found = clusters(
        tmp_path,
        {
            "talos/apps/a.yaml": machine.format("apps", 21),
            "talos/infra/a.yaml": machine.format("infra", 31),
            "bootstrap/apps/values.yaml": "k8sServiceHost: 192.168.11.250\nk8sServicePort: 6443\n",
            "infrastructure/cilium.yaml": CILIUM.replace("HOST", "192.168.11.250"),
        },
    )
    assert [(cluster["name"], cluster.get("kubeconfigServers")) for cluster in found] == [
        ("apps", SERVERS),
        ("infra", None),
    ]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (("kube_config_rke2_dev.yaml", "kube_config_rke2_prod.yaml"), ["dev", "prod"]),
        (("dev/k3s/kubeconfig.yaml", "prod/k3s/kubeconfig.yaml"), ["dev", "prod"]),
        (("kubeconfig.yaml", "kubeconfig-prod.yaml"), ["default", "default-2"]),
    ],
)
def test_kubeconfigs_with_the_name_that_installers_write(
    tmp_path: Path, files: tuple[str, ...], names: list[str]
) -> None:
    kubeconfig = "apiVersion: v1\nkind: Config\nclusters:\n- {{name: default, cluster: {{server: 'https://192.168.{0}.250:6443'}}}}\n"
    found = clusters(tmp_path, {file: kubeconfig.format(number) for number, file in enumerate(files)})
    assert sorted(cluster["name"] for cluster in found) == names


def test_a_base_next_to_the_clusters_is_of_all_of_them(tmp_path: Path) -> None:
    machine = (
        "cluster:\n  clusterName: {0}\n  controlPlane: {{endpoint: 'https://192.168.{1}.250:6443'}}\n"
        "machine: {{type: controlplane, network: {{interfaces: [{{addresses: [192.168.{1}.11/24]}}]}}}}\n"
    )
    found = clusters(
        tmp_path,
        {
            "talos/base/all.yaml": "cluster: {network: {podSubnets: [10.69.0.0/16], serviceSubnets: [10.96.0.0/16]}}\n",
            "talos/clusters/home/cp.yaml": machine.format("home", 10),
            "talos/clusters/lab/cp.yaml": machine.format("lab", 20),
            "talos/clusters/lab/net.yaml": "cluster: {network: {podSubnets: [10.42.0.0/16]}}\n",
            "other/base/all.yaml": "cluster: {network: {podSubnets: [10.99.0.0/16]}}\n",
        },
    )
    assert [(cluster["name"], cluster["podCIDRs"], cluster["serviceCIDRs"]) for cluster in found] == [
        ("home", ["10.69.0.0/16"], ["10.96.0.0/16"]),
        ("lab", ["10.42.0.0/16"], ["10.96.0.0/16"]),
    ]


def test_two_inventories_call_one_machine_differently(tmp_path: Path) -> None:
    inventory = (
        "[kube_control_plane]\n{0}-1 ansible_host=192.168.11.21\n[kube_node]\n{0}-2 ansible_host=192.168.11.22\n"
    )
    (found,) = clusters(tmp_path, {"hosts.ini": inventory.format("cp"), ".own/hosts.ini": inventory.format("box")})
    assert [machine["addresses"] for machine in found["nodes"]] == [["192.168.11.21"], ["192.168.11.22"]]


def test_alternative_configurations_of_kubeadm_are_not_merged(tmp_path: Path) -> None:
    configuration = (
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking: {{podSubnet: {}}}\n{}\n"
    )
    files = {
        "conf/first.yaml": configuration.format("10.233.64.0/18", "controlPlaneEndpoint: 192.168.11.250:6443"),
        "conf/audit.yaml": configuration.format("192.168.0.0/16", "controlPlaneEndpoint: <load-balancer>:6443"),
    }
    (found,) = clusters(tmp_path, files)
    assert found["podCIDRs"] == ["10.233.64.0/18"]


@pytest.mark.parametrize(
    ("pods", "networks"),
    [
        ("10.233.64.0/18", (["10.244.0.0/16"], [])),
        ("10.244.0.0/16", (["10.244.0.0/16"], ["192.168.11.240-192.168.11.250"])),
        ('"fd00:10::/56"', (["10.244.0.0/16", "fd00:10::/56"], ["192.168.11.240-192.168.11.250"])),
    ],
)
def test_variables_of_another_installer_with_other_ranges_are_of_another_cluster(
    tmp_path: Path, pods: str, networks: tuple[list[str], list[str]]
) -> None:
    kubeadm = (
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking: {podSubnet: 10.244.0.0/16}\n"
        "controlPlaneEndpoint: 192.168.11.250:6443\n"
    )
    files = {
        "kubeadm/config.yaml": kubeadm,
        "kubespray/group_vars/k8s_cluster.yml": f"kube_pods_subnet: {pods}\n",
        "kubespray/group_vars/addons.yml": "metallb_ip_range: [192.168.11.240-192.168.11.250]\n",
    }
    (found,) = clusters(tmp_path, files)
    pools = [address for pool in found.get("addressPools", ()) for address in pool["addresses"]]
    assert (found["podCIDRs"], pools) == networks


def test_a_base_that_names_a_cluster_is_none(tmp_path: Path) -> None:
    base = (
        "machine: {type: controlplane}\ncluster:\n  clusterName: talos-cluster\n"
        "  controlPlane: {endpoint: 'https://localhost:6443'}\n  network: {podSubnets: [10.69.0.0/16]}\n"
    )
    own = "cluster: {clusterName: home, controlPlane: {endpoint: 'https://192.168.11.250:6443'}}\n"
    (found,) = clusters(tmp_path, {"talos/base/controlplane.yaml": base, "talos/clusters/home/cluster.yaml": own})
    assert (found["name"], found["kubeconfigServers"], found["podCIDRs"]) == ("home", SERVERS, ["10.69.0.0/16"])


def test_a_machine_configuration_of_another_cluster_than_the_talconfig_is_not_used(tmp_path: Path) -> None:
    machine = (
        "machine: {type: controlplane}\ncluster:\n  clusterName: lab\n"
        "  controlPlane: {endpoint: 'https://192.168.11.250:6443'}\n  network: {serviceSubnets: [10.43.0.0/16]}\n"
    )
    files = {"talos/talconfig.yaml": TALCONFIG, "talos/machine.yaml": machine}
    assert [(one["name"], one["serviceCIDRs"]) for one in clusters(tmp_path, files)] == [("home", ["10.96.0.0/16"])]


def test_values_that_a_comment_calls_placeholders_are_not_imported(tmp_path: Path) -> None:
    ini = "[kube_control_plane]\ncp1 ansible_host=192.168.11.21\ncp2 ansible_host=192.168.11.99  # CHANGE_ME\n"
    (found,) = clusters(tmp_path, {"inventory/lab/hosts.ini": ini})
    assert found["nodes"] == [node("cp1", "192.168.11.21", "control-plane")]


def test_k0sctl(tmp_path: Path) -> None:
    text = """\
apiVersion: k0sctl.k0sproject.io/v1beta1
kind: Cluster
metadata: {name: edge}
spec:
  hosts:
  - {role: controller+worker, hostname: k1, ssh: {address: 192.168.11.21, keyPath: not-read}}
  - {role: worker, hostname: k2, ssh: {address: 192.168.11.31}}
  k0s:
    version: v1.30.1+k0s.0
    config: {spec: {api: {externalAddress: 192.168.11.250}, network: {podCIDR: 10.244.0.0/16}}}
"""
    (found,) = clusters(tmp_path, {"k0sctl.yaml": text})
    assert isinstance(found, dict)
    assert (found["name"], found["kubernetesVersion"]) == ("edge", "1.30")
    nodes = [node("k1", "192.168.11.21", "control-plane", "worker"), node("k2", "192.168.11.31", "worker")]
    assert nodes == found["nodes"]


def test_openshift_install_config(tmp_path: Path) -> None:
    text = """\
apiVersion: v1
baseDomain: example.com
metadata: {name: ocp}
networking:
  machineNetwork: [{cidr: 192.168.11.0/24}]
  clusterNetwork: [{cidr: 10.128.0.0/14, hostPrefix: 23}]
  serviceNetwork: [172.30.0.0/16]
platform: {baremetal: {apiVIPs: [192.168.11.250], ingressVIPs: [192.168.11.251]}}
pullSecret: not-read
"""
    expected = {
        "name": "ocp",
        "kubeconfigServers": SERVERS,
        "nodeCIDRs": ["192.168.11.0/24"],
        "podCIDRs": ["10.128.0.0/14"],
        "serviceCIDRs": ["172.30.0.0/16"],
    }
    (found,) = clusters(tmp_path, {"install-config.yaml": text})
    assert isinstance(found, dict)
    assert {key: found[key] for key in expected} == expected


CILIUM = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cilium, namespace: kube-system}
spec: {values: {kubeProxyReplacement: true, k8sServiceHost: HOST, k8sServicePort: 6443}}
"""


@pytest.mark.parametrize(("host", "servers"), [("192.168.11.250", [SERVERS]), ("127.0.0.1", []), ("localhost", [])])
def test_where_cilium_finds_the_api_server(tmp_path: Path, host: str, servers: list[object]) -> None:
    found = clusters(tmp_path, {"kubernetes/apps/cilium.yaml": CILIUM.replace("HOST", host)})
    assert [one["kubeconfigServers"] for one in found if isinstance(one, dict)] == servers


def test_an_endpoint_on_the_machine_itself_is_no_server(tmp_path: Path) -> None:
    talos = "cluster: {clusterName: a, controlPlane: {endpoint: HOST}, network: {podSubnets: [10.244.0.0/16]}}\n"
    text = talos.replace("HOST", "https://localhost:6443")
    assert "kubeconfigServers" not in written(read(tmp_path, {"talos/controlplane.yaml": text}))
    text = talos.replace("HOST", "https://api.example.com:6443")
    assert "kubeconfigServers" in written(read(tmp_path, {"talos/controlplane.yaml": text}))


def test_the_servers_of_another_control_plane_are_not_merged(tmp_path: Path) -> None:
    kube_vip = """\
apiVersion: v1
kind: Pod
metadata: {name: kube-vip, namespace: kube-system}
spec: {containers: [{name: kube-vip, env: [{name: cp_enable, value: "true"}, {name: address, value: 192.168.99.9}]}]}
"""
    talos = TALOS.format(role="controlplane", name="cp1", address="192.168.11.21", cluster="a")
    talos = talos.replace("api.a.example.com", "192.168.11.250")
    found = read(tmp_path, {"talos/cp1.yaml": talos, "elsewhere/kube-vip.yaml": kube_vip})
    (cluster,) = (plain(one) for one in found.clusters)
    assert isinstance(cluster, dict)
    assert cluster["loadBalancers"] == [LB]
    assert [one.text for one in found.notes] == ["elsewhere/kube-vip.yaml: the cluster of this file is unknown"]


def test_encrypted_and_templated_values_are_never_read(tmp_path: Path) -> None:
    sops = "clusterName: home\nendpoint: ENC[AES256_GCM,data:abc,type:str]\nnodes: []\nsops: {mac: x}\n"
    files = {"talos/talconfig.sops.yaml": sops, "talos/talconfig.yaml.j2": "endpoint: https://192.168.11.250:6443\n"}
    assert clusters(tmp_path, files) == []


def test_no_secret_gets_into_an_inventory(tmp_path: Path) -> None:
    kubeconfig = """\
apiVersion: v1
kind: Config
clusters: [{name: prod, cluster: {server: "https://me:secret@192.168.11.250:6443", certificate-authority-data: secret}}]
users: [{name: admin, user: {token: secret, password: secret}}]
"""
    found = read(tmp_path, {"admin.kubeconfig": kubeconfig})
    assert [one.value for one in values(found.clusters[0]["kubeconfigServers"])] == SERVERS
    assert "secret" not in written(found)


def test_a_server_whose_name_has_no_known_address_is_left_out(tmp_path: Path) -> None:
    machine = TALOS.format(role="controlplane", name="cp1", address="192.168.11.21", cluster="a")
    text = written(found := read(tmp_path, {"talos/cp1.yaml": machine}))

    assert "kubeconfigServers" not in found.clusters[0]
    assert any("no file states the address of api.a.example.com" in note.text for note in found.notes)
    filled = text.replace("    # ", "    ").replace("{api.a.example.com: []}", "{api.a.example.com: [192.168.11.250]}")
    uncommented = yaml.safe_load("\n".join(line for line in filled.splitlines() if "No file" not in line))
    (cluster,) = uncommented["clusters"]
    assert cluster["kubeconfigServers"] == ["https://api.a.example.com:6443"]
    assert cluster["dns"] == {"api.a.example.com": ["192.168.11.250"]}
