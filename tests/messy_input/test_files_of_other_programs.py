"""Kinds 23, 24, 27, 28, 31, 32, 34, 40 and 41 of the dirt in real repositories: what is no manifest claims nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.messy_repositories import TAKES, VIP, Repository, service

SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "properties": {"externalIPs": {"default": [VIP], "description": "addresses"}},
    "examples": [{"externalIPs": [VIP], "service": {"loadBalancerIP": VIP}}],
}


@pytest.mark.parametrize(
    "text",
    [
        f"- op: add\n  path: /spec/externalIPs\n  value: [{VIP}]\n- externalIPs: [{VIP}]\n",
        f"- name: a play\n  hosts: all\n  vars: {{loadBalancerIP: {VIP}}}\n",
        f"externalIPs {VIP}\n",
        f'"{VIP}"\n',
    ],
)
def test_lists_and_scalars_are_passed_over(repository: Repository, text: str) -> None:
    repository.write("tasks.yaml", text)

    assert repository.findings() == []
    assert repository.result().counts.claims == 0


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".github/workflows/e2e.yml", f"on: {{push: {{}}}}\njobs: {{a: {{env: {{loadBalancerIP: {VIP}}}}}}}\n"),
        ("Taskfile.yaml", f"version: '3'\ntasks: {{up: {{vars: {{loadBalancerIP: {VIP}}}}}}}\n"),
        ("mkdocs.yml", f"site_name: a\nextra: {{loadBalancerIP: {VIP}}}\n"),
        ("note.yaml", f"apiVersion: release-notes/v2\nkind: bug-fix\nexternalIPs: [{VIP}]\n"),
        ("feature.yaml", f"kind: feature\nexternalIPs: [{VIP}]\n"),
        ("api.yaml", f"openapi: 3.0.0\ncomponents: {{schemas: {{S: {{example: {{loadBalancerIP: {VIP}}}}}}}}}\n"),
    ],
)
def test_yaml_that_is_not_kubernetes(repository: Repository, path: str, text: str) -> None:
    repository.write(path, text)

    assert repository.findings() == []
    assert repository.result().counts.claims == 0


@pytest.mark.parametrize("path", ["values.schema.json", "schema.json", "chart/values.schema.yaml"])
def test_a_json_schema_claims_nothing(repository: Repository, path: str) -> None:
    repository.write(path, json.dumps(SCHEMA, indent=1))

    assert repository.findings() == []
    assert repository.result().counts.claims == 0


@pytest.mark.parametrize("kind", ["CustomResourceDefinition", "CompositeResourceDefinition", "ResourceGraphDefinition"])
def test_a_schema_inside_an_object_claims_nothing(repository: Repository, kind: str) -> None:
    schema = {"openAPIV3Schema": {"properties": {"externalIPs": {"default": [VIP]}}, "example": {"externalIPs": [VIP]}}}
    thing = {"apiVersion": "a.example.com/v1", "kind": kind, "metadata": {"name": "a"}, "spec": {"schema": schema}}
    repository.write("crd.yaml", json.dumps(thing))

    assert repository.findings() == []
    assert repository.result().counts.claims == 0


@pytest.mark.parametrize(
    "text",
    [
        (
            "apiVersion: cilium.io/v2alpha1\nkind: CiliumL2AnnouncementPolicy\nmetadata: {name: a}\n"
            "spec: {loadBalancerIPs: true, externalIPs: true}\n"
        ),
        "externalIPs: {enabled: true}\nl2announcements: {enabled: true}\n",
        "service: {loadBalancerIP: true, loadBalancerIPs: yes, clusterIP: on, externalIPs: false, hostAliases: true}\n",
    ],
)
def test_a_switch_under_the_same_key_is_no_address(repository: Repository, text: str) -> None:
    repository.write("values.yaml", text)
    roles = {claim.rule for claim in repository.result().findings} - {"strict-arp-required"}

    assert roles == set()
    assert repository.unresolved() == {}


def test_a_claim_in_a_comment_is_none(repository: Repository) -> None:
    repository.write("values.yaml", f"service:\n  type: LoadBalancer\n  # loadBalancerIP: {VIP}\n  x: 1 # {VIP}\n")

    assert repository.findings() == []


def test_fixtures_are_excluded_by_their_paths(repository: Repository) -> None:
    for folder in ("tests", "a/testdata/b", "chainsaw"):
        repository.write(f"{folder}/service.yaml", service(f"externalIPs: [{VIP}]"))
    assert len(repository.files_with(TAKES)) == 3

    repository.write(".svclint.yaml", "exclude: [tests/, testdata/, chainsaw/]\n")
    assert repository.findings() == []
    assert {key: value for key, value in repository.files().items() if key == "excluded"} == {"excluded": 3}


def test_the_last_applied_configuration_is_no_second_manifest(repository: Repository) -> None:
    applied = {
        "apiVersion": "v1", "kind": "Service", "metadata": {"annotations": {"metallb.io/loadBalancerIPs": VIP}},
        "spec": {"externalIPs": [VIP], "loadBalancerIP": VIP},
    }  # fmt: skip
    saved = {
        "apiVersion": "v1", "kind": "Service",
        "metadata": {
            "name": "web", "uid": "6d1f", "resourceVersion": "1", "creationTimestamp": "2024-01-01T00:00:00Z",
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": json.dumps(applied) + "\n"},
        },
        "spec": {"clusterIP": "10.96.0.5", "clusterIPs": ["10.96.0.5"], "ports": [{"port": 80}]},
        "status": {"loadBalancer": {}},
    }  # fmt: skip
    repository.write("saved.json", json.dumps(saved, indent=1))

    assert repository.findings() == []
    assert repository.result().counts.claims == 3  # its ports, too


def test_the_bytes_of_a_large_file_decide_whether_it_is_read(repository: Repository) -> None:
    panels = "".join(f'    {{"title": "panel {number}", "externalIPs": {number}}}\n' for number in range(20_000))
    dashboards = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\ndata:\n  d.json: |\n"
    repository.write("big.yaml", dashboards + panels + "---\n" + service(f"externalIPs: [{VIP}]"))
    repository.write("plain.yaml", "kind: ConfigMap\ndata:\n  x: |\n" + "    all of it is text\n" * 50_000)

    assert repository.findings() == [f"{TAKES} big.yaml:20012:17"]
    assert repository.files() == {"read": 1, "without addresses": 1}


def test_a_list_of_patches_is_read_where_an_address_comes_from_it(repository: Repository) -> None:
    patch = "- {path: address.yaml, target: {kind: Service}}"
    repository.write("kustomization.yaml", f"resources: [service.yaml]\npatches:\n{patch}\n")
    repository.write("service.yaml", service("type: ClusterIP"))
    repository.write("address.yaml", f"- op: add\n  path: /spec/externalIPs\n  value: [{VIP}]\n")
    repository.write("other.yaml", "- op: remove\n  path: /spec/externalIPs\n")

    assert repository.findings() == [f"{TAKES} address.yaml:3:11"]
    assert repository.files() == {"read": 2, "without addresses": 2}  # and the Service, for its port


def test_links_and_blanks_in_paths(repository: Repository) -> None:
    repository.write("real folder/a service.yaml", service(f"externalIPs: [{VIP}]"))
    (repository.root / "link.yaml").symlink_to(Path("real folder/a service.yaml"))
    (repository.root / "folder").symlink_to("real folder")
    (repository.root / "nowhere.yaml").symlink_to("nothing.yaml")
    (repository.root / "circle.yaml").symlink_to("circle.yaml")

    assert repository.findings() == [f"{TAKES} real folder/a service.yaml:6:17"]
    # A hook names every changed file, links too.
    assert repository.findings("link.yaml", "real folder/a service.yaml", "folder/a service.yaml") == [
        f"{TAKES} real folder/a service.yaml:6:17"
    ]
    assert repository.findings("link.yaml") == [f"{TAKES} link.yaml:6:17"]
