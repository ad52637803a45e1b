"""What Flux deploys: folders, variables with their scope, patches for what is below; and what it does not reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.documents.node import MapNode, ScalarNode
from tests.support.gitops_repositories import addresses, only, planned, service


def flux(name: str, path: str, more: str = "", namespace: str = "flux-system") -> str:
    return f"""apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: {namespace}}}
spec:
  path: {path}
  sourceRef: {{kind: GitRepository, name: flux-system}}
{more}"""


SETTINGS = """apiVersion: v1
kind: ConfigMap
metadata: {{name: cluster-settings, namespace: flux-system}}
data: {{WEB: {0}}}
"""
FROM = "  postBuild: {substituteFrom: [{kind: ConfigMap, name: cluster-settings}]}\n"


def cluster(name: str, address: str, more: str = FROM) -> str:
    return f"""=== clusters/{name}/flux-system/gotk-sync.yaml
{flux("flux-system", f"./clusters/{name}")}
=== clusters/{name}/settings.yaml
{SETTINGS.format(address)}
=== clusters/{name}/apps.yaml
{flux("apps", "./apps", more)}
"""


SHOP = "  targetNamespace: shop\n"
APPS = f"=== apps/web.yaml\n{service('web', '${WEB}')}"


def test_a_variable_has_the_value_of_its_cluster(tmp_path: Path) -> None:
    found = planned(tmp_path, cluster("east", "192.0.2.1") + cluster("west", "192.0.2.2") + APPS)

    assert addresses(found) == {"/web": ["192.0.2.1", "192.0.2.2"]}
    clusters = {one.deployment.cluster for one in found.objects["apps/web.yaml"] if one.deployment}
    assert clusters == {"east", "west"}
    setting = next(iter(found.objects["apps/web.yaml"][0].document.used.values()))[0]
    assert (setting.name, setting.file, setting.span.line) == ("WEB", "clusters/east/settings.yaml", 4)


def test_a_kustomization_that_two_clusters_deploy_exists_once_in_each(tmp_path: Path) -> None:
    nested = f"=== apps/ks.yaml\n{flux('web', './web', FROM)}=== web/web.yaml\n{service('web', '${WEB}')}"

    found = planned(tmp_path, cluster("east", "192.0.2.1") + cluster("west", "192.0.2.2") + nested)

    assert addresses(found) == {"/web": ["192.0.2.1", "192.0.2.2"]}
    clusters = {one.deployment.cluster for one in found.objects["web/web.yaml"] if one.deployment}
    assert clusters == {"east", "west"}


def test_a_value_of_its_own_wins_and_bash_is_left_alone(tmp_path: Path) -> None:
    more = "  postBuild: {substitute: {WEB: 192.0.2.5}, substituteFrom: [{kind: ConfigMap, name: cluster-settings}]}\n"
    apps = APPS + f"=== apps/b.yaml\n{service('b', '$${WEB}')}=== apps/c.yaml\n{service('c', '${WEB/./-}')}"
    found = planned(tmp_path, cluster("east", "192.0.2.1", more) + apps)

    assert addresses(found) == {"/b": ["${WEB}"], "/c": ["${WEB/./-}"], "/web": ["192.0.2.5"]}


def test_a_default_counts_only_where_nothing_else_can_set_the_variable(tmp_path: Path) -> None:
    apps = f"=== apps/web.yaml\n{service('web', '${OTHER:=192.0.2.7}')}"
    secret = "  postBuild: {substituteFrom: [{kind: Secret, name: cluster-secrets}]}\n"

    assert addresses(planned(tmp_path / "a", cluster("east", "192.0.2.1") + apps)) == {"/web": ["192.0.2.7"]}
    unknown = planned(tmp_path / "b", cluster("east", "192.0.2.1", secret) + apps)
    assert addresses(unknown) == {"/web": ["${OTHER:=192.0.2.7}"]}


SOURCES = "{kind: ConfigMap, name: cluster-settings}", "{kind: Secret, name: cluster-secrets}"
BOTH = f"  postBuild: {{substituteFrom: [{', '.join(SOURCES)}]}}\n"
REVERSED = f"  postBuild: {{substituteFrom: [{', '.join(reversed(SOURCES))}]}}\n"
NAME = "metadata: {name: cluster-secrets}"
SECRETS = (
    f"kind: Secret\n{NAME}\nstringData: {{WEB: 'ENC[AES256_GCM,data:x]'}}\n",
    "kind: ExternalSecret\nspec: {target: {name: cluster-secrets, template: {data: {WEB: '{{ .WEB }}'}}}}\n",
    f"kind: ExternalSecret\n{NAME}\nspec: {{data: [{{secretKey: WEB, remoteRef: {{key: web}}}}]}}\n",
    f"kind: SealedSecret\n{NAME}\nspec: {{encryptedData: {{WEB: AgBy}}}}\n",
)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_later_secret_with_the_variable_makes_its_value_unknown(tmp_path: Path, secret: str) -> None:
    of_secret = f"=== clusters/east/secret.yaml\n{secret}"
    later = planned(tmp_path / "a", cluster("east", "192.0.2.1", BOTH) + of_secret + APPS)
    assert addresses(later) == {"/web": ["${WEB}"]}
    other_key = planned(tmp_path / "b", cluster("east", "192.0.2.1", BOTH) + of_secret.replace("WEB", "OTHER") + APPS)
    assert addresses(other_key) == {"/web": ["192.0.2.1"]}
    before = planned(tmp_path / "c", cluster("east", "192.0.2.1", REVERSED) + of_secret + APPS)
    assert addresses(before) == {"/web": ["192.0.2.1"]}


def test_without_post_build_nothing_is_substituted(tmp_path: Path) -> None:
    assert addresses(planned(tmp_path, cluster("east", "192.0.2.1", "") + APPS)) == {"/web": ["${WEB}"]}


def test_an_object_may_refuse_substitution(tmp_path: Path) -> None:
    refused = APPS.replace("name: web", "name: web\n  annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}")

    assert addresses(planned(tmp_path, cluster("east", "192.0.2.1") + refused)) == {"/web": ["${WEB}"]}


def test_variables_come_by_patches_for_all_kustomizations_below(tmp_path: Path) -> None:
    patches = """  patches:
  - target: {group: kustomize.toolkit.fluxcd.io, kind: Kustomization}
    patch: |-
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: _}
      spec:
        postBuild:
          substituteFrom: [{kind: ConfigMap, name: cluster-settings}]
