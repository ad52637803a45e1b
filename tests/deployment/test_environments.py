"""Which files are of different environments, by their paths and by what they configure."""

from __future__ import annotations

import pytest

from svclint.deployment.environments import environments
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode
from svclint.documents.yaml import parse
from svclint.lazy_dataclasses import replace
from svclint.model import Span

NODE = MapNode((), Span(1, 1, 1, 1))


def document(path: str, group: str = "", kind: str = "Service") -> Document:
    return Document(path, 0, NODE, group, "v1", kind, "", "web", "")


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["clusters/a/web.yaml", "clusters/b/web.yaml"], ["a", "b"]),
        (["clusters/a/web.yaml", "apps/web.yaml"], ["", ""]),
        (["apps/web/overlays/eu/web.yaml", "apps/web/overlays/us/web.yaml"], ["eu", "us"]),
        (["apps/web/overlays/eu/web.yaml", "apps/web/base/web.yaml"], ["", ""]),
        (["overlays/base/web.yaml", "overlays/eu/web.yaml"], ["", ""]),
        (["inventory/sample/hosts.yml", "inventory/mine/hosts.yml"], ["", ""]),
        (["inventory/local/hosts.ini", "inventory/mine/hosts.yml", "roles/x.yml"], ["", "", ""]),
        (["overlays/local/a.yaml", "overlays/home/a.yaml"], ["local", "home"]),
        (["inventory/home/hosts.yml", "inventory/work/hosts.yml", "roles/x.yml"], ["home", "work", ""]),
        (["inventory/group_vars/all.yml", "inventory/host_vars/a.yml"], ["", ""]),
        (["prod/web.yaml", "dev/web.yaml", "web.yaml"], ["prod", "dev", ""]),
        (["prod/web.yaml", "apps/web.yaml"], ["", ""]),
        (["web/values-eu.yaml", "web/values-us.yaml", "web/values.yaml"], ["eu", "us", ""]),
        (["web/eu-values.yaml", "web/us-values.yaml"], ["eu", "us"]),
        (["hosts.yaml", "hosts-ha.yaml"], ["hosts", "ha"]),
        (["hosts.yaml", "hosts.ini", "web.yaml"], ["", "", ""]),
        (
            ["r/gke_shop-1_us-east1_web/x.yaml", "r/gke_shop_us-east1_web/x.yaml"],
            ["gke_shop-1_us-east1_web", "gke_shop_us-east1_web"],
        ),
        (["aws/203403084713/x.yaml", "aws/666628074417/x.yaml", "aws/x.yaml"], ["203403084713", "666628074417", ""]),
        (["r/me@web.us-east-1.eksctl.io/x.yaml", "r/prod/x.yaml"], ["me@web.us-east-1.eksctl.io", "prod"]),
        (["r/gke_shop/x.yaml", "r/20340308/x.yaml"], ["", ""]),
        (["clusters/a/overlays/prod/x.yaml", "clusters/b/overlays/dev/x.yaml"], ["a", "b"]),
    ],
)
def test_siblings(paths: list[str], expected: list[str]) -> None:
    siblings = environments({path: [document(path)] for path in paths}).siblings

    assert [siblings.get(path, "") for path in paths] == expected


def test_a_throw_away_cluster_is_apart() -> None:
    kind = document("kind.yaml", "kind.x-k8s.io", "Cluster")
    files = {"kind.yaml": [kind], "web.yaml": [document("web.yaml")], "hack/kind/pool.yaml": [document("pool.yaml")]}

    assert environments(files).thrown_away == {"kind.yaml": "kind.yaml", "hack/kind/pool.yaml": "hack/kind"}
    assert environments({"all.yaml": [kind, document("all.yaml")]}).thrown_away == {}


def test_files_that_each_configure_a_cluster_are_of_different_clusters() -> None:
    def configuration(path: str) -> list[Document]:
        return [document(path, "kubeadm.k8s.io", "ClusterConfiguration")]

    several = {path: configuration(path) for path in ("a/kubeadm.yaml", "b/ha.yaml", "b/single.yaml")}
    found = environments({**several, "a/web.yaml": [document("a/web.yaml")], "b/web.yaml": [document("b/web.yaml")]})

    assert found.siblings == {
        "a/kubeadm.yaml": "a",
        "a/web.yaml": "a",
        "b/ha.yaml": "b/ha.yaml",
        "b/single.yaml": "b/single.yaml",
    }
    assert environments({"kubeadm.yaml": configuration("kubeadm.yaml")}).siblings == {}


def test_a_machine_configuration_that_names_another_cluster_than_the_talconfig_beside_it() -> None:
    def named(path: str, text: str) -> tuple[str, list[Document]]:
        node = next(parse(text)).node
        assert isinstance(node, MapNode)
        return path, [replace(document(path, kind=""), node=node)]

    found = environments(
        dict(
            [
                named("talos/talconfig.yaml", "{clusterName: main}"),
                named("talos/machine.yaml", "{cluster: {clusterName: lab}}"),
                named("talos/cp1.yaml", "{cluster: {clusterName: main}}"),
                named("talos/patch.yaml", "{cluster: {network: {}}}"),
                named("other/machine.yaml", "{cluster: {clusterName: lab}}"),
            ]
        )
    )

    assert found.strangers == {"talos/machine.yaml": "talos/machine.yaml"}
