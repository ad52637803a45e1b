"""Kinds 11-15 of the dirt in real repositories: what others decrypt or fill in is unresolved."""

from __future__ import annotations

import pytest

from dirt.repositories import TAKES, VIP, Repository, service

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

    assert [] == repository.findings()
    assert {"encrypted value": 2} == repository.unresolved()
    assert 1 == repository.result().counts.claims  # that it has ports


def test_what_sops_left_plain_is_read(repository: Repository) -> None:
    endpoints = (
        "apiVersion: v1\nkind: Endpoints\nmetadata: {name: nas}\nsubsets:\n- addresses:\n"
        f"  - ip: 192.168.1.300\n  ports: [{{port: 443}}]\ndata: {SECRET}\n{SOPS}"
    )
    repository.write("endpoints.yaml", endpoints)

    assert ["invalid-address endpoints.yaml:6:9"] == repository.findings()


@pytest.mark.parametrize("data", [b"\x00GITCRYPT\x00\x8f\x02", b"$ANSIBLE_VAULT;1.1;AES256\n6162\n"])
def test_an_encrypted_file_is_counted_and_no_error(repository: Repository, data: bytes) -> None:
    repository.write("secrets.yaml", data)
    repository.write("service.yaml", service(f"externalIPs: [{VIP}]"))

    assert [f"{TAKES} service.yaml:6:17"] == repository.findings()
    assert {"unreadable": 1, "read": 1} == repository.files()


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("!vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      6162", "custom tag"),
        ("!secret lb_ip", "custom tag"),
        ("!env_var LB_IP", "custom tag"),
        (f"!env '{VIP}'", "custom tag"),
        ("<path:kv/data/net#lb>", "secret reference"),
        ("ref+vault://net/lb", "secret reference"),
    ],
)
def test_a_value_that_another_program_makes_is_unresolved(repository: Repository, value: str, reason: str) -> None:
    repository.write("service.yaml", service(f"loadBalancerIP: {value}"))

    assert [] == repository.findings()
    assert {reason: 1} == repository.unresolved()


def test_custom_tags_keep_no_file_from_being_read(repository: Repository) -> None:
    text = (
        "entries:\n- id: !Find [model, [name, !KeyOf x]]\n- !env_var X\n- !reference [.a, script]\n"
        f"- !Format ['%s', !Context y]\nservice:\n  externalIPs: [{VIP}]\n"
    )
    repository.write("blueprint.yaml", text)

    assert [f"{TAKES} blueprint.yaml:7:17"] == repository.findings()


def test_yaml_s_own_tags_are_read(repository: Repository) -> None:
    repository.write("service.yaml", service(f"externalIPs: [!!str {VIP}]"))

    assert [f"{TAKES} service.yaml:6:23"] == repository.findings()
    assert {} == repository.unresolved()