"""
    found = planned(
        tmp_path,
        cluster("east", "192.0.2.1", patches)
        + f"=== apps/web/ks.yaml\n{flux('web', './apps/web/app', SHOP)}"
        + "=== apps/kustomization.yaml\nresources: [web/ks.yaml]\n"
        + f"=== apps/web/app/web.yaml\n{service('web', '${WEB}')}",
    )

    assert addresses(found) == {"shop/web": ["192.0.2.1"]}


def test_a_setting_is_taken_from_the_namespace_of_its_kustomization(tmp_path: Path) -> None:
    common = "=== components/common/kustomization.yaml\nkind: Component\nresources: [settings.yaml]\n"
    shared = "=== components/common/settings.yaml\n" + SETTINGS.format("192.0.2.3").replace(
        ", namespace: flux-system", ""
    )
    shop = "=== apps/shop/kustomization.yaml\nnamespace: shop\ncomponents: [../../components/common]\n"
    ks = flux("web", "./apps/shop/web", FROM, namespace="").replace(", namespace: ", "")
    found = planned(
        tmp_path,
        cluster("east", "192.0.2.1") + common + shared + shop + "resources: [ks.yaml]\n"
        + "=== apps/kustomization.yaml\nresources: [shop]\n"
        + f"=== apps/shop/ks.yaml\n{ks}=== apps/shop/web/web.yaml\n{service('web', '${WEB}')}",
    )  # fmt: skip

    assert addresses(found) == {"/web": ["192.0.2.3"]}


def test_what_no_kustomization_reaches_may_be_applied_by_hand_unless_it_is_archived(tmp_path: Path) -> None:
    more = f"=== other/old.yaml\n{service('old', '192.0.2.1')}=== .archive/older.yaml\n{service('older', '192.0.2.1')}"
    found = planned(tmp_path, cluster("east", "192.0.2.1") + APPS + more)

    assert addresses(found) == {"/old": ["~192.0.2.1"], "/older": ["-192.0.2.1"], "/web": ["192.0.2.1"]}
    assert only(found, "older").status.latent.startswith(".archive/ is treated as")


def test_a_folder_is_not_deployed_if_flux_deploys_the_others_of_its_name(tmp_path: Path) -> None:
    more = "".join(
        f"=== {folder}/east/kustomization.yaml\nresources: [{folder}.yaml]\n"
        f"=== {folder}/east/{folder}.yaml\n{service(folder, '192.0.2.1')}"
        for folder in ("apps", "network", "infra")
    )
    roots = "=== clusters/east/apps.yaml\n" + "---\n".join(
        flux(folder, f"./{folder}/east") for folder in ("apps", "network")
    )
    hand = service("hand", "192.0.2.2")
    single = f"=== infra/west/kustomization.yaml\nresources: [hand.yaml]\n=== infra/west/hand.yaml\n{hand}"
    found = planned(tmp_path, cluster("east", "192.0.2.1") + roots + more + single)

    assert only(found, "infra").status.latent == "Flux deploys apps/east and clusters/east, and not infra/east"
    assert [only(found, name).status.latent for name in ("apps", "network", "hand")] == ["", "", ""]


def test_a_base_that_no_overlay_includes_is_not_deployed(tmp_path: Path) -> None:
    base = "=== apps/base/{0}/kustomization.yaml\nresources: [{0}.yaml]\n=== apps/base/{0}/{0}.yaml\n{1}"
    more = (
        "=== clusters/east/apps.yaml\n" + flux("apps", "./apps/east")
        + "=== apps/east/kustomization.yaml\nresources: [../base/web]\n"
        + base.format("web", service("web", "192.0.2.1")) + base.format("irc", service("irc", "192.0.2.2"))
        + base.replace("apps/base", "charts/base").format("hand", service("hand", "192.0.2.3"))
    )  # fmt: skip
    found = planned(tmp_path, cluster("east", "192.0.2.1") + more)

    assert only(found, "irc").status.latent == "no overlay includes apps/base/irc"
    assert [only(found, name).status.latent for name in ("web", "hand")] == ["", ""]


def test_a_commented_out_kustomization_is_latent_with_all_that_it_deploys(tmp_path: Path) -> None:
    ks = flux("game", "./apps/game/app", "  postBuild: {substitute: {GAME: 192.0.2.8}}\n")
    more = (
        "=== apps/kustomization.yaml\nresources: [web.yaml]  # game/ks.yaml\n"
        f"=== apps/game/ks.yaml\n{ks}=== apps/game/app/game.yaml\n{service('game', '${GAME}')}"
    )
    found = planned(tmp_path, cluster("east", "192.0.2.1") + APPS + more)

    assert addresses(found) == {"/game": ["-192.0.2.8"], "/web": ["192.0.2.1"]}
    assert only(found, "game").status.latent == "apps/kustomization.yaml does not list it"


def test_a_folder_of_another_repository_is_not_taken_for_a_local_one(tmp_path: Path) -> None:
    foreign = flux("upstream", "./deploy").replace("name: flux-system}", "name: upstream}")
    found = planned(
        tmp_path,
        cluster("east", "192.0.2.1")
        + f"=== clusters/east/upstream.yaml\n{foreign}=== deploy/web.yaml\n{service('web', '192.0.2.9')}",
    )

    assert addresses(found) == {"/web": ["~192.0.2.9"]}


def test_flux_instance_and_circles(tmp_path: Path) -> None:
    instance = """=== bootstrap/instance.yaml
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec: {sync: {path: cluster}}
"""
    circle = f"=== cluster/a.yaml\n{flux('a', './cluster')}=== cluster/b.yaml\n{flux('b', './more')}"
    found = planned(tmp_path, f"{instance}{circle}=== more/web.yaml\n{service('web', '192.0.2.9')}")

    assert addresses(found) == {"/web": ["192.0.2.9"]}
    assert only(found, "web").deployment.root == "bootstrap/instance.yaml"  # type: ignore[union-attr]  # it has one


def test_values_that_a_release_takes_from_a_config_map(tmp_path: Path) -> None:
    found = planned(
        tmp_path,
        """=== apps/release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dns, namespace: network}
