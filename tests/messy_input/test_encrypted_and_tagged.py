"""Kinds 11-15 of the dirt in real repositories: what others decrypt or fill in is unresolved."""

from __future__ import annotations

from base64 import b64encode

import pytest

from tests.support.messy_repositories import TAKES, VIP, Repository, service

SECRET = "ENC[AES256_GCM,data:gW7S8Q==,iv:mkC6=,tag:w2==,type:str]"
SOPS = f"""\
sops:
  kms: []
  age:
  - recipient: age1x
    loadBalancerIP: {VIP}
  lastmodified: "2024-01-01T00:00:00Z"
  mac: {SECRET}
"""


def test_a_file_that_sops_encrypted_whole(repository: Repository) -> None:
    repository.write("service.sops.yaml", service(f"loadBalancerIP: {SECRET}", f"externalIPs: ['{SECRET}']") + SOPS)

    assert repository.findings() == []
    assert repository.unresolved() == {"encrypted value": 2}
    assert repository.result().counts.claims == 1  # that it has ports


def test_what_sops_left_plain_is_read(repository: Repository) -> None:
    endpoints = (
        "apiVersion: v1\nkind: Endpoints\nmetadata: {name: nas}\nsubsets:\n- addresses:\n"
        f"  - ip: 192.168.1.300\n  ports: [{{port: 443}}]\ndata: {SECRET}\n{SOPS}"
    )
    repository.write("endpoints.yaml", endpoints)

    assert repository.findings() == ["invalid-address endpoints.yaml:6:9"]


@pytest.mark.parametrize(
    "data",
    [
        b"\x00GITCRYPT\x00\x8f\x02",
        b"$ANSIBLE_VAULT;1.1;AES256\n6162\n",
        b"$ANSIBLE_VAULT;1.2;AES256;prod eu\r\n6162\r\n6F\r\n",
        b"$ANSIBLE_VAULT;1.1;AES256\n" + b"61" * 40 + b"\n\n",
    ],
)
def test_an_encrypted_file_is_counted_and_no_error(repository: Repository, data: bytes) -> None:
    repository.write("secrets.yaml", data)
    repository.write("service.yaml", service(f"externalIPs: [{VIP}]"))

    assert repository.findings() == [f"{TAKES} service.yaml:6:17"]
    assert repository.files() == {"unreadable": 1, "read": 1}


@pytest.mark.parametrize(
    "head",
    ["$ANSIBLE_VAULT;", "$ANSIBLE_VAULT;1.1;AES256\n6162", "$ANSIBLE_VAULT;9;AES256\n61", "$ANSIBLE_VAULT;1.1;AES"],
)
def test_a_file_that_only_begins_like_a_vault_is_read(repository: Repository, head: str) -> None:
    repository.write("secrets.yaml", f"{head}\n---\n" + service(f"externalIPs: [{VIP}]"))

    assert [one.split()[0] for one in repository.findings()] == [TAKES]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("!vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      6162", "custom tag"),
        ("!secret lb_ip", "custom tag"),
        ("!env_var LB_IP", "custom tag"),
        ("<path:kv/data/net#lb>", "secret reference"),
        ("ref+vault://net/lb", "secret reference"),
    ],
)
def test_a_value_that_another_program_makes_is_unresolved(repository: Repository, value: str, reason: str) -> None:
    repository.write("service.yaml", service(f"loadBalancerIP: {value}"))

    assert repository.findings() == []
    assert repository.unresolved() == {reason: 1}


@pytest.mark.parametrize("tag", ["!env", "!x", "!!x", "!<x>", "!", "!!str", "!!map"])
def test_an_address_under_a_tag_is_what_kubernetes_takes_it_for(repository: Repository, tag: str) -> None:
    repository.write("service.yaml", service(f"externalIPs: [{tag} '{VIP}']"))

    assert repository.findings() == [f"{TAKES} service.yaml:6:{18 + len(tag)}"]
    assert repository.unresolved() == {}


@pytest.mark.parametrize("tag", ["!!binary", "!<tag:yaml.org,2002:binary>", "!!%62inary"])
def test_base64_hides_no_field_no_kind_and_no_address(repository: Repository, tag: str) -> None:
    field, kind, address = (f"{tag} {b64encode(one.encode()).decode()}" for one in ("externalIPs", "Service", VIP))
    plain = service(f"externalIPs: [{VIP}]")
    texts = [plain.replace("externalIPs", field), plain.replace(VIP, address), plain.replace("Service", kind)]
    for number, text in enumerate([*texts, texts[0].replace(VIP, address).replace("Service", kind)]):
        repository.write(f"{number}.yaml", text)

    assert repository.files_with(TAKES) == [f"{number}.yaml" for number in range(4)]
    assert repository.unresolved() == {}


def test_objects_in_texts_are_found_behind_base64(repository: Repository) -> None:
    kind, inner = (b64encode(one.encode()).decode() for one in ("ConfigMap", service(f"externalIPs: [{VIP}]")))
    text = f"apiVersion: v1\nkind: !!binary {kind}\nmetadata: {{name: a}}\ndata:\n  a: !!binary {inner}\n"
    repository.write("map.yaml", text)

    assert repository.findings() == [f"{TAKES} map.yaml:5:15"]


def test_what_is_no_base64_is_no_yaml_for_kubernetes(repository: Repository) -> None:
    repository.write("service.yaml", service("externalIPs: [!!binary MTky!]"))

    assert repository.findings() == ["invalid-yaml service.yaml:6:26"]


def test_custom_tags_keep_no_file_from_being_read(repository: Repository) -> None:
    text = (
        "entries:\n- id: !Find [model, [name, !KeyOf x]]\n- !env_var X\n- !reference [.a, script]\n"
        f"- !Format ['%s', !Context y]\nservice:\n  externalIPs: [{VIP}]\n"
    )
    repository.write("blueprint.yaml", text)

    assert repository.findings() == [f"{TAKES} blueprint.yaml:7:17"]


def test_yaml_s_own_tags_are_read(repository: Repository) -> None:
    repository.write("service.yaml", service(f"externalIPs: [!!str {VIP}]"))

    assert repository.findings() == [f"{TAKES} service.yaml:6:23"]
    assert repository.unresolved() == {}
