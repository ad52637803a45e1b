"""Variables files of Terraform and OpenTofu → clusters, by the words in the names of the variables."""

from pathlib import Path

from svclint.importing.imported import plain
from svclint.importing.importer import imported

CLUSTER = """\
cluster = {
  name     = "lab"
  endpoint = "api.lab.internal"
  gateway  = "10.70.0.1"
}
proxmox = { endpoint = "https://10.70.0.250:8006", name = "pve" }
ingress_vip = "10.70.0.80"
cluster_vip = "10.70.0.100"
kubernetes_version = "v1.33.2"
pod_cidr = "10.244.0.0/16"
service_subnets = ["10.96.0.0/16", "fd00:96::/112"]
"""
NODES = """\
nodes = {
  "cp-1" = { machine_type = "controlplane", ip = "10.70.0.101" }
  "w-1"  = { machine_type = "worker", ip = "10.70.0.111/24" }
  "nas"  = { machine_type = "storage", ip = "10.70.0.200" }
}
"""


def clusters(root: Path, files: dict[str, str]) -> list[object]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return [plain(cluster) for cluster in imported([str(root)], root).clusters]


def test_the_files_that_terraform_reads_together_are_one_cluster(tmp_path: Path) -> None:
    files = {"tofu/cluster.auto.tfvars": CLUSTER, "tofu/nodes.auto.tfvars": NODES, "tofu/x.tfvars.example": CLUSTER}
    assert clusters(tmp_path, files) == [
        {
            "name": "lab",
            "kubernetesVersion": "1.33",
            "loadBalancers": [{"name": "api", "vips": ["10.70.0.100"], "ports": [6443], "serves": "control-plane"}],
            "nodes": [
                {"name": "cp-1", "addresses": ["10.70.0.101"], "roles": ["control-plane"]},
                {"name": "w-1", "addresses": ["10.70.0.111"], "roles": ["worker"]},
            ],
            "nodeCIDRs": ["10.70.0.0/24"],
            "podCIDRs": ["10.244.0.0/16"],
            "serviceCIDRs": ["10.96.0.0/16", "fd00:96::/112"],
            "reserved": [{"name": "gateway", "kind": "gateway", "addresses": ["10.70.0.1"]}],
        }
    ]


def test_files_that_a_person_selects_are_alternatives(tmp_path: Path) -> None:
    files = {
        f"tofu/{name}.tfvars": f'cluster_name = "{name}"\ncontrolplane_ips = ["10.7{number}.0.1"]\n'
        for number, name in enumerate(("dev", "prod"))
    }
    named = [(cluster["name"], cluster["nodes"][0]["addresses"]) for cluster in clusters(tmp_path, files)]  # type: ignore[index]
    assert named == [("dev", ["10.70.0.1"]), ("prod", ["10.71.0.1"])]


def test_variables_that_are_no_literals_state_nothing(tmp_path: Path) -> None:
    assert clusters(tmp_path, {"terraform.tfvars": 'cluster_vip = file("x")\n', "main.tf": CLUSTER}) == []
