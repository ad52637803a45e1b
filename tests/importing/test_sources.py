"""Which files the import looks at, and in which form."""

from __future__ import annotations

from pathlib import Path

from svclint.importing.imported import plain
from tests.support.import_repositories import TALCONFIG, read

KUBE_VIP = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: kube-vip, namespace: kube-system}
spec:
  template:
    spec:
      containers:
      - name: kube-vip
        env: [{name: cp_enable, value: "true"}, {name: address, value: "${API_ADDRESS}"}]
"""
FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec: {path: ./apps, postBuild: {substitute: {API_ADDRESS: 192.168.11.250}}}
"""


def names(folder: Path, files: dict[str, str], *paths: str) -> list[object]:
    return [one["name"] for one in map(plain, read(folder, files, *paths).clusters) if isinstance(one, dict)]


def test_samples_and_archives_are_passed_over_and_counted(tmp_path: Path) -> None:
    other = TALCONFIG.replace("home", "old").replace("192.168.11", "192.168.12")
    files = {"talos/talconfig.yaml": TALCONFIG, ".archive/talconfig.yaml": other, "talos/talconfig.sample.yaml": other}
    files |= {
        "talos/talconfig copy.yaml": other,
        "talos/talconfig-example.yaml": other,
        "ha-example/talconfig.yaml": other,
    }
    assert names(tmp_path, files) == ["home"]
    found = read(tmp_path, files)
    assert [one.text for one in found.notes] == [
        "skipped 5 files of samples, archives and tests (.archive, ha-example, talos); to import a folder, name it"
    ]


def test_a_file_that_kubekey_calls_a_sample_is_the_configuration(tmp_path: Path) -> None:
    assert names(tmp_path, {"talos/config-sample.yaml": TALCONFIG}) == ["home"]


def test_they_are_read_when_they_are_named(tmp_path: Path) -> None:
    other = TALCONFIG.replace("home", "old").replace("192.168.11", "192.168.12")
    files = {"talos/talconfig.yaml": TALCONFIG, ".archive/talconfig.yaml": other}
    assert names(tmp_path, files, ".archive") == ["old"]
    assert names(tmp_path, files, ".", ".archive") == ["old", "home"]


def test_a_repository_of_examples_describes_no_cluster_unless_a_folder_is_named(tmp_path: Path) -> None:
    files = {"talos/talconfig.yaml": TALCONFIG, "README.md": "# Kubernetes examples\n"}
    found = read(tmp_path, files)
    assert not found.clusters
    assert [note.text for note in found.notes] == [
        (
            "nothing was imported: by the title of its README, the repository is a course or a collection of examples, "
            "which describe no cluster; to import a folder, name it"
        )
    ]
    assert names(tmp_path, files, "talos") == ["home"]
    assert names(tmp_path, {**files, "README.md": "# Home\n\nWith examples.\n"}) == ["home"]


def test_variables_of_a_gitops_repository_are_filled_in(tmp_path: Path) -> None:
    found = read(tmp_path, {"flux/apps.yaml": FLUX, "apps/kube-vip.yaml": KUBE_VIP})
    (cluster,) = map(plain, found.clusters)
    assert isinstance(cluster, dict)
    assert cluster["kubeconfigServers"] == ["https://192.168.11.250:6443"]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "binary.yaml").write_bytes(b"clusterName: \xff\xfe\x00machine")
    found = read(tmp_path, {"talos/talconfig.yaml": TALCONFIG})
    assert [one.text.partition(":")[0] for one in found.notes] == ["cannot read binary.yaml"]
