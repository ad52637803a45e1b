"""Kinds 26, 35, 37 and 38 of the dirt in real repositories: text in text, ranges, patches, Lists."""

from __future__ import annotations

import json

import pytest

from tests.support.messy_repositories import ASKS, HOLDS, TAKES, VIP, Repository, service

POOL = "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {{name: lan}}\nspec:\n  addresses:\n  - {}\n"


def indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def findings(repository: Repository) -> list[str]:
    """The findings without those that a pool has because no other file announces it."""
    return [finding for finding in repository.findings() if not finding.startswith("pool-not-announced")]


def test_values_in_an_application_s_text(repository: Repository) -> None:
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: t}\nspec:\n  source:\n    helm:\n"
    values = f"service:\n  spec: {{loadBalancerIP: {VIP}}}\n  externalIPs:\n  - {VIP}\n"
    repository.write("app.yaml", f"{head}      values: |\n{indented(values, 8)}")

    assert findings(repository) == [f"{ASKS} app.yaml:9:34", f"{TAKES} app.yaml:11:13"]


def test_a_manifest_in_a_configmap(repository: Repository) -> None:
    pool = POOL.format("192.168.11.240-192.168.11.250")
    payload = indented(service(f"externalIPs: [{VIP}]") + "---\n" + pool, 4)
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: addons, namespace: capi}\ndata:\n  all.yaml: |-\n"
    repository.write("crs.yaml", head + payload)

    assert findings(repository) == [f"{TAKES} crs.yaml:11:21", f"{HOLDS} crs.yaml:18:9"]
    owners = {str(finding.location.owner) for finding in repository.result().findings}
    assert owners == {"Service shop/web", "IPAddressPool lan"}


def test_a_manifest_in_a_configmap_claims_once(repository: Repository) -> None:
    annotated = service("type: LoadBalancer").replace(
        "namespace: shop", f"annotations: {{lbipam.cilium.io/ips: {VIP}}}"
    )
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: addons}\ndata:\n  values.yaml: |\n"
    repository.write("crs.yaml", head + indented(annotated, 4))

    assert findings(repository) == [f"{ASKS} crs.yaml:8:63"]


def test_settings_in_a_configmap_are_no_objects(repository: Repository) -> None:
    config = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: iptables\n"
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kube-proxy, namespace: kube-system}\ndata:\n"
    repository.write("kube-proxy.yaml", f"{head}  config.conf: |\n{indented(config, 4)}")

    assert repository.result().counts.documents == 1


def test_talos_inline_manifests(repository: Repository) -> None:
    manifest = indented(service(f"externalIPs: [{VIP}]"), 6)
    head = "machine: {type: controlplane}\ncluster:\n  inlineManifests:\n  - name: web\n    contents: |\n"
    repository.write("talos/patch.yaml", f"{head}{manifest}")

    assert findings(repository) == [f"{TAKES} talos/patch.yaml:11:23"]


def test_a_patch_written_into_a_kustomization(repository: Repository) -> None:
    patch = indented(service(f"externalIPs: [{VIP}]"), 4)
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches:\n- patch: |-\n"
    repository.write("kustomization.yaml", f"{head}{patch}")

    assert findings(repository) == [f"{TAKES} kustomization.yaml:10:21"]


@pytest.mark.parametrize(
    "text",
    [
        "192.168.11.240-192.168.11.254",
        "192.168.11.240 - 192.168.11.254",
        '" 192.168.11.240-192.168.11.254 "',
        "192.168.11.240/28",
        "192.168.11.250/32",
        "'192.168.11.250/32'",
    ],
)
def test_ranges_in_many_spellings(repository: Repository, text: str) -> None:
    repository.write("pool.yaml", POOL.format(text))

    assert findings(repository) == [f"{HOLDS} pool.yaml:6:5"]


