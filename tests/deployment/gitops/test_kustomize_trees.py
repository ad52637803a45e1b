"""What a kustomization takes in, leaves out and changes, as `kustomize build` would."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.documents.node import MapNode, ScalarNode
from svclint.documents.provenance import place
from tests.support.gitops_repositories import addresses, only, planned, service

BASE = f"""=== base/kustomization.yaml
resources: [web.yaml]
=== base/web.yaml
{service("web", "192.0.2.1")}
"""


def value(document: object, *keys: str) -> ScalarNode:
    node = document
    for key in keys:
        assert isinstance(node, MapNode)
        node = node.get(key)
    assert isinstance(node, ScalarNode)
    return node


def test_an_overlay_is_its_base_with_patches_and_names(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        BASE
        + """=== overlays/prod/kustomization.yaml
namespace: shop
namePrefix: prod-
resources: [../../base]
patches:
- path: address.yaml
=== overlays/prod/address.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  loadBalancerIP: 192.0.2.9
""",
    )

    assert addresses(found) == {"shop/prod-web": ["192.0.2.9"]}
    document = only(found, "prod-web").document
    where = place(document, value(document.node, "spec", "loadBalancerIP").span)
    assert (where[0], where[1].line, where[1].column) == ("overlays/prod/address.yaml", 5, 19)
    ports = document.node.get("spec")
    assert isinstance(ports, MapNode)
    untouched = ports.get("ports")
    assert untouched is not None
    assert place(document, untouched.span)[0] == "base/web.yaml"


WAYS = {
    "json": """patches:
- target: {kind: Service, name: w.*}
  patch: '[{op: replace, path: /spec/loadBalancerIP, value: 192.0.2.9}]'
""",
    "target": """patches:
- target: {kind: Service}
  patch: |-
    kind: ignored
    metadata: {name: ignored}
    spec: {loadBalancerIP: 192.0.2.9}
""",
    "merge": """patchesStrategicMerge:
- |-
  apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec: {loadBalancerIP: 192.0.2.9}
""",
    "json6902": """patchesJson6902:
- target: {version: v1, kind: Service, name: web}
  patch: '[{"op": "add", "path": "/spec/loadBalancerIP", "value": "192.0.2.9"}]'
""",
    "replacement": """replacements:
- source: {kind: ConfigMap, name: given, fieldPath: data.address}
  targets: [{select: {kind: Service, name: web}, fieldPaths: [spec.loadBalancerIP]}]
""",
}


@pytest.mark.parametrize("patch", WAYS.values(), ids=WAYS.keys())
def test_every_way_to_patch_an_address(tmp_path: Path, patch: str) -> None:
    given = (
        "=== prod/given.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: given}\ndata: {address: 192.0.2.9}\n"
    )
    found = planned(tmp_path, f"{BASE}{given}=== prod/kustomization.yaml\nresources: [../base, given.yaml]\n{patch}")

    assert addresses(found) == {"/web": ["192.0.2.9"]}


def test_a_replacement_takes_its_value_from_the_item_that_its_path_names(tmp_path: Path) -> None:
    listed = "[{name: a, address: 192.0.2.8}, {name: b, address: 192.0.2.9}]"
    given = f"=== prod/given.yaml\napiVersion: example.com/v1\nkind: Given\nmetadata: {{name: given}}\nspec: {listed}\n"
    replacement = WAYS["replacement"].replace("ConfigMap", "Given").replace("data.address", "'spec.[name=b].address'")
    found = planned(
        tmp_path, f"{BASE}{given}=== prod/kustomization.yaml\nresources: [../base, given.yaml]\n{replacement}"
    )

    assert addresses(found) == {"/web": ["192.0.2.9"]}


def test_the_patch_of_an_overlay_comes_after_the_replacements_of_its_base(tmp_path: Path) -> None:
    given = (
        "=== base/given.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: given}\ndata: {address: 192.0.2.8}\n"
    )
    base = f"resources: [web.yaml, given.yaml]\n{WAYS['replacement']}"
    web = BASE.partition("=== base/web.yaml")[2].partition("===")[0]
    found = planned(
        tmp_path,
        f"=== base/kustomization.yaml\n{base}=== base/web.yaml{web}{given}"
        f"=== prod/kustomization.yaml\nresources: [../base]\n{WAYS['json']}",
    )

    assert addresses(found) == {"/web": ["192.0.2.9"]}


def test_a_patch_for_another_object_changes_nothing(tmp_path: Path) -> None:
    patch = WAYS["json"].replace("w.*", "other")
    found = planned(tmp_path, f"{BASE}=== prod/kustomization.yaml\nresources: [../base]\n{patch}")

    assert addresses(found) == {"/web": ["192.0.2.1"]}


def test_what_a_patch_deletes_is_gone(tmp_path: Path) -> None:
    patch = (
        "patches:\n- patch: |-\n    $patch: delete\n    apiVersion: v1\n    kind: Service\n    metadata: {name: web}\n"
    )
    found = planned(tmp_path, f"{BASE}=== prod/kustomization.yaml\nresources: [../base]\n{patch}")

    assert addresses(found) == {}


def test_a_component_changes_what_stands_beside_it(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        BASE
        + """=== prod/kustomization.yaml
