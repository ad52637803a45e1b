"""Terraform's variables in a check: the files that Terraform reads itself state the control plane and its nodes."""

from pathlib import Path

from svclint.api import lint

CLUSTER = 'talos_cluster_config = {\n  name = "talos"\n  vip  = "192.168.1.99"\n}\n'
NODES = 'talos_nodes = {\n  "ctrl-00" = {\n    machine_type = "controlplane"\n    ip = "192.168.1.100"\n  }\n}\n'
POOL = (
    "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: lan, namespace: metallb-system}\n"
    "spec: {addresses: [192.168.1.90-192.168.1.120]}\n"
    "---\napiVersion: metallb.io/v1beta1\nkind: L2Advertisement\nmetadata: {name: lan, namespace: metallb-system}\n"
)


def findings(root: Path, files: dict[str, str]) -> set[tuple[str, str]]:
    for path, text in {**files, "k8s/pool.yaml": POOL}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return {(finding.rule, finding.location.file) for finding in lint(root, root=root).findings}


def test_a_pool_contains_the_vip_of_terraform(tmp_path: Path) -> None:
    found = findings(tmp_path, {"tofu/cluster.auto.tfvars": CLUSTER})

    assert ("pool-contains-control-plane", "k8s/pool.yaml") in found


def test_a_pool_contains_a_control_plane_machine_of_terraform(tmp_path: Path) -> None:
    found = findings(tmp_path, {"tofu/nodes.auto.tfvars": NODES})

    assert ("pool-contains-control-plane", "k8s/pool.yaml") in found


def test_files_that_the_caller_selects_are_not_read(tmp_path: Path) -> None:
    assert findings(tmp_path, {"tofu/stable.tfvars": CLUSTER, "tofu/test.tfvars": CLUSTER}) == set()


def test_of_two_clusters_neither_is_used(tmp_path: Path) -> None:
    files = {"one/terraform.tfvars": CLUSTER, "two/terraform.tfvars": CLUSTER.replace(".99", ".98")}

    assert findings(tmp_path, files) == set()


def test_the_vip_of_something_else_is_not_the_control_plane(tmp_path: Path) -> None:
    assert findings(tmp_path, {"tofu/terraform.tfvars": 'router_vip = "192.168.1.99"\n'}) == set()
