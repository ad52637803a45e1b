"""`svclint clusters`, as it is called."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.support.cli_samples import GOOD, Run


def flux(repository: Path) -> None:
    (repository / "flux").mkdir()
    (repository / "flux/ks.yaml").write_text(
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {path: apps}\n"
    )
    (repository / "apps/old").mkdir(parents=True)
    for name in ("apps/web.yaml", "apps/old/a.yaml", "apps/old/b.yaml", "apps/old/c.yaml", "apps/old/d.yaml"):
        (repository / name).write_text(GOOD)
    (repository / "apps/kustomization.yaml").write_text("resources: [web.yaml]\n")


def test_text(svclint: Run, repository: Path) -> None:
    flux(repository)
    for name in ("bad.yaml", "good.yaml"):
        (repository / name).unlink()
    expected = """\
cluster prod: 6 files, 6 objects (svclint-inventory.yaml:3)
  deployment starts in 1 file
    flux/ks.yaml
  deployed by 1
    Flux Kustomization apps (1 file): apps/web.yaml
  1 file not managed by any deployer (applied by hand or read by a tool)
    flux/ks.yaml
  4 files not deployed
    apps/old/ is treated as samples, tests, an archive or vendored code: 4
      apps/old/: 4

7 files read; only the 6 that may contain an address are counted above.
"""
    ran = svclint("clusters")
    assert (0, expected.replace("(1 file): apps/web.yaml", "(1 file): flux/ks.yaml"), "") == (
        ran.status,
        ran.out,
        ran.err,
    )
    every = svclint("clusters", "--verbose").out
    assert "      apps/old/a.yaml\n      apps/old/b.yaml\n" in every


def test_json(svclint: Run, repository: Path) -> None:
    flux(repository)
    data = json.loads(svclint("clusters", ".", "--format", "json").out)
    (cluster,) = data["clusters"]
    assert (cluster["name"], cluster["inventory"]) == ("prod", {"file": "svclint-inventory.yaml", "line": 3})
    assert cluster["taken"] == ["bad.yaml", "flux/ks.yaml", "good.yaml"]
    assert cluster["begins"] == ["flux/ks.yaml"]
    assert [(one["title"], one["followed"], one["files"]) for one in cluster["deployers"]] == [
        ("Flux Kustomization apps", True, 1)
    ]
    assert len(cluster["notDeployed"]) == 4


def test_names_cannot_forge_lines(svclint: Run, repository: Path) -> None:
    flux(repository)
    path = repository / "flux/ks.yaml"
    path.write_text(path.read_text().replace("name: apps", 'name: "a\\n::error::\\e[2J"'))
    out = svclint("clusters").out
    assert "Flux Kustomization a\\n::error::\\x1b[2J (1 file): flux/ks.yaml" in out


def test_colour(svclint: Run) -> None:
    plain, colored = (svclint("clusters", f"--color={wish}").out for wish in ("never", "always"))
    assert "\x1b[1mcluster prod\x1b[0m" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain


def test_mistakes(svclint: Run) -> None:
    assert (
        (ran := svclint("clusters", "nope")).status,
        ran.err,
    ) == (2, "svclint: error: no such file or folder: nope\n")
    assert svclint("clusters", "-", stdin=b"a: 1").status == 2