spec:
  valuesFrom:
  - {kind: ConfigMap, name: dns-values}
  - {kind: ConfigMap, name: elsewhere}
  - {kind: Secret, name: dns-secret}
=== apps/values.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: dns-values, namespace: network}
data:
  values.yaml: |
    service:
      type: LoadBalancer
      loadBalancerIP: 192.0.2.53
=== apps/kustomization.yaml
resources: [release.yaml, values.yaml]
""",
    )

    (values,) = (one for one in found.objects["apps/values.yaml"] if one.document.kind == "HelmRelease")
    service = values.document.node.get("spec")
    for key in ("values", "service", "loadBalancerIP"):
        assert isinstance(service, MapNode)
        service = service.get(key)
    assert isinstance(service, ScalarNode)
    assert (
        f"{values.document.namespace}/{values.document.name}", service.text, service.span.line
    ) == ("network/dns", "192.0.2.53", 8)  # fmt: skip


def test_a_patch_of_a_flux_kustomization_is_not_a_deployer(tmp_path: Path) -> None:
    patch = (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
        "metadata: {name: flux-system, namespace: flux-system}\nspec: {decryption: {provider: sops}}\n"
    )
    found = planned(
        tmp_path,
        f"=== cluster/flux-system/gotk-sync.yaml\n{flux('flux-system', './cluster')}"
        "=== cluster/flux-system/kustomization.yaml\nresources: [gotk-sync.yaml]\npatches: [{path: sops.yaml}]\n"
        f"=== cluster/flux-system/sops.yaml\n{patch}"
        f"=== cluster/web/web.yaml\n{service('web', '192.0.2.1')}",
    )

    assert addresses(found) == {"/web": ["192.0.2.1"]}
    assert {deployment.title for deployment in found.deployments} == {"Flux Kustomization flux-system/flux-system"}


def test_a_template_of_a_root_is_not_a_second_cluster(tmp_path: Path) -> None:
    root = flux("flux-system", "./cluster")
    found = planned(
        tmp_path,
        f"=== cluster/flux-system/gotk-sync.yaml\n{root}=== tmpl/gotk-sync.yaml\n{root}"
        f"=== cluster/web.yaml\n{service('web', '192.0.2.1')}",
    )

    assert addresses(found) == {"/web": ["192.0.2.1"]}
    assert {deployment.file for deployment in found.deployments} == {"cluster/flux-system/gotk-sync.yaml"}


def test_values_that_a_helmfile_names_are_of_its_release(tmp_path: Path) -> None:
    release = """=== apps/kustomization.yaml
