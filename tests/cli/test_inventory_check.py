"""`svclint inventory check`, as it is called."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.cli_samples import INVENTORY, Run

FILE = "svclint-inventory.yaml"
CLASH = INVENTORY + "  podCIDRs: [10.0.0.0/8]\n  serviceCIDRs: [10.1.0.0/16]\n"


def test_gaps_are_no_failure(svclint: Run) -> None:
    ran = svclint("inventory", "check")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"{FILE}: no contradictions\n\ncluster prod: ")
    assert "\n  nodes: no nodes are known\n    Disabled rules: external-ip-is-node" in ran.out
    assert "    Add: nodes: [{name: node1, addresses: [192.0.2.21], roles: [control-plane]}]\n" in ran.out


def test_contradictions_are_reported(svclint: Run, repository: Path) -> None:
    (repository / FILE).write_text(CLASH)
    ran = svclint("inventory", "check")
    assert ran.status == 1
    assert ran.out.startswith("error[networks-overlap]: ")
    assert f"\n{FILE}: 1 contradiction\n" in ran.out
    assert "external-ip-is-control-plane]" not in ran.out  # the manifest's fault
    assert svclint("inventory", "check", "--fail-on", "never").status == 0


def test_json(svclint: Run, repository: Path) -> None:
    (repository / FILE).write_text(CLASH)
    (repository / "kubeadm.yaml").write_text(
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nkubernetesVersion: v1.33.1\n"
    )
    ran = svclint("inventory", "check", FILE, "--format", "json")
    data = json.loads(ran.out)
    (cluster,) = data["clusters"]
    assert (data["inventories"], [one["rule"] for one in data["contradictions"]]) == ([FILE], ["networks-overlap"])
    first = next(one for one in cluster["gaps"] if one["fact"] == "nodes")
    assert (first["missing"], first["optional"], first["file"]) == ("no nodes are known", False, None)
    version = {"fact": "kubernetesVersion", "value": "v1.33.1", "file": "kubeadm.yaml", "line": 3}
    assert cluster["statedByManifests"] == [version]


def test_a_name_that_leads_nowhere_has_its_place(svclint: Run, repository: Path) -> None:
    (repository / FILE).write_text(re.sub("  (hosts|loadBalancers|- ).*\n", "", INVENTORY))
    ran = svclint("inventory", "check")
    assert ran.status == 0
    assert "  hosts or dns: lb.example.internal is in neither `hosts` nor `dns`" in ran.out
    assert f"    Stated at: {FILE}:4\n" in ran.out


def test_only_the_paths_that_are_named(svclint: Run, repository: Path) -> None:
    (repository / "empty").mkdir()
    (repository / "empty/none.yaml").write_text("a: 1\n")
    ran = svclint("inventory", "check", "--path", "empty")
    assert (ran.status, ran.err) == (0, "")
    assert "Cannot speak" not in ran.out


def test_several_clusters_and_one_of_them(svclint: Run, repository: Path) -> None:
    (repository / FILE).write_text(INVENTORY + "- name: test\n")
    both = svclint("inventory", "check").out
    one = svclint("inventory", "check", "--cluster", "test").out
    assert tuple(re.findall("^cluster (.*?):", text, re.M) for text in (both, one)) == (["prod", "test"], ["test"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "no inventory found; run `svclint inventory import --output FILE` to generate one"),
        ("version: 1\nclusters: [{name: a, nodez: []}]\n", f"{FILE}:2:22: unknown key 'nodez' in a cluster"),
        ("\x1b: [", f"{FILE}:1:1: invalid YAML"),
    ],
)
def test_mistakes(svclint: Run, repository: Path, text: str | None, said: str) -> None:
    (repository / FILE).unlink()
    if text is not None:
        (repository / FILE).write_text(text)
    ran = svclint("inventory", "check")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"svclint: error: {said}")


def test_a_file_that_is_not_there(svclint: Run) -> None:
    assert (
        (ran := svclint("inventory", "check", "nope.yaml")).status,
        ran.err,
    ) == (2, "svclint: error: no such file: nope.yaml\n")


def test_names_cannot_forge_lines(svclint: Run, repository: Path) -> None:
    (repository / FILE).write_text('version: 1\nclusters: [{name: "a\\n::error::x\\e[2J"}]\n')
    ran = svclint("inventory", "check")
    assert "cluster a\\n::error::x\\x1b[2J:" in ran.out


def test_colour(svclint: Run) -> None:
    plain, colored = (svclint("inventory", "check", f"--color={wish}").out for wish in ("never", "always"))
    assert "\x1b[1mcluster prod\x1b[0m" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain


def test_the_inventory_of_a_folder_below_the_root_is_found_from_there(
    svclint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / ".git").mkdir()
    folder = repository / "clusters"
    folder.mkdir()
    (repository / "svclint-inventory.yaml").rename(folder / "svclint-inventory.yaml")
    monkeypatch.chdir(folder)
    ran = svclint("inventory", "check")
    assert "svclint-inventory.yaml" in ran.out


def test_a_folder_is_no_inventory(svclint: Run) -> None:
    ran = svclint("inventory", "check", ".")
    assert (ran.status, ran.err) == (2, "svclint: error: . is a folder; name an inventory file\n")
