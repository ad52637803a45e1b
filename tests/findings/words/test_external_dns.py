"""Instances of external-dns that take each other's records for their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.findings.words.external_dns import shares_records_with
from tests.support.repository_claims import INVENTORY, claims_of

CLUSTERS = "version: 1\nclusters: [{name: dev, manifests: [dev/**]}, {name: prod, manifests: [prod/**]}]\n"
EXTERNAL_DNS = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: external-dns}
spec:
  template:
    spec:
      containers:
      - image: registry.k8s.io/external-dns/external-dns:v0.18.0
        args: [%s]
"""
USUAL = ("--provider=aws", "--policy=sync", "--domain-filter=example.com", "--txt-owner-id=default", "--registry=txt")


def sharing(root: Path, dev: tuple[str, ...], prod: tuple[str, ...]) -> list[list[str]]:
    files = {f"{name}/a.yaml": EXTERNAL_DNS % ", ".join(args) for name, args in (("dev", dev), ("prod", prod))}
    claims = claims_of(root, {**files, INVENTORY: CLUSTERS})
    found = [index for index, claim in enumerate(claims.claims) if claim.role == "external-dns"]
    return [shares_records_with(claims, index) for index in found]


def test_two_clusters_with_one_owner_id_in_one_zone_share_records(tmp_path: Path) -> None:
    dev, prod = sharing(tmp_path, USUAL, USUAL)
    assert dev == ["Deployment external-dns of cluster prod"]
    assert prod == ["Deployment external-dns of cluster dev"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("--txt-owner-id=default", "--txt-owner-id=prod"),
        ("--provider=aws", "--provider=cloudflare"),
        ("--domain-filter=example.com", "--domain-filter=example.org"),
        ("--registry=txt", "--aws-zone-type=private"),
    ],
)
def test_two_controllers_with_a_difference_do_not_share_records(tmp_path: Path, old: str, new: str) -> None:
    assert sharing(tmp_path, USUAL, tuple(new if arg == old else arg for arg in USUAL)) == [[], []]


def test_a_variable_may_differ_in_each_cluster(tmp_path: Path) -> None:
    args = tuple("'--txt-owner-id=${CLUSTER}'" if arg.startswith("--txt-owner") else arg for arg in USUAL)
    assert sharing(tmp_path, args, args) == [[], []]


def test_without_sync_nothing_is_deleted(tmp_path: Path) -> None:
    args = tuple("--policy=upsert-only" if arg.startswith("--policy") else arg for arg in USUAL)
    assert sharing(tmp_path, args, args) == [[], []]