resources: [dns/release.yaml]
=== apps/dns/release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: coredns, namespace: kube-system}
spec: {values: {service: {clusterIP: 10.96.0.10}}}
=== apps/dns/helm/values.yaml
service: {clusterIP: 10.96.0.10}
=== apps/dns/bootstrap/values.yaml
service: {clusterIP: 10.96.0.10}
=== talos/helmfile.yaml
releases:
- {name: coredns, namespace: kube-system, values: [../../apps/dns/bootstrap/values.yaml]}
=== apps/web/helm/values.yaml
service: {clusterIP: 10.96.0.11}
=== bootstrap/helmfile.d/00-apps.yaml
releases:
- {name: coredns, namespace: kube-system, values: [../../apps/dns/helm/values.yaml]}
- {name: web-a, namespace: web, values: [../../apps/web/helm/values.yaml, {debug: true}]}
- {name: web-b, namespace: web, values: [../../apps/web/helm/values.yaml]}
"""

    found = planned(tmp_path, cluster("east", "192.0.2.1") + release)

    owners = {
        path: [(one.document.kind, one.document.namespace, one.document.name) for one in found.objects[path]]
        for path in (
            "apps/dns/release.yaml",
            "apps/dns/helm/values.yaml",
            "apps/dns/bootstrap/values.yaml",
            "apps/web/helm/values.yaml",
        )
    }
    coredns = [("HelmRelease", "kube-system", "coredns")]
    assert owners == {
        "apps/dns/release.yaml": coredns,
        "apps/dns/helm/values.yaml": coredns,
        "apps/dns/bootstrap/values.yaml": coredns,  # the helmfile's path leads out of the repository
        "apps/web/helm/values.yaml": [("", "", "")],  # of two releases
    }