def test_host_bits_are_reported_and_the_network_is_read(repository: Repository) -> None:
    repository.write("pool.yaml", POOL.format("192.168.3.0/16"))

    assert findings(repository) == ["noncanonical-address pool.yaml:6:5", f"{HOLDS} pool.yaml:6:5"]


def test_start_and_stop(repository: Repository) -> None:
    blocks = (
        f"blocks: [{{start: {VIP}}}, {{start: 192.168.11.9, stop: 192.168.12.1}}, {{start: fd00::1, stop: fd00::f}}]"
    )
    head = "apiVersion: cilium.io/v2\nkind: CiliumLoadBalancerIPPool\nmetadata: {name: p}\n"
    repository.write("pool.yaml", f"{head}spec:\n  {blocks}\n")

    assert findings(repository) == [f"{HOLDS} pool.yaml:5:20", f"{HOLDS} pool.yaml:5:45"]
    assert repository.result().counts.claims == 4  # and the pool itself


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        ("lbipam.cilium.io/ips", f"fd00::1,{VIP}"),
        ("io.cilium/lb-ipam-ips", f"fd00::1, {VIP}"),
        ("metallb.io/loadBalancerIPs", f"{VIP} , fd00::1"),
        ("projectcalico.org/loadBalancerIPs", json.dumps(["fd00::1", VIP])),
    ],
)
def test_lists_in_a_text(repository: Repository, annotation: str, value: str) -> None:
    manifest = {
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "annotations": {annotation: value}},
        "spec": {"type": "LoadBalancer", "ports": [{"port": 80}]},
    }  # fmt: skip
    repository.write("service.json", json.dumps(manifest))

    assert [one.rule for one in repository.result().findings] == [ASKS]


def test_ipv6_ranges(repository: Repository) -> None:
    repository.write("pool.yaml", POOL.format("fd00:1::1-fd00:1::ff"))
    repository.write("other.yaml", POOL.format("fd00:1::ff-fd00:1::fff").replace("lan", "more"))

    assert [finding.split()[0] for finding in findings(repository)] == ["pools-overlap"]


def test_what_a_patch_deletes_is_no_claim(repository: Repository) -> None:
    whole = service(f"externalIPs: [{VIP}]").replace("spec:", "$patch: delete\nspec:")
    ports = "externalIPs: ['10.0.0.1']\n  ports: [{$patch: delete, port: 80, nodePort: 6443}]\n  loadBalancerIP: null"
    pod = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  template:\n    spec:\n"
        "      hostAliases:\n      - {ip: 192.168.1.999, hostnames: [a], $patch: delete}\n"
        "      containers: [{name: c, ports: [{hostPort: 6443, $patch: delete}]}]\n"
    )
    repository.write("whole.yaml", whole)
    repository.write("ports.yaml", f"apiVersion: v1\nkind: Service\nmetadata: {{name: p}}\nspec:\n  {ports}\n")
    repository.write("pod.yaml", pod)

    assert findings(repository) == []
    assert repository.result().counts.claims == 3  # an external IP, that its Service has ports, and the Pods


@pytest.mark.parametrize(("end", "claims"), [("}", 1), (", $patch: delete}", 0)])
def test_what_a_talos_patch_deletes_is_no_claim(repository: Repository, end: str, claims: int) -> None:
    repository.write(
        "talos.yaml", f"machine:\n  network:\n    interfaces: [{{interface: eth0, vip: {{ip: {VIP}}}{end}]\n"
    )

    assert repository.result().counts.claims == claims


def test_items_of_a_list(repository: Repository) -> None:
    one = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"externalIPs": [VIP]}}
    typed = {"apiVersion": "v1", "kind": "ServiceList", "items": [{"metadata": {"name": "b"}, "spec": one["spec"]}]}
    repository.write("list.yaml", json.dumps({"apiVersion": "v1", "kind": "List", "items": [one, typed]}, indent=1))
    result = repository.result()

    assert [str(found.location.owner) for found in result.findings if found.rule == TAKES] == ["Service a", "Service b"]
    assert result.counts.documents == 2
