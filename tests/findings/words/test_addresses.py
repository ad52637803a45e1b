"""Words of addresses: who has one, and what is at the ends of a subnet."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.findings.words.addresses import address_is_held
from svclint.findings.words.pool_exclusions import ends
from tests.support.repository_claims import INVENTORY, at, claims_of

OVERRIDE = """\
apiVersion: v1
kind: Pod
metadata: {name: agent}
spec: {containers: [{name: a, env: [{name: KUBERNETES_SERVICE_HOST, value: 10.0.0.9}]}]}
"""
KUBE_VIP = """\
apiVersion: v1
kind: Pod
metadata: {name: kube-vip, namespace: kube-system}
spec:
  containers:
  - name: kube-vip
    image: ghcr.io/kube-vip/kube-vip:v1.0.0
    env: [{name: cp_enable, value: "true"}, {name: address, value: 10.0.0.9}]
"""
SERVER = "apiVersion: v1\nkind: Config\nclusters: [{name: a, cluster: {server: 'https://10.0.0.9:6443'}}]\n"


@pytest.mark.parametrize(
    ("manifest", "inventory", "held"),
    [
        (SERVER, "", False),
        (KUBE_VIP, "", True),
        (SERVER, "nodes: [{name: a, addresses: [10.0.0.9]}]", True),
        (SERVER, "loadBalancers: [{name: api, vips: [10.0.0.9]}]", True),
        (SERVER, "loadBalancers: [{name: api, vips: [10.0.0.9], owner: {kind: Service, name: api}}]", False),
    ],
    ids=["kubeconfig", "kube-vip", "node", "outside", "a Service's"],
)
def test_the_holder_of_an_address(tmp_path: Path, manifest: str, inventory: str, held: bool) -> None:
    stated = f"version: 1\nclusters: [{{name: prod, {inventory}}}]\n"
    claims = claims_of(tmp_path, {"a.yaml": OVERRIDE, "b.yaml": manifest, INVENTORY: stated})
    assert address_is_held(claims, at(claims, "api-override")) is held


@pytest.mark.parametrize(
    ("pool", "subnet", "held"),
    [
        ("192.168.1.240/28", "192.168.1.0/24", "192.168.1.255"),
        ("192.168.0.0/16", "192.168.1.0/24", "192.168.1.0 and 192.168.1.255"),
        ("192.168.1.240-192.168.1.254", "192.168.1.0/24", ""),
        ("192.168.1.1/32", "192.168.1.0/31", ""),
    ],
)
def test_the_ends_of_a_subnet(tmp_path: Path, pool: str, subnet: str, held: str) -> None:
    manifest = (
        f"apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {{name: lan}}\nspec: {{addresses: [{pool}]}}\n"
    )
    stated = f"version: 1\nclusters: [{{name: prod, nodeCIDRs: [{subnet}]}}]\n"
    claims = claims_of(tmp_path, {"pool.yaml": manifest, INVENTORY: stated})
    assert ends(claims, at(claims, "pool"), at(claims, "node-network", inventory=True)) == held
