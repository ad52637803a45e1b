"""Which files are a cluster's, who deploys them, and what is left."""

from __future__ import annotations

from pathlib import Path

from svclint.claims.cluster_membership import ClusterFiles
from svclint.claims.placement import Reason
from svclint.cluster_survey import survey
from svclint.config import Config
from svclint.reading import RunOptions

FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: %s, namespace: flux-system}
spec: {path: ./%s, sourceRef: {kind: GitRepository, name: flux-system}}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}], externalIPs: [192.0.2.1]}
"""
INVENTORY = "svclint-inventory.yaml"


def belonging(root: Path, files: dict[str, str]) -> dict[str, ClusterFiles]:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    inventories = (root / INVENTORY,) if INVENTORY in files else ()
    return {one.name: one for one in survey([str(root)], RunOptions(root, Config(), inventories)).clusters}


def test_a_chain_of_flux(tmp_path: Path) -> None:
    (found,) = belonging(
        tmp_path,
        {
            "flux/ks.yaml": FLUX % ("apps", "apps"),
            "apps/kustomization.yaml": "resources: [web.yaml, db.yaml]\n",
            "apps/web.yaml": SERVICE,
            "apps/db.yaml": FLUX % ("db", "db"),
            "apps/game.yaml": SERVICE,
            "db/service.yaml": SERVICE,
            "talos/kubeadm.yaml": "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n"
            "networking: {podSubnet: 10.0.0.0/16}\n",
            "old/web.yaml": SERVICE,
        },
    ).values()
    deployers = [(one.deployment.title, one.files, one.deployment.by_hand) for one in found.deployers]
    assert deployers == [
        ("Flux Kustomization flux-system/apps", 2, False),
        ("Flux Kustomization flux-system/db", 1, False),
    ]
    assert found.begins == ("flux/ks.yaml",)
    assert found.loose == ("flux/ks.yaml", "talos/kubeadm.yaml")
    assert found.idle == (
        ("apps/kustomization.yaml does not list it", "apps/game.yaml"),
        ("old/ is treated as samples, tests, an archive or vendored code", "old/web.yaml"),
    )
    assert (found.files, found.objects, found.place) == (7, 7, None)


def test_without_structure_all_files_count(tmp_path: Path) -> None:
    (found,) = belonging(tmp_path, {"a.yaml": SERVICE, "samples/b.yaml": SERVICE}).values()
    assert (found.loose, found.deployers, found.begins) == (("a.yaml",), (), ())
    assert [file for _, file in found.idle] == ["samples/b.yaml"]


def test_kustomizations_that_people_build(tmp_path: Path) -> None:
    (found,) = belonging(tmp_path, {"web/kustomization.yaml": "resources: [a.yaml]\n", "web/a.yaml": SERVICE}).values()
    assert (
        [(one.deployment.title, one.deployment.by_hand) for one in found.deployers],
        found.begins,
    ) == ([("kustomization web", True)], ())


def test_globs_and_why(tmp_path: Path) -> None:
    inventory = (
        "version: 1\nclusters:\n- {name: prod, manifests: [prod/**]}\n- {name: rest}\n- {name: idle, manifests: [x]}\n"
    )
    found = belonging(tmp_path, {INVENTORY: inventory, "prod/a.yaml": SERVICE, "b.yaml": SERVICE})
    assert list(found) == ["prod", "rest", "idle"]
    assert [one.reasons for one in found.values()] == [((Reason.FILE, 1),), ((Reason.OPEN, 1),), ()]
    assert [one.place.span.line for one in found.values() if one.place] == [3, 4, 5]


def test_clusters_that_deployers_tell_apart(tmp_path: Path) -> None:
    files = {f"clusters/{name}/ks.yaml": FLUX % ("apps", f"apps/{name}") for name in ("east", "west")}
    files |= {f"apps/{name}/web.yaml": SERVICE for name in ("east", "west")}
    found = belonging(tmp_path, files)
    assert {name: one.begins for name, one in found.items()} == {
        "east": ("clusters/east/ks.yaml",),
        "west": ("clusters/west/ks.yaml",),
    }
    assert {reason for one in found.values() for reason, _ in one.reasons} == {Reason.CHAIN}