resources: [../base]
components: [../component]
=== component/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
- target: {kind: Service}
  patch: '[{op: replace, path: /spec/loadBalancerIP, value: 192.0.2.9}]'
""",
    )

    assert addresses(found) == {"/web": ["192.0.2.9"]}


def test_sibling_overlays_are_variants_and_a_lone_one_is_none(tmp_path: Path) -> None:
    overlay = "=== {0}/kustomization.yaml\nnamespace: {0}\nresources: [../base]\n"
    found = planned(tmp_path, BASE + overlay.format("dev") + overlay.format("prod"))

    assert addresses(found) == {"dev/web": ["192.0.2.1"], "prod/web": ["192.0.2.1"]}
    variants = {one.status.variant for objects in found.objects.values() for one in objects}
    assert {(("overlays", "dev/kustomization.yaml"),), (("overlays", "prod/kustomization.yaml"),)} <= variants


def test_what_a_kustomization_does_not_list_is_latent(tmp_path: Path) -> None:
    listed = "=== apps/kustomization.yaml\nresources: [web.yaml]  # [web.yaml, old.yaml]\n"
    files = f"=== apps/web.yaml\n{service('web', '192.0.2.1')}=== apps/old.yaml\n{service('old', '192.0.2.1')}"
    found = planned(tmp_path, listed + files)

    assert addresses(found) == {"/old": ["-192.0.2.1"], "/web": ["192.0.2.1"]}
    assert only(found, "old").status.latent == "apps/kustomization.yaml does not list it"


def test_circles_and_missing_files_are_skipped(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        f"""=== a/kustomization.yaml
resources: [../b, ../nowhere, ../../outside, https://example.org/base?ref=v1, web.yaml]
components: [../a]
=== b/kustomization.yaml
resources: [../a]
=== a/web.yaml
{service("web", "192.0.2.1")}""",
    )

    assert addresses(found).keys() == {"/web"}


def test_a_chain_of_many_folders_ends(tmp_path: Path) -> None:
    links = "".join(f"=== d{i}/kustomization.yaml\nresources: [../d{i + 1}, ../d{i + 2}]\n" for i in range(60))

    assert addresses(planned(tmp_path, links)) == {}


def test_values_of_charts_are_read_where_a_kustomization_gives_them(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        """=== app/kustomization.yaml
namespace: dns
helmCharts:
- {name: blocky, releaseName: blocky, valuesFile: values.yaml}
=== app/values.yaml
service: {main: {type: LoadBalancer, loadBalancerIP: 192.0.2.7}}
""",
    )

    document = only(found, "blocky").document
    assert (document.kind, document.namespace, document.file) == ("HelmRelease", "dns", "app/values.yaml")


def test_values_of_a_chart_have_the_namespace_of_its_entry(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        """=== bootstrap/kustomization.yaml
helmCharts:
- {name: coredns, namespace: kube-system, valuesFile: values.yaml}
=== bootstrap/values.yaml
service: {clusterIP: 10.96.0.10}
""",
    )

    assert only(found, "coredns").document.namespace == "kube-system"


def test_a_patch_gives_an_address_to_what_had_none(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        """=== base/kustomization.yaml
resources: [web.yaml]
=== base/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
=== prod/kustomization.yaml
resources: [../base]
patches: [{path: address.yaml}]
=== prod/address.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {loadBalancerIP: 192.0.2.9}
""",
    )

    assert addresses(found) == {"/web": ["192.0.2.9"]}


@pytest.mark.parametrize("index", ["²", "99999999999", "000000000000000000001", "-1", "x"])
def test_an_index_that_leads_nowhere_changes_nothing(tmp_path: Path, index: str) -> None:
    patch = WAYS["json"].replace("/spec/loadBalancerIP", f"/spec/ports/{index}")
    found = planned(tmp_path, f"{BASE}=== prod/kustomization.yaml\nresources: [../base]\n{patch}")

    assert addresses(found) == {"/web": ["192.0.2.1"]}


def test_keys_count_in_any_case_as_for_kustomize(tmp_path: Path) -> None:
    patch = "[{op: add, path: /spec/loadBalancerIP, value: 192.0.2.9}]"
    found = planned(
        tmp_path,
        BASE
        + f"""=== prod/kustomization.yaml
NAMESPACE: shop
Resources: [../base]
patches: [{{Patch: "{patch}", TARGET: {{Kind: Service}}}}]
"""
        + f"""=== other/kustomization.yaml
resources: [../base]
Patches: []
patches: [{{patch: "{patch}", target: {{kind: Service}}}}]
""",
    )

    assert addresses(found) == {"/web": ["192.0.2.9"], "shop/web": ["192.0.2.9"]}


def test_a_component_exists_once_for_each_namespace_that_includes_it(tmp_path: Path) -> None:
    includes = "=== apps/{0}/kustomization.yaml\nnamespace: {0}\ncomponents: [../../shared]\n"
    found = planned(
        tmp_path,
        "=== apps/kustomization.yaml\nresources: [red, blue]\n"
        + includes.format("red")
        + includes.format("blue")
        + "=== shared/kustomization.yaml\nkind: Component\nresources: [web.yaml]\n"
        + f"=== shared/web.yaml\n{service('web', '192.0.2.1')}",
    )

    assert addresses(found) == {"blue/web": ["192.0.2.1"], "red/web": ["192.0.2.1"]}


@pytest.mark.parametrize(
    "path",
    ["ansible/roles/web/files/web.yaml", "bootstrap/web.yaml", "elsewhere/web.yaml", "apps/chart/crds/web.yaml"],
)
def test_what_a_kustomization_could_not_list_is_not_left_out(tmp_path: Path, path: str) -> None:
    found = planned(
        tmp_path,
        "=== kustomization.yaml\nresources: [apps/a.yaml]\n=== apps/chart/Chart.yaml\nname: chart\n"
        f"=== apps/a.yaml\n{service('a', '192.0.2.2')}=== {path}\n{service('web', '192.0.2.1')}",
    )

    assert only(found, "web").status.latent == ""


def test_a_plan_that_leaves_out_most_files_is_not_believed(tmp_path: Path) -> None:
    others = "".join(f"=== apps/{n}.yaml\n{service(f's{n}', f'192.0.2.{n}')}" for n in range(20))
    found = planned(tmp_path, "=== apps/kustomization.yaml\nresources: [0.yaml]\n" + others)

    assert not any(deployed.status.latent for objects in found.objects.values() for deployed in objects)
    assert found.notes[0].startswith("Kustomizations seem to leave out 19 of 2")


def test_a_patch_names_its_object_as_the_file_does_or_as_it_is_by_now(tmp_path: Path) -> None:
    namespaced = service("web", "192.0.2.1").replace("name: web", "name: web\n  namespace: system")
    found = planned(
        tmp_path,
        f"""=== daemon/kustomization.yaml
namespace: frr
namePrefix: frr-
resources: [web.yaml, dns.yaml]
=== daemon/web.yaml
{namespaced}
=== daemon/dns.yaml
{service("dns", "192.0.2.2")}
=== kustomization.yaml
resources: [daemon]
patches:
- path: stated.yaml
- path: current.yaml
- path: neither.yaml
=== stated.yaml
apiVersion: v1
kind: Service
metadata: {{name: web, namespace: system}}
spec: {{loadBalancerIP: 198.51.100.1}}
=== current.yaml
apiVersion: v1
kind: Service
metadata: {{name: frr-dns, namespace: frr}}
spec: {{loadBalancerIP: 198.51.100.2}}
=== neither.yaml
apiVersion: v1
kind: Service
metadata: {{name: web, namespace: other}}
spec: {{loadBalancerIP: 198.51.100.3}}
""",
    )

    deployed = addresses(found)
    assert (deployed["frr/frr-dns"], deployed["frr/frr-web"]) == (["198.51.100.2"], ["198.51.100.1"])
